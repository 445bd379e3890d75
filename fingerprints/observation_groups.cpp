#include "fingerprints/observation_groups.hpp"

#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace phonescan {

namespace {

/// What observations are grouped by: the address they came from; the row, or the sender of the frame, where there was
/// no address. Sorts IPv4, IPv6, none.
using Origin = std::tuple<int, boost::asio::ip::address, std::uint32_t, std::optional<MacAddress>>;

Origin origin_of(const Source& source)
{
    if (!source.address.is_unspecified()) return {source.address.is_v6() ? 1 : 0, source.address, 0, std::nullopt};
    if (source.record != 0) return {2, {}, source.record, std::nullopt};
    return {2, {}, 0, source.mac};
}

} // namespace

GroupedObservations::GroupedObservations(Observations observations)
{
    std::map<Origin, Observations> by_origin;
    for (auto& observation : observations) {
        auto& group = by_origin[origin_of(observation.source)];
        group.push_back(std::move(observation));
    }
    groups_.reserve(by_origin.size());
    for (auto& [origin, group] : by_origin)
        groups_.push_back(std::move(group));
}

} // namespace phonescan
