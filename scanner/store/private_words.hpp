#pragma once

#include "scanner/redaction/canvas.hpp"
#include "scanner/store/anonymiser.hpp"

#include <string>
#include <string_view>

namespace phonescan {

/// A MAC address in another's spelling: its last half in place of the last six hexadecimal digits of `spelt`.
std::string respelt(std::string_view spelt, const MacAddress& mac, bool in_capitals = false);

/// Rules of the Anonymiser: each takes what it knows and shows the stand-in.

/// IP addresses, before groups of one are taken for a MAC address's: the known ones, those of IPv6, and those of IPv4
/// that no maker gives as a version or that the text calls an address.
void replace_addresses(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts);

/// MAC addresses: the known ones, those in an unmistakable spelling, and the last half of either.
void replace_macs(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts);

/// Known serial numbers, as words in any letter case.
void replace_serials(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts);

/// Known names, as words in any letter case, and users of SIP and mail addresses.
void replace_names(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts);

/// Six hexadecimal digits at the end of a name: half of a MAC address that nobody knows.
void replace_last_half(Canvas& canvas, const Anonymiser& anonymiser);

} // namespace phonescan
