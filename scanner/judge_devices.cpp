#include "scanner/judge_devices.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace phonescan {

namespace {

std::string new_scan_id(WallClock::time_point started)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(started);
    return fmt::format("{:%Y%m%dT%H%M%SZ}-{:08x}", fmt::gmtime(WallClock::to_time_t(seconds)), std::random_device{}());
}

} // namespace

RunSummary new_run(const DataOptions& data, const std::string& site, const CatalogSet& catalogs)
{
    RunSummary run;
    run.site = site.empty() ? "default" : site;
    run.platforms = platforms_to_judge(data, catalogs);
    run.catalogs = catalogs.catalogs();
    run.as_of = day_to_judge(data);
    run.started = WallClock::now();
    run.scan = new_scan_id(run.started);
    return run;
}

namespace {

constexpr std::string_view sip_closed = "sip-closed";
constexpr std::string_view how_to_learn_the_firmware =
    " SIP is closed or for its server only, so the phone does not say its firmware: its switch may know it by LLDP "
    "(--listen, read), its own menu or its server does.";

/// What a person should know of a device besides its verdicts.
std::vector<std::string> codes_of(const Device& device, const RunSummary& run)
{
    std::vector<std::string> codes;
    const auto& answers = device.answering;
    const auto kind = device.identity->kind;
    const bool may_be_phone = kind == Kind::phone || kind == Kind::possible_phone;
    if (answers.in_old_tls && !answers.in_newer_tls) codes.emplace_back("tls-1.0-only");
    if (may_be_phone && run.asked_sip && answers.by_web && !answers.by_sip) codes.emplace_back(sip_closed);
    return codes;
}

/// What becomes of all phones that say the same.
struct Judged {
    Verdicts verdicts;
    SharedText action;
};

} // namespace

struct DeviceJudge::Impl {
    /// A phone that contradicts itself is judged by itself.
    Judged judge(const Identity& identity)
    {
        if (!identity.conflicts.empty()) return judge_anew(identity);
        key.clear();
        for (const auto& part :
             {std::string_view{identity.vendor}, std::string_view{identity.model}, std::string_view{identity.firmware},
              std::string_view{identity.edition}, name_of(identity.kind)})
            key.append(part).push_back('\0');
        const auto found = known.find(key);
        if (found != known.end()) return found->second;
        return known.emplace(key, judge_anew(identity)).first->second;
    }

    Judged judge_anew(const Identity& identity) const
    {
        auto verdicts = catalogs.judge(identity, run.platforms, run.as_of);
        auto action = catalogs.action(identity, verdicts.front());
        return {std::move(verdicts), std::move(action)};
    }

    const RunSummary& run;
    const CatalogSet& catalogs;
    std::optional<WallClock::time_point> firmware_since;
    SharedText site = run.site;
    std::unordered_map<std::string, Judged> known = {};
    std::string key = {};
};

DeviceJudge::DeviceJudge(const RunSummary& run, const CatalogSet& catalogs,
                         std::optional<WallClock::time_point> firmware_since)
    : impl_{std::make_unique<Impl>(Impl{run, catalogs, firmware_since})}
{
}

DeviceJudge::~DeviceJudge() = default;

Finding DeviceJudge::judge(Device device)
{
    std::string last_firmware;
    const bool is_dated = device.firmware_heard != WallClock::time_point{};
    if (impl_->firmware_since && is_dated && device.firmware_heard < *impl_->firmware_since &&
        !device.identity->firmware.empty())
        last_firmware = std::exchange(device.identity.edit().firmware, {});
    const auto& identity = *device.identity;
    auto [verdicts, action] = impl_->judge(identity);
    if (!last_firmware.empty())
        for (auto& verdict : verdicts.edit())
            if (verdict.code == VerdictCode::firmware_unknown)
                verdict.flags.push_back("last-firmware=" + last_firmware);
    auto codes = codes_of(device, impl_->run);
    if (identity.firmware.empty() && std::ranges::find(codes, sip_closed) != codes.end())
        action = action.str() + std::string{how_to_learn_the_firmware};
    return {.site = impl_->site,
            .device = std::move(device),
            .verdicts = std::move(verdicts),
            .action = std::move(action),
            .codes = std::move(codes),
            .firmware_is_old = !last_firmware.empty()};
}

std::vector<Finding> judge_devices(std::vector<Device> devices, const RunSummary& run, const CatalogSet& catalogs)
{
    DeviceJudge judge{run, catalogs};
    std::vector<Finding> findings;
    findings.reserve(devices.size());
    for (auto& device : devices)
        findings.push_back(judge.judge(std::move(device)));
    return findings;
}

} // namespace phonescan
