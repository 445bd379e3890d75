#include "probes/target_order.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

TargetOrder::TargetOrder(AddressSet addresses, std::vector<std::uint16_t> ports, std::uint64_t seed)
    : addresses_{std::move(addresses)}, ports_{std::move(ports)}, permutation_{addresses_.size() * ports_.size(), seed}
{
}

Target TargetOrder::at(std::uint64_t place) const noexcept
{
    const std::uint64_t element = permutation_.at(place);
    const std::uint64_t port = element % ports_.size();
    return {addresses_.at(element / ports_.size()), ports_[port]};
}

std::optional<std::uint64_t> TargetOrder::place_of(const Target& target) const noexcept
{
    const auto address = addresses_.position(target.address);
    const auto port = std::find(ports_.begin(), ports_.end(), target.port);
    if (!address || port == ports_.end()) return std::nullopt;
    return permutation_.place_of(*address * ports_.size() + static_cast<std::uint64_t>(port - ports_.begin()));
}

} // namespace phonescan
