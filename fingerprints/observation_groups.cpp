#include "fingerprints/observation_groups.hpp"

#include <map>
#include <utility>

namespace phonescan {

Origin origin_of(const Source& source)
{
    if (!source.address.is_unspecified()) return {source.address.is_v6() ? 1 : 0, source.address, 0, std::nullopt};
    if (source.record != 0) return {2, {}, source.record, std::nullopt};
    return {2, {}, 0, source.mac};
}

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
