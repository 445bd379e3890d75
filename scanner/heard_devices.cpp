#include "scanner/heard_devices.hpp"

#include "scanner/judge_devices.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace phonescan {

namespace {

/// The MAC addresses that were seen at an excluded address and at no other: their announcements are excluded, too.
std::set<MacAddress> excluded_macs(const HeardStore& store, const AddressSet& excluded)
{
    std::set<MacAddress> macs;
    if (excluded.size() == 0) return macs;
    std::set<MacAddress> others; // a router's may be among them
    Observations said;
    for (std::size_t group = 0; group < store.size(); ++group) {
        store.read(group, said);
        const bool is_out = is_excluded(said, excluded);
        if (!is_out && store.address_of(group).is_unspecified()) continue;
        for (const auto& observation : said)
            if (observation.source.mac) (is_out ? macs : others).insert(*observation.source.mac);
    }
    std::erase_if(macs, [&others](const MacAddress& mac) { return others.contains(mac); });
    return macs;
}

/// What was heard, by sender.
class HeardGroups : public ObservationGroups {
public:
    HeardGroups(const HeardStore& store, AddressSet excluded)
        : store_{store}, excluded_{std::move(excluded)}, excluded_macs_{excluded_macs(store, excluded_)}
    {
    }

    std::size_t size() const override { return store_.size(); }
    boost::asio::ip::address address_of(std::size_t group) const override { return store_.address_of(group); }
    void read(std::size_t group, Observations& into) const override
    {
        store_.read(group, into);
        if (excluded_.size() != 0 && is_out(group, into)) into.clear();
    }

private:
    bool is_out(std::size_t group, const Observations& said) const
    {
        if (is_excluded(said, excluded_)) return true;
        return store_.address_of(group).is_unspecified() && std::ranges::any_of(said, [this](const Observation& one) {
                   return one.source.mac && excluded_macs_.contains(*one.source.mac);
               });
    }

    const HeardStore& store_;
    AddressSet excluded_;
    std::set<MacAddress> excluded_macs_;
};

/// The devices with what they are read from.
struct HeardDevices {
    HeardDevices(const HeardStore& store, const AddressSet& excluded, const FingerprintDb& fingerprints)
        : groups{store, excluded}, source{groups, fingerprints}
    {
    }

    HeardGroups groups;
    DeviceSource source;
};

} // namespace

bool is_excluded(const Observations& said, const AddressSet& excluded)
{
    const auto holds = [&excluded](const boost::asio::ip::address& address) { return excluded.contains(address); };
    return std::ranges::any_of(said, [&](const Observation& observation) {
        if (holds(observation.source.address)) return true;
        if (observation.field != Field::ip && observation.field != Field::lldp_management_address &&
            observation.field != Field::lldp_chassis_id && observation.field != Field::cdp_address)
            return false;
        boost::system::error_code error;
        const auto stated = boost::asio::ip::make_address(observation.value, error);
        return !error && holds(stated);
    });
}

AddressSet load_exclusions(const TargetSpec& spec)
{
    if (spec.exclusions.empty() && spec.exclusion_files.empty()) return {};
    TargetSpec anywhere = spec;
    anywhere.targets = {"0.0.0.0/0", "::/0"};
    auto list = load_targets(anywhere);
    if (!list.excluded_names.empty())
        throw UsageError{list.excluded_names.front().where + " " + list.excluded_names.front().name +
                         ": give addresses: nothing is sent here, so no name is looked up"};
    return std::move(list.excluded);
}

void for_each_heard(const HeardStore& store, const AddressSet& excluded,
                    const std::function<void(std::size_t group, Observations said)>& visit)
{
    const HeardGroups groups{store, excluded};
    for (std::size_t group = 0; group < groups.size(); ++group) {
        Observations said;
        groups.read(group, said);
        visit(group, std::move(said));
    }
}

void judge_heard(const HeardStore& store, const AddressSet& excluded, RunResult& result,
                 const FingerprintDb& fingerprints, const CatalogSet& catalogs)
{
    const auto heard = std::make_shared<HeardDevices>(store, excluded, fingerprints);
    DeviceJudge judge{result.run, catalogs};
    result.findings.reserve(heard->source.groups());
    heard->source.for_each_device(result.run.site,
                                  [&](Device device) { result.findings.push_back(judge.judge(std::move(device))); });
    result.source = {heard, &heard->source};
}

} // namespace phonescan
