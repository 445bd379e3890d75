#pragma once

#include "probes/observation/observation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

enum class Kind : std::uint8_t {
    phone,
    possible_phone, ///< signs of one, nothing conclusive
    not_phone,
    unknown,
};

/// `phone`, `possible-phone`, `not-phone`, `unknown`.
std::string_view name_of(Kind kind) noexcept;

enum class Confidence : std::uint8_t { low, medium, high };

/// `low`, `medium`, `high`.
std::string_view name_of(Confidence confidence) noexcept;

/// Which observation said an attribute, and by which fingerprint it was read.
struct Evidence {
    std::string_view attribute; ///< `kind`, `vendor`, `model`, `firmware`, `edition`, `mac`, `serial`, `name`
    Field field{};
    std::string value;            ///< the observation's text; of a page what was read of it
    std::string_view fingerprint; ///< description of the one that matched; borrows from the FingerprintDb
    double certainty = 0; ///< how specific that is: the fingerprint's certainty, 1 for a MAC address of the wire
    WallClock::time_point time{}; ///< of the observation
};

struct ConflictingValue {
    std::string value;
    Field field{};
};

/// Two observations of one device that cannot both be true.
struct Conflict {
    std::string attribute;
    std::vector<ConflictingValue> values;
};

/// What a device is, as far as its observations tell. An empty string is unknown.
struct Identity {
    Kind kind = Kind::unknown;
    std::string vendor;                     ///< as the fingerprints write it
    std::string model;                      ///< `VVX 410`, `SIP-T48G`, `420HD`
    std::string firmware;                   ///< the version of the application alone: `5.3.0.12074`
    WallClock::time_point firmware_heard{}; ///< when that was said last; the epoch when unknown
    std::string edition;                    ///< the firmware line where the banner names one: `UC`, `TEAMS`, `SIP`
    std::optional<MacAddress> mac;
    std::string serial;
    std::string name;
    Confidence confidence = Confidence::low;
    std::vector<Evidence> evidence;
    std::vector<Conflict> conflicts;
};

} // namespace phonescan
