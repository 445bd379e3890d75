#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace phonescan {

/// Why two versions cannot be ordered, the weightiest first: where several hold, the first is reported.
enum class Incomparable : std::uint8_t {
    conflict,
    platform_code,
    edition,
    branch,
    scheme,
    release_letter,
    cell_unparsable,
    cell_truncated,
    min_above_approved, ///< the list contradicts itself
    observed_unparsable,
};

/// `platform-code`, `edition`, … as in reports and data files.
std::string_view name_of(Incomparable reason) noexcept;
std::optional<Incomparable> incomparable_named(std::string_view name) noexcept;

} // namespace phonescan
