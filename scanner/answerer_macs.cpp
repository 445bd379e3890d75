#include "scanner/answerer_macs.hpp"

namespace phonescan {

std::set<MacAddress> lent_macs(const std::unordered_map<std::uint32_t, MacAddress>& neighbours)
{
    std::set<MacAddress> seen;
    std::set<MacAddress> lent;
    for (const auto& [address, mac] : neighbours)
        if (!seen.insert(mac).second) lent.insert(mac);
    return lent;
}

AnswererMacs::AnswererMacs(const std::vector<Route>& routes, const Observations& earlier) : routes_{routes}
{
    for (const auto& observation : earlier)
        if (observation.channel == Channel::neighbours && observation.source.address.is_v4())
            known_.insert(observation.source.address.to_v4().to_uint());
    answered(earlier);
}

void AnswererMacs::answered(const Observations& said)
{
    for (const auto& observation : said) {
        const auto& address = observation.source.address;
        if (!address.is_v4() || observation.channel > Channel::https) continue;
        const auto* const route = route_of(routes_, address);
        if (route == nullptr || route->kind != Route::Kind::on_link) continue;
        if (known_.insert(address.to_v4().to_uint()).second) open_.push_back({address.to_v4(), observation.time});
    }
}

const Observations& AnswererMacs::look_up(const std::unordered_map<std::uint32_t, MacAddress>& table)
{
    fresh_.clear();
    std::erase_if(open_, [&](const Answerer& answerer) {
        const auto found = table.find(answerer.address.to_uint());
        if (found == table.end()) return false;
        const auto& mac = found->second;
        fresh_.push_back({{answerer.address, 0, mac}, Field::mac, mac.to_string(), Channel::neighbours, answerer.time});
        return true;
    });
    found_.insert(found_.end(), fresh_.begin(), fresh_.end());
    return fresh_;
}

} // namespace phonescan
