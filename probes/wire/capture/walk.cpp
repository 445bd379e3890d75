#include "probes/wire/capture/walk.hpp"

#include <utility>

namespace phonescan::wire::capture {

Walk::Walk(Window& window, const CaptureReader::Damage& damage, std::function<std::string()> broken)
    : window_{window}, damage_{damage}, broken_{std::move(broken)}
{
}

bool Walk::has(std::size_t count, std::uint64_t offset, std::string_view inside)
{
    const auto there = window_.ahead(count).size();
    if (there >= count) return true;
    std::string what =
        "the file ends inside " + std::string{inside} + ": cut at octet " + std::to_string(window_.offset() + there);
    if (const auto why = broken_(); !why.empty()) what = why + ": " + what;
    tell_end(offset, std::move(what));
    return false;
}

void Walk::end()
{
    if (auto why = broken_(); !why.empty()) tell_end(window_.offset(), std::move(why));
}

void Walk::tell(std::uint64_t offset, std::string what)
{
    damage_({offset, std::move(what), false});
}

void Walk::tell_too_long(std::uint64_t offset, std::uint32_t octets)
{
    tell(offset, "a packet of " + std::to_string(octets) + " octets, over the limit of " +
                     std::to_string(CaptureReader::longest_packet));
}

void Walk::tell_end(std::uint64_t offset, std::string what)
{
    damage_({offset, std::move(what), true});
}

std::chrono::system_clock::time_point time_of(std::int64_t seconds, std::uint64_t nanoseconds) noexcept
{
    using Clock = std::chrono::system_clock;
    using std::chrono::duration_cast;
    constexpr auto longest = duration_cast<std::chrono::seconds>(Clock::duration::max()).count() - 86'400;
    if (seconds > longest || seconds < -longest) return {};
    return Clock::time_point{
        duration_cast<Clock::duration>(std::chrono::seconds{seconds} + std::chrono::nanoseconds{nanoseconds})};
}

} // namespace phonescan::wire::capture
