#include "scanner/report/row.hpp"

#include "probes/observation/iso_time.hpp"
#include "probes/observation/printable.hpp"
#include "scanner/report/evidence_cell.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace phonescan {

namespace {

constexpr std::array<std::string_view, 25> device_columns = {
    "site",   "ip",        "mac",      "vendor",     "model",       "firmware",   "edition",   "serial", "name",
    "status", "action",    "channels", "confidence", "evidence",    "first_seen", "last_seen", "scan",   "device",
    "kind",   "conflicts", "findings", "switch",     "switch_port", "vlan",       "note"};

constexpr std::array<std::string_view, 10> platform_columns = {"status", "verdict", "listed", "wanted",  "row",
                                                               "cell",   "reason",  "flags",  "catalog", "revision"};

std::string channels_cell(const Observations& observations)
{
    std::vector<std::string> names;
    for (const auto& observation : observations) {
        const auto name = name_of(observation.channel);
        if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
    }
    std::ranges::sort(names);
    return joined_list(names);
}

/// What the newest observation of a field says, empty when there is none.
std::string newest(const Observations& observations, Field field)
{
    const Observation* latest = nullptr;
    for (const auto& observation : observations)
        if (observation.field == field && (latest == nullptr || observation.time >= latest->time))
            latest = &observation;
    return latest == nullptr ? std::string{} : latest->value;
}

struct Seen {
    WallClock::time_point first{};
    WallClock::time_point last{};
};

Seen seen_in(const Observations& observations)
{
    Seen seen;
    for (const auto& observation : observations) {
        if (observation.time == WallClock::time_point{}) continue;
        const auto first = observation.since == WallClock::time_point{} ? observation.time : observation.since;
        if (seen.first == WallClock::time_point{} || first < seen.first) seen.first = first;
        seen.last = std::max(seen.last, observation.time);
    }
    return seen;
}

bool is_plain_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// Words that stand for "nothing" where somebody typed them; a reader takes them for values, so the cell is left empty.
bool says_nothing(std::string_view text)
{
    constexpr std::array<std::string_view, 4> words = {"n/a", "na", "null", "none"};
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return text.size() <= 4 &&
           std::ranges::any_of(words, [&](std::string_view word) { return std::ranges::equal(text, word, {}, lower); });
}

void make_presentable(std::string& cell)
{
    if (!is_plain_ascii(cell)) cell = printable_again(cell);
    if (says_nothing(cell)) cell.clear();
}

/// Where an address sorts: IPv4, IPv6, none.
int family_of(const boost::asio::ip::address& address)
{
    if (address.is_unspecified()) return 2;
    return address.is_v4() ? 0 : 1;
}

bool is_decoy(const EqualAnswers& equal)
{
    return equal.kind == EqualAnswers::Kind::decoy;
}

/// A decoy is a line, or with `all_devices` its devices; a portal is one device, which is no phone.
bool is_shown(const Finding& finding, bool all_devices)
{
    const auto kind = finding.device.identity.kind;
    if (finding.stands_for) return is_decoy(*finding.stands_for) != all_devices;
    if (finding.is_stood_for) return all_devices && std::ranges::find(finding.codes, "decoy") != finding.codes.end();
    return all_devices || kind == Kind::phone || kind == Kind::possible_phone;
}

bool stands_before(const Finding* a, const Finding* b)
{
    const auto& left = a->device.address;
    const auto& right = b->device.address;
    const auto place = [](const Finding* f, const auto& address) {
        return std::tuple{std::string_view{f->site}, family_of(address)};
    };
    if (place(a, left) != place(b, right)) return place(a, left) < place(b, right);
    if (!left.is_unspecified() && left != right) return left < right;
    return a->device.key < b->device.key;
}

} // namespace

std::vector<const Finding*> report_rows(std::span<const Finding> findings, bool all_devices)
{
    std::vector<const Finding*> rows;
    for (const auto& finding : findings) {
        if (is_shown(finding, all_devices)) rows.push_back(&finding);
    }
    std::ranges::stable_sort(rows, stands_before);
    return rows;
}

const Verdict* verdict_for(const Finding& finding, std::string_view platform) noexcept
{
    const auto& verdicts = finding.verdicts.all();
    const auto found = std::ranges::find(verdicts, platform, &Verdict::platform);
    return found == verdicts.end() ? nullptr : &*found;
}

