#include "scanner/stored_groups.hpp"

#include "scanner/store/stored_words.hpp"

#include <algorithm>

namespace phonescan {

StoredGroups::StoredGroups(Store& store, std::span<const ScanEntry> runs, Undated undated)
{
    for (std::size_t run = 0; run < runs.size(); ++run) {
        const auto begin = parts_.size();
        read_run(store, runs[run].number, undated == Undated::stays ? WallClock::time_point{} : runs[run].started);
        group_run(begin, run, runs[run].command == "scan");
    }
}

void StoredGroups::read_run(Store& store, std::int64_t scan, WallClock::time_point undated)
{
    const auto add_words = [&](std::int64_t number, std::string_view words) {
        auto& known = known_[number];
        if (known != nullptr) return;
        if (!are_words(words)) store.refuse_words();
        known = &words_.emplace_back(words);
    };
    store.read_words(scan, add_words, [&](const StoredPart& part) {
        const auto time = part.time == WallClock::time_point{} ? undated : part.time;
        parts_.push_back({part.source, time, part.since, known_.at(part.text), part.sender});
    });
}

/// by_origin: as GroupedObservations does; else by sender.
void StoredGroups::group_run(std::size_t begin, std::size_t run, bool by_origin)
{
    const auto parts = std::span{parts_}.subspan(begin);
    if (by_origin) std::ranges::stable_sort(parts, {}, [](const Part& part) { return origin_of(part.source); });
    const auto together = [by_origin](const Part& a, const Part& b) {
        return by_origin ? origin_of(a.source) == origin_of(b.source) : a.sender == b.sender;
    };
    for (std::size_t i = begin; i < parts_.size(); ++i) {
        if (i == begin || !together(parts_[i - 1], parts_[i])) groups_.push_back({i, i, run});
        groups_.back().end = i + 1;
    }
}

boost::asio::ip::address StoredGroups::address_of(std::size_t group) const
{
    return parts_[groups_[group].begin].source.address;
}

void StoredGroups::read(std::size_t group, Observations& into) const
{
    into.clear();
    for (auto i = groups_[group].begin; i < groups_[group].end; ++i) {
        const auto& part = parts_[i];
        (void)append_words(*part.words, part.source, part.time, part.since, into); // it was read once already
    }
}

} // namespace phonescan
