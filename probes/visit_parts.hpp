#pragma once

#include "probes/observation/observation.hpp"

#include <cstdint>

namespace phonescan {

/// What of a device is asked over connections.
enum class VisitParts : std::uint8_t {
    none = 0,
    sip = 1, ///< SIP over TCP and TLS
    web = 2, ///< HTTP and HTTPS
    all = 3,
};

constexpr VisitParts operator|(VisitParts a, VisitParts b) noexcept
{
    return static_cast<VisitParts>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

constexpr VisitParts operator&(VisitParts a, VisitParts b) noexcept
{
    return static_cast<VisitParts>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

/// Those of `a` that are not in `b`.
constexpr VisitParts without(VisitParts a, VisitParts b) noexcept
{
    return static_cast<VisitParts>(static_cast<unsigned>(a) & ~static_cast<unsigned>(b));
}

constexpr bool holds(VisitParts parts, VisitParts part) noexcept
{
    return (parts & part) == part;
}

constexpr VisitParts part_of(Channel channel) noexcept
{
    return channel == Channel::http || channel == Channel::https ? VisitParts::web : VisitParts::sip;
}

} // namespace phonescan
