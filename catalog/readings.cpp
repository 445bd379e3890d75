#include "catalog/readings.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr std::size_t most_readings = 256;

struct JudgedAttribute {
    std::string_view name;
    std::string Identity::*value;
};

constexpr std::array<JudgedAttribute, 4> judged_attributes = {{
    {"vendor", &Identity::vendor},
    {"model", &Identity::model},
    {"firmware", &Identity::firmware},
    {"edition", &Identity::edition},
}};

/// Did a PBX or a proxy write the field, by the conflict about the kind? Not if the phone used the same field.
bool is_foreign(const Identity& phone, Field field)
{
    const auto about_kind = std::ranges::find(phone.conflicts, "kind", &Conflict::attribute);
    if (about_kind == phone.conflicts.end()) return false;
    bool phone_wrote_it = false;
    bool other_wrote_it = false;
    for (const auto& said : about_kind->values)
        if (said.field == field) (said.value == name_of(phone.kind) ? phone_wrote_it : other_wrote_it) = true;
    return other_wrote_it && !phone_wrote_it;
}

} // namespace

std::optional<std::vector<Identity>> other_readings(const Identity& phone)
{
    std::vector<Identity> readings;
    for (const auto& conflict : phone.conflicts) {
        const auto attribute = std::ranges::find(judged_attributes, conflict.attribute, &JudgedAttribute::name);
        if (attribute == judged_attributes.end()) continue;
        if (readings.empty()) readings.push_back(phone);
        const auto before = readings.size();
        for (const auto& said : conflict.values) {
            if (said.field == Field::mac || is_foreign(phone, said.field)) continue;
            if (said.value == phone.*attribute->value) continue;
            if (readings.size() + before > most_readings) return std::nullopt;
            for (std::size_t i = 0; i < before; ++i) {
                auto reading = readings[i];
                reading.*attribute->value = said.value;
                readings.push_back(std::move(reading));
            }
        }
    }
    if (!readings.empty()) readings.erase(readings.begin()); // the phone as it is
    return readings;
}

} // namespace phonescan
