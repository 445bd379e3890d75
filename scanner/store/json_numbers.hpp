#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>

namespace phonescan {

/// A whole number that its type can hold: the library's own conversion cuts others to fit. Errors: throws
/// std::invalid_argument.
template <class Number>
Number number_from(const nlohmann::json& json)
{
    if (json.is_number_unsigned()) {
        const auto value = json.get<std::uint64_t>();
        if (std::in_range<Number>(value)) return static_cast<Number>(value);
    } else if (json.is_number_integer()) {
        const auto value = json.get<std::int64_t>();
        if (std::in_range<Number>(value)) return static_cast<Number>(value);
    }
    throw std::invalid_argument{"no number, or one out of its range"};
}

/// A member of an object; fallback: where it has none of that name.
template <class Number>
Number number_from(const nlohmann::json& object, const char* name, Number fallback)
{
    const auto found = object.find(name);
    return found == object.end() ? fallback : number_from<Number>(*found);
}

} // namespace phonescan
