#pragma once

#include "scanner/redaction/canvas.hpp"

#include <span>

namespace phonescan {

/// Stretches with digits of other scripts, letters that look like Latin ones, or signs that look like a dot, a colon or
/// a dash: they may spell any address or number.
void take_look_alikes(Canvas& canvas);

/// Names of persons that only a blank separates from what announces them, or that stand in quotes.
void take_persons(Canvas& canvas);

/// Escaped bytes, known texts, users, web and mail addresses, and values behind words that announce them.
void take_announced(Canvas& canvas, std::span<const std::string> known);

/// Adds the last six digits, in lower case, of whatever may be a MAC address in an untouched text.
void add_tails(std::string_view text, std::vector<std::string>& tails);

/// MAC addresses in any spelling, IPv6 addresses, UUIDs and host names. Adds the last six digits of what add_tails()
/// does not know for a MAC address.
void take_addresses(Canvas& canvas, const SipHashKey& key, std::vector<std::string>& tails);

/// The last half of a MAC address wherever it stands, with whatever separators; six digits each.
void take_tails(Canvas& canvas, std::span<const std::string> tails);

/// Private IPv4 addresses that stand alone or before a port: before anything takes their digits for those of a MAC
/// address.
void take_private_addresses(Canvas& canvas, const SipHashKey& key);

/// Runs of numbers: IPv4 addresses, versions, phone numbers.
void take_numbers(Canvas& canvas, const SipHashKey& key);

/// What is left of letters and digits: models, or serials and numbers that are removed.
void take_tokens(Canvas& canvas);

} // namespace phonescan
