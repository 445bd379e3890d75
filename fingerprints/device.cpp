#include "fingerprints/device.hpp"

#include "fingerprints/merge.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace phonescan {

namespace {

/// What observations are grouped by: the address they came from, or the MAC where there was no address.
/// Sorts IPv4, IPv6, none.
using Origin = std::tuple<int, boost::asio::ip::address, std::optional<MacAddress>>;

Origin origin_of(const Source& source)
{
    if (source.address.is_unspecified()) return {2, {}, source.mac};
    return {source.address.is_v6() ? 1 : 0, source.address, std::nullopt};
}

std::optional<MacAddress> observed_mac(const Observation& observation)
{
    if (observation.source.mac) return observation.source.mac;
    if (observation.field != Field::mac) return std::nullopt;
    const auto mac = MacAddress::parse(observation.value);
    if (!mac) return std::nullopt;
    return *mac;
}

/// Who claims what: a value that several origins claim is nobody's.
template <class Value>
class Claims {
public:
    void add(const Value& value, const Origin& origin) { claims_[value].insert(origin); }
    bool is_shared(const Value& value) const
    {
        const auto found = claims_.find(value);
        return found != claims_.end() && found->second.size() > 1;
    }

private:
    std::map<Value, std::set<Origin>> claims_;
};

/// The observations without the MACs that a router lends to many addresses (proxy ARP): those say nothing of the
/// device.
Observations without_shared_macs(const Observations& observations, const Claims<MacAddress>& macs)
{
    Observations kept;
    for (const auto& observation : observations) {
        const auto mac = observed_mac(observation);
        const bool lent = mac && macs.is_shared(*mac);
        if (lent && observation.field == Field::mac) continue;
        kept.push_back(observation);
        if (lent) kept.back().source.mac.reset();
    }
    return kept;
}

/// The evidence names who said the MAC; the neighbour table's is dropped before, so what is left is the device's.
std::string key_of(const Device& device, const Claims<MacAddress>& macs, const Claims<std::string>& serials,
                   std::string_view site)
{
    const auto& [mac, serial] = std::tie(device.identity.mac, device.identity.serial);
    if (mac && is_plausible_mac(*mac) && !macs.is_shared(*mac)) return "mac:" + mac->to_string();
    if (!serial.empty() && !serials.is_shared(serial)) return "serial:" + serial;
    const std::string address = device.address.is_unspecified() ? std::string{} : device.address.to_string();
    return "ip:" + address + "@" + std::string{site};
}

} // namespace

std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site)
{
    Claims<MacAddress> observed_macs;
    std::map<Origin, Observations> by_origin;
    for (auto& observation : observations) {
        const auto origin = origin_of(observation.source);
        if (const auto mac = observed_mac(observation)) observed_macs.add(*mac, origin);
        by_origin[origin].push_back(std::move(observation));
    }

    std::vector<Device> devices;
    Claims<MacAddress> macs = observed_macs;
    Claims<std::string> serials;
    for (auto& [origin, said] : by_origin) {
        Device device;
        device.address = std::get<1>(origin);
        device.identity = fingerprints.identify(without_shared_macs(said, observed_macs));
        device.observations = std::move(said);
        if (device.identity.mac) macs.add(*device.identity.mac, origin);
        if (!device.identity.serial.empty()) serials.add(device.identity.serial, origin);
        devices.push_back(std::move(device));
    }
    for (auto& device : devices)
        device.key = key_of(device, macs, serials, site);
    return devices;
}

} // namespace phonescan
