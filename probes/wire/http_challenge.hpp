#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::wire {

/// The most challenges that are read from one field, and the longest of their parts, in octets.
inline constexpr std::size_t max_http_challenges = 16;
inline constexpr std::size_t max_http_scheme = 64;
inline constexpr std::size_t max_http_realm = 256;

/// What stays the same of the challenges in the value of a WWW-Authenticate field (unfolded): `Basic realm="a"` for
/// each, or its scheme alone (`NTLM`) where it has no realm. Scheme and parameter name are spelt as they were, with one
/// blank between; quoted-pairs are kept as they are written, controls and octets that are no UTF-8 too. Left out is all
/// that changes with each answer, and a parameter without a scheme in front.
/// Lenient where devices are: parameters without commas between them, a realm without quotes (with blanks up to the
/// next comma or parameter), a quote that is never closed (ends at the next comma), empty list elements, token68. A
/// realm longer than the bound is cut behind a whole character. Source: RFC 9110, 11.2 to 11.6.1 and 5.6.
std::vector<std::string> http_realms(std::string_view www_authenticate);

} // namespace phonescan::wire
