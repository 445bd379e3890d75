#include "fingerprints/check_code.hpp"

#include <array>

namespace phonescan {

namespace {

/// In the order of enum CheckCode.
constexpr std::array<std::string_view, 16> code_names = {
    "schema",      "pattern",   "group",     "reference",  "example",   "probe",   "taken",       "unused-group",
    "unused-part", "duplicate", "too-broad", "no-example", "no-source", "no-kind", "placeholder", "private",
};
static_assert(code_names.size() == static_cast<std::size_t>(CheckCode::private_data) + 1);

} // namespace

std::string_view name_of(CheckCode code) noexcept
{
    return code_names[static_cast<std::size_t>(code)];
}

} // namespace phonescan
