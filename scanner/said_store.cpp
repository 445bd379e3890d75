#include "scanner/said_store.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace phonescan {

namespace {

bool is_from(const SaidStore::Part& part, const Observation& observation)
{
    const auto& source = observation.source;
    return part.time == observation.time && part.since == observation.since && part.source.port == source.port &&
           part.source.mac == source.mac && part.source.record == source.record &&
           part.source.address == source.address;
}

bool has_ipv4(const Source& source)
{
    return source.address.is_v4() && !source.address.is_unspecified();
}

} // namespace

std::size_t SaidStore::HashOfWords::operator()(const Words& words) const noexcept
{
    constexpr std::size_t golden = 0x9e3779b97f4a7c15;
    std::size_t hash = words.size();
    for (const auto& word : words) {
        hash ^= std::hash<const void*>{}(word.text) ^ static_cast<std::size_t>(word.field) << 8U ^
                static_cast<std::size_t>(word.channel);
        hash *= golden;
        hash ^= hash >> 32U;
    }
    return hash;
}

void SaidStore::add(std::span<const Observation> said)
{
    while (!said.empty()) {
        const auto& first = said.front();
        const Part part{first.source, first.time, first.since};
        fresh_.clear();
        for (const auto& observation : said) {
            if (!is_from(part, observation)) break;
            fresh_.push_back({&*texts_.insert(observation.value).first, observation.field, observation.channel});
        }
        said = said.subspan(fresh_.size());
        parts_.push_back(part);
        parts_.back().words = &*words_.insert(fresh_).first;
    }
}

void SaidStore::append(std::size_t index, Observations& into) const
{
    const auto& part = parts_[index];
    for (const auto& word : *part.words)
        into.push_back({part.source, word.field, *word.text, word.channel, part.time, part.since});
}

/// IPv4 addresses, which are nearly all, are sorted as numbers.
SaidGroups::SaidGroups(const SaidStore& store) : store_{store}
{
    std::vector<std::uint64_t> ipv4; // address and part
    std::vector<std::uint32_t> others;
    ipv4.reserve(store.size());
    for (std::size_t i = 0; i < store.size(); ++i) {
        const auto& source = store[i].source;
        if (has_ipv4(source))
            ipv4.push_back(std::uint64_t{source.address.to_v4().to_uint()} << 32U | i);
        else
            others.push_back(static_cast<std::uint32_t>(i));
    }
    std::ranges::sort(ipv4);
    const auto origin = [&store](std::uint32_t part) { return origin_of(store[part].source); };
    std::ranges::stable_sort(others, {}, origin);
    parts_.reserve(store.size());
    for (const auto address_and_part : ipv4) {
        const auto part = static_cast<std::uint32_t>(address_and_part);
        if (parts_.empty() || store[parts_.back()].source.address != store[part].source.address)
            begins_.push_back(static_cast<std::uint32_t>(parts_.size()));
        parts_.push_back(part);
    }
    for (const auto part : others) {
        if (parts_.empty() || origin(parts_.back()) != origin(part))
            begins_.push_back(static_cast<std::uint32_t>(parts_.size()));
        parts_.push_back(part);
    }
    begins_.push_back(static_cast<std::uint32_t>(parts_.size()));
}

boost::asio::ip::address SaidGroups::address_of(std::size_t group) const
{
    return store_[parts_[begins_[group]]].source.address;
}

std::optional<SameWords> SaidGroups::same_words(std::size_t group) const
{
    const auto begin = begins_[group];
    const auto& part = store_[parts_[begin]];
    const bool is_alone = begins_[group + 1] - begin == 1;
    if (!is_alone || part.source.mac || part.source.address.is_unspecified() || part.time == WallClock::time_point{} ||
        std::ranges::find(*part.words, Field::mac, &SaidStore::Word::field) != part.words->end())
        return std::nullopt;
    return SameWords{part.words, part.time, part.since};
}

void SaidGroups::read(std::size_t group, Observations& into) const
{
    into.clear();
    for (auto i = begins_[group]; i < begins_[group + 1]; ++i)
        store_.append(parts_[i], into);
}

} // namespace phonescan
