#pragma once

#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// Whether it only tells one of many equal devices from the others: by its MAC, serial number or name.
bool only_names(const FingerprintElement& element);

/// A bare word of the pattern or of its maker that alone makes a phone of whatever text holds it, or begins or ends
/// with it; nullopt when there is none. A hint (certainty below 0.5) and what names no phone may be read out of one
/// word.
std::optional<std::string> one_word_of(const FingerprintElement& element, const Fingerprint& print);

/// The form of a field around a text that says nothing, such as `CN=x`, that the fingerprint matches; nullopt when it
/// matches none.
std::optional<std::string_view> form_taken_by(const Fingerprint& print);

/// A text that says nothing and that the fingerprint matches nevertheless; nullopt when it matches none. What only
/// names a device may match a bare MAC, what makes no phone of it the form of a field, and what reads a protocol's own
/// words may match `phone`.
std::optional<std::string_view> too_broad_on(const FingerprintElement& element, const Fingerprint& print);

} // namespace phonescan
