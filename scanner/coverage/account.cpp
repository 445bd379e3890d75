#include "scanner/coverage/account.hpp"

#include <array>

namespace phonescan {

std::string_view name_of(AskedState state) noexcept
{
    // In the order of AskedState.
    constexpr std::array<std::string_view, 8> names = {"answered",    "closed", "refused", "prohibited",
                                                       "unreachable", "silent", "unsent",  "not-asked"};
    return names[static_cast<std::size_t>(state)];
}

} // namespace phonescan
