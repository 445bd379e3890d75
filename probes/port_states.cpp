#include "probes/port_states.hpp"

#include <algorithm>

namespace phonescan {

PortStates::PortStates(std::uint64_t addresses, std::size_t ports)
    : addresses_{addresses}, ports_{ports}, pages_(ports == 0 ? 0 : addresses / page_size + 1)
{
}

PortState PortStates::get(std::uint64_t position, std::size_t port) const noexcept
{
    if (ports_ == 0 || position >= addresses_) return PortState::open;
    const auto& page = pages_[position / page_size];
    if (!page) return PortState::open;
    const auto index = position % page_size * ports_ + port;
    return static_cast<PortState>(page[index / 2] >> (index % 2 * 4) & 15);
}

void PortStates::set(std::uint64_t position, std::size_t port, PortState state)
{
    auto& page = pages_[position / page_size];
    if (!page) page = std::make_unique<std::uint8_t[]>((page_size * ports_ + 1) / 2);
    const auto index = position % page_size * ports_ + port;
    auto& two = page[index / 2];
    const auto shift = index % 2 * 4;
    two = static_cast<std::uint8_t>((two & ~(15U << shift)) | static_cast<unsigned>(state) << shift);
}

PortState PortStates::best(std::uint64_t position) const noexcept
{
    auto best = PortState::open;
    for (std::size_t port = 0; port < ports_; ++port)
        best = std::max(best, get(position, port));
    return best;
}

} // namespace phonescan
