#include "scanner/scan_options.hpp"

#include "scanner/address_policy.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace phonescan {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

template <class Number>
std::optional<Number> number(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Unit {
    std::string_view name;
    double seconds;
};
constexpr std::array<Unit, 4> units = {{{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}}};

} // namespace

Clock::duration parse_duration(std::string_view option, std::string_view text)
{
    const auto digits = text.find_first_not_of("0123456789.");
    const auto value = number<double>(text.substr(0, digits));
    const auto suffix = digits == std::string_view::npos ? std::string_view{"s"} : text.substr(digits);
    const auto unit = std::ranges::find(units, suffix, &Unit::name);
    constexpr double week = 7 * 24 * 3600;
    if (!value || unit == units.end() || *value * unit->seconds > week)
        throw UsageError{
            fmt::format("{}: \"{}\" is no duration; write 12s, 300ms, 2m or 1h (a week at most)", option, text)};
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{*value * unit->seconds});
}

ScanPorts parse_ports(std::string_view text)
{
    ScanPorts ports{.sip = {}, .connections = {}};
    auto& connections = ports.connections;
    const std::array<std::pair<std::string_view, std::vector<std::uint16_t>*>, 4> services = {
        {{"sip", &ports.sip}, {"sips", &connections.sips}, {"http", &connections.http}, {"https", &connections.https}}};
    const auto* service = services.begin();
    for (auto part : split(text, ',')) {
        if (const auto colon = part.find(':'); colon != std::string_view::npos) {
            const auto name = part.substr(0, colon);
            service =
                std::ranges::find(services, name, &std::pair<std::string_view, std::vector<std::uint16_t>*>::first);
            if (service == services.end())
                throw UsageError{fmt::format(
                    "-p: \"{}\" cannot be asked; write sip, sips, http or https, for example {}", name, default_ports)};
            part.remove_prefix(colon + 1);
        }
        const auto port = number<std::uint16_t>(part);
        if (!port || *port == 0)
            throw UsageError{fmt::format("-p: \"{}\" is no port; write for example {}", part, default_ports)};
        auto& list = *service->second;
        if (std::ranges::find(list, *port) == list.end()) list.push_back(*port);
    }
    connections.sip = ports.sip;
    std::map<std::uint16_t, std::string_view> languages;
    for (const auto& [channel, port] : in_order(connections)) {
        const auto known = languages.try_emplace(port, name_of(channel));
        if (!known.second)
            throw UsageError{
                fmt::format("-p: port {} cannot be both {} and {}", port, known.first->second, name_of(channel))};
    }
    return ports;
}

bool asks_everybody(AskMode mode, std::uint64_t addresses) noexcept
{
    return mode == AskMode::all || (mode == AskMode::auto_ && addresses <= most_addresses);
}

AskMode parse_ask_mode(std::string_view option, std::string_view text, std::string_view off)
{
    if (text == "auto") return AskMode::auto_;
    if (text == "all") return AskMode::all;
    if (text == off) return AskMode::off;
    throw UsageError{fmt::format("{}: \"{}\" is none of auto, all, {}", option, text, off)};
}

FailOn::FailOn(std::string_view text, const std::vector<std::string>& platforms)
{
    if (text.empty()) return;
    for (const auto part : split(text, ',')) {
        Condition condition;
        auto name = part;
        if (const auto colon = part.find(':'); colon != std::string_view::npos) {
            condition.platform = part.substr(0, colon);
            name.remove_prefix(colon + 1);
            if (std::ranges::find(platforms, condition.platform) == platforms.end())
                throw UsageError{fmt::format("--fail-on: \"{}\" is not judged in this run; judged: {}",
                                             condition.platform, fmt::join(platforms, ", "))};
        }
        condition.status = status_named(name);
        condition.verdict = verdict_named(name);
        if (!condition.status && !condition.verdict)
            throw UsageError{fmt::format("--fail-on: \"{}\" is neither a status (upgrade, check, …) nor a verdict "
                                         "(older-than-qualified, …)",
                                         name)};
        conditions_.push_back(std::move(condition));
    }
}

bool FailOn::matches(const Finding& finding) const
{
    const auto kind = finding.device.identity->kind;
    if (finding.is_stood_for) return false;
    if (kind != Kind::phone && kind != Kind::possible_phone) return false;
    return std::ranges::any_of(conditions_, [&](const Condition& condition) {
        const auto verdict = condition.platform.empty()
                                 ? finding.verdicts.begin()
                                 : std::ranges::find(finding.verdicts.all(), condition.platform, &Verdict::platform);
        if (verdict == finding.verdicts.end()) return false;
        return condition.status ? verdict->status == *condition.status : verdict->code == *condition.verdict;
    });
}

} // namespace phonescan
