#include "catalog/incomparable.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

/// In the order of enum Incomparable.
constexpr std::array<std::string_view, 10> reasons = {
    "conflict",       "platform-code",   "edition",        "branch",       "scheme",
    "release-letter", "cell-unparsable", "cell-truncated", "min>approved", "observed-unparsable"};
static_assert(reasons.size() == static_cast<std::size_t>(Incomparable::observed_unparsable) + 1);

} // namespace

std::string_view name_of(Incomparable reason) noexcept
{
    return reasons[static_cast<std::size_t>(reason)];
}

std::optional<Incomparable> incomparable_named(std::string_view name) noexcept
{
    const auto found = std::ranges::find(reasons, name);
    if (found == reasons.end()) return std::nullopt;
    return static_cast<Incomparable>(found - reasons.begin());
}

} // namespace phonescan
