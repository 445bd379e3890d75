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

/// Where a column of the device stands.
consteval std::size_t place_of(std::string_view column)
{
    return static_cast<std::size_t>(std::ranges::find(device_columns, column) - device_columns.begin());
}

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

SeenFromTo seen_in(const Observations& observations)
{
    SeenFromTo seen;
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
    const auto kind = finding.device.identity->kind;
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
    auto cells = said_cells(details);
    put_own_cells(finding, seen_in(details.observations()), run, cells);
    return cells;
}

std::vector<std::string> said_cells(const DeviceDetails& details)
{
    const auto& identity = details.identity();
    const auto& observations = details.observations();
    std::vector<std::string> cells(device_columns.size());
    cells[place_of("mac")] = identity.mac ? identity.mac->to_string() : std::string{};
    cells[place_of("vendor")] = identity.vendor;
    cells[place_of("model")] = identity.model;
    cells[place_of("firmware")] = identity.firmware;
    cells[place_of("edition")] = identity.edition;
    cells[place_of("serial")] = identity.serial;
    cells[place_of("name")] = identity.name;
    cells[place_of("channels")] = channels_cell(observations);
    cells[place_of("confidence")] = name_of(identity.confidence);
    cells[place_of("evidence")] = evidence_cell(identity.evidence, observations);
    cells[place_of("conflicts")] = conflicts_cell(identity.conflicts);
    cells[place_of("switch")] = newest(observations, Field::switch_name);
    cells[place_of("switch_port")] = newest(observations, Field::switch_port);
    cells[place_of("vlan")] = newest(observations, Field::vlan);
    std::ranges::for_each(cells, make_presentable);
    return cells;
}

bool is_own_cell(std::size_t column) noexcept
{
    constexpr std::array own = {place_of("site"),       place_of("ip"),        place_of("status"), place_of("action"),
                                place_of("first_seen"), place_of("last_seen"), place_of("scan"),   place_of("device"),
                                place_of("kind"),       place_of("findings"),  place_of("note")};
    return std::ranges::find(own, column) != own.end();
}

void put_own_cells(const Finding& finding, const SeenFromTo& seen, const RunSummary& run, std::span<std::string> cells)
{
    const auto put = [&cells](std::size_t column, std::string_view text) {
        cells[column] = text;
        make_presentable(cells[column]);
    };
    const auto& address = finding.device.address;
    const Verdict* first = run.platforms.empty() ? nullptr : verdict_for(finding, run.platforms.front());
    put(place_of("site"), finding.site);
    put(place_of("ip"), address.is_unspecified() ? std::string{} : address.to_string());
    put(place_of("status"), first == nullptr ? std::string_view{} : name_of(first->status));
    put(place_of("action"), finding.action);
    put(place_of("first_seen"), iso_time(seen.first));
    put(place_of("last_seen"), iso_time(seen.last));
    put(place_of("scan"), finding.scan.str().empty() ? run.scan : finding.scan.str());
    put(place_of("device"), finding.device.key);
    put(place_of("kind"), name_of(finding.device.identity->kind)); // of a line for many it is not what they say
    put(place_of("findings"), joined_list(finding.codes));
    put(place_of("note"), run.simulated ? "SIMULATED" : "");
    if (finding.firmware_is_old) cells[place_of("firmware")].clear();
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
    const auto& identity = *finding.device.identity;
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
