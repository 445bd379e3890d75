#include "scanner/redaction/redaction.hpp"

#include "scanner/redaction/rules.hpp"

#include <fmt/format.h>

namespace phonescan {

std::vector<TextPiece> Redactor::redact(std::string_view text, const PrivateFacts& known) const
{
    Canvas canvas{text};
    std::vector<std::string> tails;
    for (const auto& mac : known.macs) {
        const auto& octets = mac.octets();
        tails.push_back(fmt::format("{:02x}{:02x}{:02x}", octets[3], octets[4], octets[5]));
    }
    add_tails(text, tails);
    take_look_alikes(canvas);
    take_announced(canvas, known.texts);
    take_persons(canvas);
    take_private_addresses(canvas, key_);
    take_addresses(canvas, key_, tails);
    take_tails(canvas, tails);
    take_numbers(canvas, key_);
    take_tokens(canvas);
    return canvas.pieces();
}

std::string shown_text(std::span<const TextPiece> pieces)
{
    std::string text;
    for (const auto& piece : pieces)
        text += piece.shown;
    return text;
}

} // namespace phonescan
