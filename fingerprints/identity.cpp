#include "fingerprints/identity.hpp"

namespace phonescan {

std::string_view name_of(Kind kind) noexcept
{
    switch (kind) {
    case Kind::phone:
        return "phone";
    case Kind::possible_phone:
        return "possible-phone";
    case Kind::not_phone:
        return "not-phone";
    case Kind::unknown:
        break;
    }
    return "unknown";
}

std::string_view name_of(Confidence confidence) noexcept
{
    switch (confidence) {
    case Confidence::high:
        return "high";
    case Confidence::medium:
        return "medium";
    case Confidence::low:
        break;
    }
    return "low";
}

} // namespace phonescan
