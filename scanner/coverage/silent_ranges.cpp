#include "scanner/coverage/silent_ranges.hpp"

#include "scanner/coverage/stretches.hpp"
#include "scanner/report/standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace phonescan {

namespace {

constexpr std::uint64_t network_size = 256;
constexpr std::uint64_t few = 16; // addresses too few to speak for a network

bool is_asked(const AccountBook& book, std::uint64_t position)
{
    for (std::size_t channel = 0; channel < book.channels().size(); ++channel) {
        const auto state = book.account(position, channel).state;
        if (state != AskedState::unsent && state != AskedState::not_asked) return true;
    }
    return false;
}

/// Takes the targets in ascending order, a part of a network at a time.
class SilenceFinder {
public:
    explicit SilenceFinder(const AccountBook& book) : book_{book} {}

    /// part: within one network.
    void add(const Stretch& part)
    {
        const Number128 base = part.first - part.first % network_size;
        if (part.is_v6 != network_.is_v6 || base != network_.base) {
            end_network();
            network_ = {.base = base, .is_v6 = part.is_v6};
        }
        for (std::uint64_t i = 0; i < part.count; ++i) {
            network_.is_alive = network_.is_alive || book_.is_alive(part.position + i);
            if (!is_asked(book_, part.position + i)) continue;
            if (network_.asked++ == 0) network_.first = part.first + i;
            network_.last = part.first + i;
        }
    }

    Silence end()
    {
        end_network();
        end_range();
        silence_.is_everywhere = silence_.asked != 0 && !anybody_alive_;
        return std::move(silence_);
    }

private:
    struct Network {
        Number128 base = 0;
        bool is_v6 = false;
        bool is_alive = false;
        std::uint64_t asked = 0;
        Number128 first = 0; ///< of those asked
        Number128 last = 0;
    };

    void end_network()
    {
        silence_.asked += network_.asked;
        anybody_alive_ = anybody_alive_ || network_.is_alive;
        if (network_.is_alive || network_.asked < few) return;
        const Number128 end = network_.base + (network_size - 1);
        if (network_.first - network_.base < few) network_.first = network_.base;
        if (end - network_.last < few) network_.last = end;
        const bool touches = range_.asked != 0 && range_.is_v6 == network_.is_v6 && range_.last + 1 == network_.first;
        if (!touches) {
            end_range();
            range_ = network_;
            return;
        }
        range_.last = network_.last;
        range_.asked += network_.asked;
    }

    void end_range()
    {
        if (range_.asked == 0) return;
        auto text = range_.is_v6 ? to_text(AddressRange6{range_.first, range_.last})
                                 : to_text(AddressRange{static_cast<std::uint32_t>(range_.first),
                                                        static_cast<std::uint32_t>(range_.last)});
        silence_.ranges.push_back({std::move(text), range_.asked});
        range_ = {};
    }

    const AccountBook& book_;
    Network network_; // being read
    Network range_;   // silent networks that touch; none of them: nobody asked
    bool anybody_alive_ = false;
    Silence silence_;
};

/// The largest, in their own order.
std::vector<SilentRange> largest(const std::vector<SilentRange>& ranges, std::size_t most)
{
    std::vector<std::size_t> places(ranges.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t place) { return ranges[place].asked; });
    places.resize(std::min(most, places.size()));
    std::ranges::sort(places);
    std::vector<SilentRange> chosen;
    for (const auto place : places)
        chosen.push_back(ranges[place]);
    return chosen;
}

} // namespace

Silence silence_of(const AccountBook& book)
{
    SilenceFinder finder{book};
    for_each_stretch(book.addresses(), [&](const Stretch& stretch) {
        std::uint64_t offset = 0;
        while (offset < stretch.count) {
            const auto place = static_cast<std::uint64_t>((stretch.first + offset) % network_size);
            const auto count = std::min(network_size - place, stretch.count - offset);
            finder.add(stretch.part(offset, count));
            offset += count;
        }
    });
    return finder.end();
}

std::string silence_sentence(const Silence& silence)
{
    if (silence.is_everywhere && silence.asked == 1)
        return "No sign of life at all from the one address asked: it is off, behind a firewall, or not there.";
    if (silence.is_everywhere)
        return fmt::format("No sign of life at all from any of the {} addresses asked: a firewall on the way, no route "
                           "there or back, or networks that nobody uses. Nothing is known of phones there.",
                           silence.asked);
    if (silence.ranges.empty()) return {};
    constexpr std::size_t most_named = 3;
    const auto named = largest(silence.ranges, most_named);
    const auto more = silence.ranges.size() - named.size();
    std::string names;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const bool last = more == 0 && i + 1 == named.size();
        names += (i == 0 ? "" : last ? " and " : ", ") + named[i].text;
    }
    if (more != 0) names += " and " + counted(more, "more range", "more ranges");
    std::uint64_t asked = 0;
    for (const auto& range : silence.ranges)
        asked += range.asked;
    return fmt::format("No sign of life at all from {} ({} asked): a firewall on the way, no route there or back, or "
                       "networks that nobody uses. Nothing is known of phones there.",
                       names, counted(asked, "address", "addresses"));
}

} // namespace phonescan
