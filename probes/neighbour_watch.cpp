#include "probes/neighbour_watch.hpp"

#include <algorithm>

namespace phonescan {

namespace {

using namespace std::chrono_literals;
constexpr auto refresh = 200ms;

} // namespace

bool NeighbourWatch::is_resolving(std::uint32_t address, Clock::time_point now)
{
    if (now - last_read_ > refresh) read(now);
    return std::ranges::binary_search(resolving_, address);
}

void NeighbourWatch::read(Clock::time_point now)
{
    last_read_ = now;
    resolving_.clear();
    for (const auto& neighbour : table_.read()) {
        if (neighbour.state == Neighbour::State::resolving) resolving_.push_back(neighbour.address);
        if (neighbour.mac) resolved_.insert_or_assign(neighbour.address, *neighbour.mac);
    }
    std::ranges::sort(resolving_);
}

} // namespace phonescan
