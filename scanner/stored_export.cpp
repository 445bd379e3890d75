#include "scanner/stored_export.hpp"

#include "fingerprints/device.hpp"
#include "scanner/store/anonymiser.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/stored_words.hpp"
#include "scanner/stored_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t shortest_name = 4; ///< shorter ones are words of any text

/// What is known of each sender's device: by address and MAC address of the source.
class FactsOfSenders {
public:
    FactsOfSenders(Store& store, const ScanEntry& run, const FingerprintDb& fingerprints)
    {
        const StoredGroups groups{store, std::span{&run, 1}};
        DeviceSource source{groups, fingerprints};
        std::vector<Device> devices;
        source.for_each_device(run.site, [&devices](Device device) { devices.push_back(std::move(device)); });
        DeviceDetails details;
        for (const auto& device : devices) {
            details.read(device);
            add(details);
        }
    }

    const DeviceFacts& of(const Source& source) const
    {
        static const DeviceFacts none;
        const auto found = facts_.find(origin_of(source));
        return found == facts_.end() ? none : found->second;
    }

private:
    /// What fields of names say, and of names with a domain the host's.
    static void add_names(const Observation& said, std::vector<std::string>& names)
    {
        constexpr std::array fields = {Field::lldp_system_name, Field::cdp_device_id, Field::dhcp_host_name,
                                       Field::lldp_med_asset_id, Field::switch_name};
        if (std::ranges::find(fields, said.field) == fields.end() || said.value.empty()) return;
        const auto host = said.value.substr(0, said.value.find('.'));
        for (const auto& name : {said.value, host})
            if (name.size() >= shortest_name && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }

    void add(const DeviceDetails& details)
    {
        DeviceFacts facts;
        const auto& identity = details.identity();
        if (identity.mac) facts.macs.push_back(*identity.mac);
        if (!identity.serial.empty()) facts.serials.push_back(identity.serial);
        if (!identity.name.empty()) facts.names.push_back(identity.name);
        for (const auto& said : details.observations()) {
            add_names(said, facts.names);
            if (said.source.mac) facts.macs.push_back(*said.source.mac);
            if (!said.source.address.is_unspecified()) facts.addresses.push_back(said.source.address);
        }
        std::ranges::sort(facts.macs);
        facts.macs.erase(std::ranges::unique(facts.macs).begin(), facts.macs.end());
        std::ranges::sort(facts.addresses);
        facts.addresses.erase(std::ranges::unique(facts.addresses).begin(), facts.addresses.end());
        for (const auto& said : details.observations())
            facts_.emplace(origin_of(said.source), facts);
    }

    std::map<Origin, DeviceFacts> facts_;
};

/// What a reader of the report needs, without what names places.
StoredPlan anonymised(const StoredPlan& plan)
{
    StoredPlan shown;
    shown.version = plan.version;
    shown.platforms = plan.platforms;
    // A list of one's own may be called by whose it is.
    std::set<std::string> shipped{"fingerprints"};
    for (const auto& file : shipped_catalogs())
        shipped.insert(file.stem());
    std::ranges::copy_if(plan.versions, std::back_inserter(shown.versions),
                         [&](const DataVersion& version) { return shipped.contains(version.name); });
    shown.excluded_count = plan.excluded_count;
    shown.simulated = plan.simulated;
    for (const auto& catalog : plan.data.catalogs)
        if (!names_a_file(catalog)) shown.data.catalogs.push_back(catalog);
    return shown;
}

} // namespace

ScanFile whole_file(Store& store, const ScanEntry& run)
{
    ScanFile file;
    file.run = run;
    const auto targets = store.targets(run.number);
    if (targets.addresses.size() != 0) file.targets = targets;
    const auto states = store.states(run.number);
    for (const auto& [name, elements] : stored_states)
        if (const auto& list = states.*elements; !list.empty())
            file.settled.emplace_back(name, to_bytes(runs_of(list)));
    store.read_words(
        run.number, [&](std::int64_t number, std::string_view words) { file.texts.emplace(number, words); },
        [&](const StoredPart& part) { file.parts.push_back(part); });
    return file;
}

ScanFile anonymised_file(Store& store, const ScanEntry& run, const FingerprintDb& fingerprints)
{
    const Anonymiser anonymiser{store.secret(), &fingerprints};
    const FactsOfSenders facts{store, run, fingerprints};
    auto file = whole_file(store, run);
    file.targets.reset();
    file.settled.clear();
    file.run.id += "-anonymous"; // it may meet the original in one store
    file.run.site = anonymiser.name(run.site);
    file.run.plan = anonymised(run.plan);
    if (auto& outcome = file.run.outcome) {
        if (!outcome->incomplete.empty())
            outcome->incomplete = {fmt::format("it was incomplete for {} {}, which are left out here",
                                               outcome->incomplete.size(),
                                               outcome->incomplete.size() == 1 ? "reason" : "reasons")};
        outcome->heard.clear();
        for (auto& mac : outcome->lent_macs)
            mac = anonymiser.mac(mac);
    }
    const auto original = std::exchange(file.texts, {});
    std::map<std::string, std::int64_t> numbers;
    for (auto& part : file.parts) {
        Observations said;
        (void)append_words(original.at(part.text), part.source, part.time, part.since, said);
        const auto& known = facts.of(part.source);
        for (auto& one : said)
            one = anonymiser.observation(one, known);
        auto words = to_words(said);
        const auto number = numbers.try_emplace(words, static_cast<std::int64_t>(numbers.size()) + 1).first->second;
        if (!said.empty()) part.source = said.front().source;
        part.text = number;
        file.texts.emplace(number, std::move(words));
    }
    return file;
}

} // namespace phonescan
