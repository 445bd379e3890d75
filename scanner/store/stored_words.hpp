#pragma once

#include "probes/observation/error.hpp"
#include "probes/observation/observation.hpp"

#include <span>
#include <string>
#include <string_view>

namespace phonescan {

/// What one sender said at one time, as the store keeps it: the same words of many nights are one text. For each
/// observation `CHANNEL FIELD LENGTH VALUE` and a newline, by the names of Channel and Field; LENGTH is that of VALUE
/// in bytes.
std::string to_words(std::span<const Observation> observations);

/// Appends the observations of a text that to_words() made; source, time and since are those given. Errors: malformed
/// (a name that this version does not know included); then nothing is appended.
Result<void> append_words(std::string_view words, const Source& source, WallClock::time_point time,
                          WallClock::time_point since, Observations& into);

/// Can append_words() read it?
bool are_words(std::string_view words);

} // namespace phonescan
