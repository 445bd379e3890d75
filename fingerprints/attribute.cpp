#include "fingerprints/attribute.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

namespace {

/// In the order of enum Attribute.
constexpr std::array<std::string_view, attribute_count> attribute_names = {
    "vendor", "model", "firmware", "edition", "mac", "serial", "name",
};

constexpr std::array<std::pair<std::string_view, Attribute>, 10> param_names = {{
    {"hw.vendor", Attribute::vendor},
    {"os.vendor", Attribute::vendor},
    {"hw.product", Attribute::model},
    {"hw.model", Attribute::model},
    {"hw.version", Attribute::firmware},
    {"os.version", Attribute::firmware},
    {"phonescan.edition", Attribute::edition},
    {"host.mac", Attribute::mac},
    {"hw.serial_number", Attribute::serial},
    {"host.name", Attribute::name},
}};

} // namespace

std::size_t AttributeValues::count() const noexcept
{
    return attribute_count - static_cast<std::size_t>(std::ranges::count(texts_, std::string_view{}));
}

std::string_view name_of(Attribute attribute) noexcept
{
    return attribute_names[index_of(attribute)];
}

std::optional<Attribute> attribute_named(std::string_view param) noexcept
{
    const auto found = std::ranges::find(param_names, param, &std::pair<std::string_view, Attribute>::first);
    if (found == param_names.end()) return std::nullopt;
    return found->second;
}

} // namespace phonescan
