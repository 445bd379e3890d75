#pragma once

#include "probes/address_set.hpp"
#include "probes/permutation.hpp"

#include <optional>
#include <span>
#include <vector>

namespace phonescan {

struct Target {
    boost::asio::ip::address address; ///< without a zone
    std::uint16_t port = 0;

    friend bool operator==(const Target&, const Target&) = default;
};

/// Every address on every port, in the seeded random order of a scan. Element e of the permutation is the address at
/// position e / ports of the ascending set, on port e % ports in the order given.
class TargetOrder {
public:
    /// ports: no port twice; without one the order is empty.
    TargetOrder(AddressSet addresses, std::vector<std::uint16_t> ports, std::uint64_t seed);

    const AddressSet& addresses() const noexcept { return addresses_; }
    std::span<const std::uint16_t> ports() const noexcept { return ports_; }

    std::uint64_t size() const noexcept { return permutation_.size(); }
    Target at(std::uint64_t place) const noexcept;
    std::optional<std::uint64_t> place_of(const Target& target) const noexcept;

    /// The element of the permutation at a place, and the place of an element: independent of the seed.
    std::uint64_t element_at(std::uint64_t place) const noexcept { return permutation_.at(place); }
    std::uint64_t place_of_element(std::uint64_t element) const noexcept { return permutation_.place_of(element); }

private:
    AddressSet addresses_;
    std::vector<std::uint16_t> ports_;
    Permutation permutation_;
};

} // namespace phonescan
