#include "scanner/store/scan_record.hpp"

#include "scanner/store/json_numbers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <span>
#include <stdexcept>
#include <type_traits>

namespace phonescan {

namespace {

using Json = nlohmann::json;

std::string text_of(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Calls `read` with the object; whatever it finds of another type or out of its range is malformed.
template <class Record, class Read>
Result<Record> record_from(std::string_view text, Read read)
{
    try {
        const auto json = Json::parse(text);
        if (!json.is_object()) return Errc::malformed;
        Record record;
        read(json, record);
        return record;
    } catch (const Json::exception&) {
        return Errc::malformed;
    } catch (const std::invalid_argument&) {
        return Errc::malformed;
    }
}

template <class Value>
constexpr bool is_number = std::is_integral_v<Value> && !std::is_same_v<Value, bool>;

template <class Value>
void take(const Json& json, const char* name, Value& into)
{
    const auto found = json.find(name);
    if (found == json.end()) return;
    if constexpr (is_number<Value>)
        into = number_from<Value>(*found);
    else
        found->get_to(into);
}

template <class Number>
requires is_number<Number>
void take(const Json& json, const char* name, std::vector<Number>& into)
{
    const auto found = json.find(name);
    if (found == json.end()) return;
    if (!found->is_array()) throw std::invalid_argument{"no list of numbers"};
    for (const auto& number : *found)
        into.push_back(number_from<Number>(number));
}

/// The object of that name, an empty one where there is none.
const Json& object_in(const Json& json, const char* name)
{
    static const Json none = Json::object();
    const auto found = json.find(name);
    if (found != json.end() && !found->is_object()) throw std::invalid_argument{"no object"};
    return found == json.end() ? none : *found;
}

void take(const Json& json, const char* name, std::chrono::nanoseconds& into)
{
    std::int64_t count = 0;
    take(json, name, count);
    into = std::chrono::nanoseconds{count};
}

/// Hexadecimal, each range `FIRST LAST`, each number all its digits: a site's list of addresses may be long.
template <class Number>
std::string ranges_text(std::span<const Interval<Number>> ranges)
{
    constexpr auto bits_of_number = static_cast<int>(8 * sizeof(Number));
    constexpr int bits_of_digit = 4;
    std::string text;
    const auto put = [&text](Number number) {
        for (int shift = bits_of_number - bits_of_digit; shift >= 0; shift -= bits_of_digit)
            text += "0123456789abcdef"[static_cast<unsigned>(number >> shift & 15)];
    };
    for (const auto& range : ranges) {
        put(range.first);
        put(range.last);
    }
    return text;
}

template <class Number>
std::vector<Interval<Number>> ranges_from(std::string_view text)
{
    constexpr std::size_t digits = 2 * sizeof(Number);
    if (text.size() % (2 * digits) != 0) throw std::invalid_argument{"half a range"};
    const auto number = [&](std::size_t place) {
        Number value = 0;
        for (const char digit : text.substr(place, digits)) {
            unsigned bits = 0;
            if (std::from_chars(&digit, &digit + 1, bits, 16).ptr == &digit) throw std::invalid_argument{"no number"};
            value = static_cast<Number>(value << 4 | bits);
        }
        return value;
    };
    std::vector<Interval<Number>> ranges;
    for (std::size_t place = 0; place < text.size(); place += 2 * digits) {
        const Interval<Number> range{number(place), number(place + digits)};
        if (range.first > range.last) throw std::invalid_argument{"an empty range"};
        ranges.push_back(range);
    }
    return ranges;
}

AddressSet set_from(const Json& json, const char* v4, const char* v6)
{
    return AddressSet{ranges_from<std::uint32_t>(json.value(v4, std::string{})),
                      ranges_from<Number128>(json.value(v6, std::string{}))};
}

Json json_of(const Coverage& coverage)
{
    return {{"targets", coverage.targets},
            {"answered", coverage.answered},
            {"refused", coverage.refused},
            {"unreachable", coverage.unreachable},
            {"silent", coverage.silent},
            {"unsent", coverage.unsent},
            {"excluded", coverage.excluded},
            {"ports", coverage.ports},
            {"prohibited", coverage.prohibited},
            {"silent_addresses", coverage.silent_addresses},
            {"alive_addresses", coverage.alive_addresses},
            {"web",
             {{"addresses", coverage.visits.addresses},
              {"answered", coverage.visits.answered},
              {"closed", coverage.visits.closed},
              {"silent", coverage.visits.silent},
              {"unsent", coverage.visits.unsent}}}};
}

void take_coverage(const Json& json, Coverage& coverage)
{
    const auto& object = object_in(json, "coverage");
    take(object, "targets", coverage.targets);
    take(object, "answered", coverage.answered);
    take(object, "refused", coverage.refused);
    take(object, "unreachable", coverage.unreachable);
    take(object, "silent", coverage.silent);
    take(object, "unsent", coverage.unsent);
    take(object, "excluded", coverage.excluded);
    take(object, "ports", coverage.ports);
    take(object, "prohibited", coverage.prohibited);
    take(object, "silent_addresses", coverage.silent_addresses);
    take(object, "alive_addresses", coverage.alive_addresses);
    const auto& web = object_in(object, "web");
    take(web, "addresses", coverage.visits.addresses);
    take(web, "answered", coverage.visits.answered);
    take(web, "closed", coverage.visits.closed);
    take(web, "silent", coverage.visits.silent);
    take(web, "unsent", coverage.visits.unsent);
}

} // namespace

std::string to_json(const StoredPlan& plan)
{
    auto versions = Json::array();
    for (const auto& version : plan.versions)
        versions.push_back({{"name", version.name}, {"revision", version.revision}, {"sha256", version.digest}});
    return text_of({{"version", plan.version},
                    {"words", plan.words},
                    {"directory", plan.directory},
                    {"what", plan.what},
                    {"label", plan.label},
                    {"platforms", plan.platforms},
                    {"data",
                     {{"platforms", plan.data.platforms},
                      {"catalogs", plan.data.catalogs},
                      {"fingerprints", plan.data.fingerprints},
                      {"as_of", plan.data.as_of}}},
                    {"versions", versions},
                    {"ports", plan.ports},
                    {"connection_ports", plan.connection_ports},
                    {"seed", plan.seed},
                    {"excluded_count", plan.excluded_count},
                    {"incomplete", plan.incomplete},
                    {"simulated", plan.simulated}});
}

Result<StoredPlan> plan_from(std::string_view text)
{
    return record_from<StoredPlan>(text, [](const Json& json, StoredPlan& plan) {
        take(json, "version", plan.version);
        take(json, "words", plan.words);
        take(json, "directory", plan.directory);
        take(json, "what", plan.what);
        take(json, "label", plan.label);
        take(json, "platforms", plan.platforms);
        const auto& data = object_in(json, "data");
        take(data, "platforms", plan.data.platforms);
        take(data, "catalogs", plan.data.catalogs);
        take(data, "fingerprints", plan.data.fingerprints);
        take(data, "as_of", plan.data.as_of);
        for (const auto& version : json.value("versions", Json::array()))
            plan.versions.push_back({version.value("name", std::string{}), version.value("revision", std::string{}),
                                     version.value("sha256", std::string{})});
        take(json, "ports", plan.ports);
        take(json, "connection_ports", plan.connection_ports);
        take(json, "seed", plan.seed);
        take(json, "excluded_count", plan.excluded_count);
        take(json, "incomplete", plan.incomplete);
        take(json, "simulated", plan.simulated);
    });
}

std::string to_json(const StoredTargets& targets)
{
    return text_of({{"addresses", ranges_text(targets.addresses.ranges())},
                    {"addresses6", ranges_text(targets.addresses.ranges6())},
                    {"excluded", ranges_text(targets.excluded.ranges())},
                    {"excluded6", ranges_text(targets.excluded.ranges6())},
                    {"left_out", ranges_text(targets.excluded_targets.ranges())},
                    {"left_out6", ranges_text(targets.excluded_targets.ranges6())}});
}

Result<StoredTargets> targets_from(std::string_view text)
{
    return record_from<StoredTargets>(text, [](const Json& json, StoredTargets& targets) {
        targets.addresses = set_from(json, "addresses", "addresses6");
        targets.excluded = set_from(json, "excluded", "excluded6");
        targets.excluded_targets = set_from(json, "left_out", "left_out6");
    });
}

std::string to_json(const StoredProgress& progress)
{
    return text_of({{"passes", progress.passes},
                    {"answered_tries", progress.answered_tries},
                    {"unsent", progress.unsent},
                    {"elapsed", progress.elapsed.count()}});
}

Result<StoredProgress> progress_from(std::string_view text)
{
    return record_from<StoredProgress>(text, [](const Json& json, StoredProgress& progress) {
        take(json, "passes", progress.passes);
        take(json, "answered_tries", progress.answered_tries);
        take(json, "unsent", progress.unsent);
        take(json, "elapsed", progress.elapsed);
    });
}

std::string to_json(const StoredOutcome& outcome)
{
    auto channels = Json::array();
    for (const auto& channel : outcome.channels)
        channels.push_back({channel.label, channel.sum});
    auto macs = Json::array();
    for (const auto& mac : outcome.lent_macs)
        macs.push_back(mac.to_string());
    return text_of({{"coverage", json_of(outcome.coverage)},
                    {"heard", outcome.heard},
                    {"incomplete", outcome.incomplete},
                    {"remarks", outcome.remarks},
                    {"channels", channels},
                    {"lent_macs", macs},
                    {"phones", outcome.phones},
                    {"elapsed", outcome.elapsed.count()}});
}

Result<StoredOutcome> outcome_from(std::string_view text)
{
    return record_from<StoredOutcome>(text, [](const Json& json, StoredOutcome& outcome) {
        take_coverage(json, outcome.coverage);
        take(json, "heard", outcome.heard);
        take(json, "incomplete", outcome.incomplete);
        take(json, "remarks", outcome.remarks);
        for (const auto& [label, sum] : json.value("channels", std::vector<std::pair<std::string, std::string>>{}))
            outcome.channels.push_back({label, sum});
        for (const auto& written : json.value("lent_macs", std::vector<std::string>{})) {
            const auto mac = MacAddress::parse(written);
            if (!mac) throw std::invalid_argument{"no MAC address"};
            outcome.lent_macs.push_back(*mac);
        }
        take(json, "phones", outcome.phones);
        take(json, "elapsed", outcome.elapsed);
    });
}

} // namespace phonescan