std::vector<std::string> row_columns(std::span<const std::string> platforms)
{
    std::vector<std::string> columns(device_columns.begin(), device_columns.end());
    for (const auto& platform : platforms)
        std::ranges::move(verdict_columns(platform), std::back_inserter(columns));
    return columns;
}

std::vector<std::string> row_cells(const Finding& finding, const RunSummary& run)
{
    auto cells = device_cells(finding, DeviceDetails{finding.device}, run);
    std::ranges::move(all_verdict_cells(finding, run), std::back_inserter(cells));
    return cells;
}

std::vector<std::string> all_verdict_cells(const Finding& finding, const RunSummary& run)
{
    std::vector<std::string> cells;
    cells.reserve(platform_columns.size() * run.platforms.size());
    for (const auto& platform : run.platforms)
        std::ranges::move(verdict_cells(verdict_for(finding, platform)), std::back_inserter(cells));
    std::ranges::for_each(cells, make_presentable);
    return cells;
}

std::vector<std::string> device_cells(const Finding& finding, const DeviceDetails& details, const RunSummary& run)
{
    const auto& address = finding.device.address;
    const auto& identity = details.identity();
    const auto& observations = details.observations();
    const auto seen = seen_in(observations);
    const Verdict* first = run.platforms.empty() ? nullptr : verdict_for(finding, run.platforms.front());
    std::array<std::string, device_columns.size()> made = {
        finding.site.str(),
        address.is_unspecified() ? std::string{} : address.to_string(),
        identity.mac ? identity.mac->to_string() : std::string{},
        identity.vendor,
        identity.model,
        finding.firmware_is_old ? std::string{} : identity.firmware,
        identity.edition,
        identity.serial,
        identity.name,
        first == nullptr ? std::string{} : std::string{name_of(first->status)},
        finding.action.str(),
        channels_cell(observations),
        std::string{name_of(identity.confidence)},
        evidence_cell(identity.evidence, observations),
        iso_time(seen.first),
        iso_time(seen.last),
        finding.scan.str().empty() ? run.scan : finding.scan.str(),
        finding.device.key,
        std::string{name_of(identity.kind)},
        conflicts_cell(identity.conflicts),
        joined_list(finding.codes),
        newest(observations, Field::switch_name),
        newest(observations, Field::switch_port),
        newest(observations, Field::vlan),
        run.simulated ? "SIMULATED" : "",
    };
    std::ranges::for_each(made, make_presentable);
    return {std::make_move_iterator(made.begin()), std::make_move_iterator(made.end())};
}

std::vector<std::string> verdict_columns(std::string_view platform)
{
    std::vector<std::string> columns;
    for (const auto column : platform_columns)
        columns.push_back(fmt::format("{}.{}", platform, column));
    return columns;
}

std::vector<std::string> verdict_cells(const Verdict* verdict)
{
    if (verdict == nullptr) return std::vector<std::string>(platform_columns.size());
    return {std::string{name_of(verdict->status)},
            std::string{name_of(verdict->code)},
            std::string{name_of(verdict->listed)},
            joined_list(verdict->wanted),
            verdict->row,
            verdict->cell,
            verdict->reason,
            joined_list(verdict->flags),
            verdict->catalog,
            verdict->revision};
}

std::string phone_name(const Identity& identity)
{
    std::string name = identity.vendor;
    if (!identity.model.empty()) name += (name.empty() ? "" : " ") + identity.model;
    if (!name.empty() && identity.model.empty()) name += ", model unknown";
    if (name.empty() && identity.kind == Kind::phone) name = "model unknown";
    if (identity.kind == Kind::possible_phone) name += name.empty() ? "possible phone" : " (possible phone)";
    if (name.empty()) name = identity.kind == Kind::not_phone ? "not a phone" : "unknown";
    return terminal_text(name);
}

std::string phone_name(const Finding& finding)
{
    auto identity = finding.device.identity;
    if (!finding.stands_for) return phone_name(identity);
    const bool decoy = is_decoy(*finding.stands_for);
    if (identity.vendor.empty() && identity.model.empty()) return decoy ? "decoy" : "portal";
    return (decoy ? "decoy: " : "portal: ") + phone_name(identity);
}

std::string iso_time(WallClock::time_point time)
{
    if (time == WallClock::time_point{}) return {};
    return iso_time(std::chrono::floor<std::chrono::seconds>(time));
}

} // namespace phonescan
