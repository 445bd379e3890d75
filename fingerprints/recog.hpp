#pragma once

#include "fingerprints/identity.hpp"
#include "probes/observation/observation.hpp"

#include <optional>
#include <string_view>

namespace phonescan {

// What the files of the recog project (github.com/rapid7/recog) call things, and what that is here.

/// recog's preference of a database that states none; it keeps above 0.90 for its users' own files.
inline constexpr double recog_preference = 0.10;

/// Preference of a file in our own field names that states none: ours go first.
inline constexpr double own_preference = 0.95;

/// The field that recog's `matches` name means, or nullopt when phonescan does not observe such texts (ssh.banner).
std::optional<Field> recog_field(std::string_view matches) noexcept;

/// What a value of hw.device or os.device says of a device: recog calls a telephone "VoIP" as well as a PBX, so that is
/// a possible phone; a word that names no kind of device is unknown; every other device is no phone.
Kind kind_of_device(std::string_view device) noexcept;

} // namespace phonescan
