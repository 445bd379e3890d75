#include "scanner/scan_options.hpp"

#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

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

std::vector<std::uint16_t> parse_ports(std::string_view text)
{
    std::vector<std::uint16_t> ports;
    std::string_view service = "sip";
    for (auto part : split(text, ',')) {
        if (const auto colon = part.find(':'); colon != std::string_view::npos) {
            service = part.substr(0, colon);
            part.remove_prefix(colon + 1);
        }
        if (service != "sip")
            throw UsageError{
                fmt::format("-p: \"{}\" cannot be asked yet: this version asks SIP over UDP, write sip:5060", service)};
        const auto port = number<std::uint16_t>(part);
        if (!port || *port == 0)
            throw UsageError{fmt::format("-p: \"{}\" is no port; write for example sip:5060,5070", part)};
        if (std::ranges::find(ports, *port) == ports.end()) ports.push_back(*port);
    }
    return ports;
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
    const auto kind = finding.device.identity.kind;
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
