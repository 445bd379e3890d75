#include "scanner/inventory_record.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t most_ignored_names = 100;

struct DirectAttribute {
    std::string_view name;
    std::string InventoryRecord::*of_record;
    std::string Identity::*of_identity;
};

constexpr std::array<DirectAttribute, 4> direct_attributes = {{
    {"vendor", &InventoryRecord::vendor, &Identity::vendor},
    {"model", &InventoryRecord::model, &Identity::model},
    {"firmware", &InventoryRecord::firmware, &Identity::firmware},
    {"edition", &InventoryRecord::edition, &Identity::edition},
}};

bool is_plain_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char byte) { return byte >= 0x20 && byte < 0x7f; });
}

std::string_view without_blanks(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace

Term term_named(std::string_view name, Vocabulary vocabulary) noexcept
{
    if (name == "id") return {.kind = Term::Kind::id};
    if (const auto field = field_named(name)) return {.kind = Term::Kind::field, .field = *field};
    if (vocabulary == Vocabulary::observations) return {};
    if (name == "platform") return {.kind = Term::Kind::platform};
    const auto found = std::ranges::find(direct_attributes, name, &DirectAttribute::name);
    if (found == direct_attributes.end()) return {};
    return {.kind = Term::Kind::attribute, .attribute = found->of_record};
}

bool identifies(const Term& term) noexcept
{
    constexpr std::array<Field, 5> places = {Field::mac, Field::ip, Field::switch_name, Field::switch_port,
                                             Field::vlan};
    if (term.kind == Term::Kind::field) return std::ranges::find(places, term.field) == places.end();
    return term.kind == Term::Kind::attribute;
}

bool is_platform_name(std::string_view name) noexcept
{
    constexpr auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_allowed);
}

bool add_platform(std::vector<std::string>& platforms, std::string_view name)
{
    if (!is_platform_name(name)) return false;
    if (std::ranges::find(platforms, name) == platforms.end()) platforms.emplace_back(name);
    return true;
}

void add_observation(InventoryRecord& record, Field field, std::string_view value)
{
    if (field != Field::http_body) value = without_blanks(value);
    if (value.empty()) return;
    auto& observation = record.observations.emplace_back();
    observation.field = field;
    observation.value = is_plain_ascii(value) ? std::string{value} : printable_again(value);
    observation.channel = Channel::imported;
}

std::string direct_value(std::string_view text)
{
    return printable_again(without_blanks(text));
}

void put_direct_values(const InventoryRecord& record, Identity& identity)
{
    // The edition that a banner names is that of the firmware it names, not of another one.
    if (!record.firmware.empty() && record.firmware != identity.firmware) identity.edition.clear();
    for (const auto& attribute : direct_attributes) {
        const auto& given = record.*attribute.of_record;
        if (given.empty()) continue;
        identity.*attribute.of_identity = given;
        std::erase_if(identity.conflicts,
                      [&attribute](const Conflict& conflict) { return conflict.attribute == attribute.name; });
    }
}

void IgnoredNames::add(std::string_view name)
{
    if (quiet_ || said_.size() > most_ignored_names || said_.contains(name)) return;
    said_.emplace(name);
    if (said_.size() > most_ignored_names) {
        fmt::print(stderr, "phonescan: more than {} unknown names are ignored\n", most_ignored_names);
        return;
    }
    std::string quoted;
    append_json_string(quoted, name.substr(0, 200));
    fmt::print(stderr, "phonescan: {} is not a known field, ignored\n", quoted);
}

} // namespace phonescan
