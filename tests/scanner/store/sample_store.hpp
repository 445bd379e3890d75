#pragma once

#include "scanner/store/store.hpp"
#include "scanner/store/stored_words.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace phonescan::test {

/// A moment of which the nanoseconds count.
inline WallClock::time_point moment(std::int64_t second)
{
    return WallClock::time_point{std::chrono::seconds{1'780'000'000 + second} + std::chrono::nanoseconds{123'456'789}};
}

inline MacAddress mac_of(std::string_view text)
{
    return MacAddress::parse(text).value();
}

inline Source source_of(const char* address, std::uint16_t port = 5060)
{
    Source source;
    source.address = boost::asio::ip::make_address(address);
    source.port = port;
    return source;
}

inline Observation said(const Source& source, Field field, std::string value, std::int64_t second = 0)
{
    return {source, field, std::move(value), Channel::sip_udp, moment(second)};
}

/// A scan of ten addresses on two ports.
inline NewScan new_scan(std::string id, std::string site = "lab")
{
    NewScan scan;
    scan.id = std::move(id);
    scan.site = std::move(site);
    scan.command = "scan";
    scan.started = moment(0);
    scan.plan.version = "1.2.3";
    scan.plan.ports = {5060, 5061};
    scan.targets = StoredTargets{AddressSet{{{0x0a000001, 0x0a00000a}}}, AddressSet{{{0x0a000005, 0x0a000005}}}, {}};
    return scan;
}

inline std::string form_of(const Observation& one)
{
    const auto nanoseconds = [](WallClock::time_point time) { return time.time_since_epoch().count(); };
    return fmt::format("{} {} {} {}:{} {} {} {} {}", name_of(one.channel), name_of(one.field), one.value,
                       one.source.address.to_string(), one.source.port,
                       one.source.mac ? one.source.mac->to_string() : "-", one.source.record, nanoseconds(one.time),
                       nanoseconds(one.since));
}

inline std::vector<std::string> forms_of(const Observations& observations)
{
    std::vector<std::string> forms;
    for (const auto& one : observations)
        forms.push_back(form_of(one));
    return forms;
}

/// All that was said in a scan, by sender.
inline std::vector<std::string> words_of(Store& store, std::int64_t scan)
{
    std::map<std::int64_t, std::string> texts;
    Observations all;
    bool is_whole = true;
    store.read_words(
        scan, [&](std::int64_t number, std::string_view words) { texts.emplace(number, words); },
        [&](const StoredPart& part) {
            is_whole = is_whole && texts.contains(part.text) &&
                       append_words(texts[part.text], part.source, part.time, part.since, all).has_value();
        });
    if (!is_whole) throw std::runtime_error{"words that were not given before their part, or are none"};
    return forms_of(all);
}

/// Reads all that a store has.
inline void read_everything(Store& store)
{
    for (const auto& entry : store.scans()) {
        store.targets(entry.number);
        store.states(entry.number);
        words_of(store, entry.number);
    }
}

/// What a query gives, in another connection.
inline std::int64_t number_in(const std::filesystem::path& file, std::string_view query)
{
    Database database{file, Database::Access::read};
    auto rows = database.query(query);
    return rows.step() ? rows.integer(0) : -1;
}

/// Why something failed; nullopt when it did not.
template <class Work>
std::optional<StoreError::Reason> reason_of(Work work)
{
    try {
        work();
    } catch (const StoreError& error) {
        return error.reason();
    }
    return std::nullopt;
}

} // namespace phonescan::test
