#pragma once

#include "probes/observation/mac_address.hpp"
#include "probes/siphash.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// A stretch of a text that was redacted.
struct TextPiece {
    enum class Kind : std::uint8_t {
        literal, ///< says nothing private; shown as it is
        version, ///< what may be a version; shown as an address of 198.18.0.0/15 when it might be an address
        model,   ///< what may be a model; shown as 0000 when it might be an extension
        mac,     ///< a MAC address; shown with its last three bytes zero
        address, ///< an IP address; shown as one of 198.18.0.0/15 or 2001:db8::/32
        removed, ///< anything else that is or may be private; shown as REMOVED
    };
    Kind kind = Kind::literal;
    std::string original;
    std::string shown;
};

/// What a person reads in place of something private.
inline constexpr std::string_view removed_text = "REMOVED";

/// What is known to be private before a text is read: the device's own name, serial, MAC address.
struct PrivateFacts {
    std::vector<std::string> texts; ///< removed wherever they stand as words, in any letter case
    std::vector<MacAddress> macs;
};

/// Takes what is private out of a text that a device said: MAC addresses lose their last half in whatever spelling, IP
/// addresses become others (the same ones for the same key), serial numbers, host names, user parts, e-mail and web
/// addresses, dialled numbers, names behind words that announce one, names of certificates, words that spell something
/// in characters that look like others, and what is left of letters and digits that is no version and no model. In
/// doubt it is taken out. A name that nothing announces stays: it cannot be told from a product's.
///
/// Pure but for the key. Linear in the length of the text, which may be any bytes; every byte is in one of the pieces.
class Redactor {
public:
    explicit Redactor(const SipHashKey& key) : key_{key} {}

    std::vector<TextPiece> redact(std::string_view text, const PrivateFacts& known = {}) const;

private:
    SipHashKey key_;
};

/// The text as it may be shown.
std::string shown_text(std::span<const TextPiece> pieces);

} // namespace phonescan
