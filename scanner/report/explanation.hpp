#pragma once

#include "fingerprints/identity.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// One line of `identify` with what was made of it. Borrows.
struct Explained {
    std::uint64_t line = 0;
    std::string_view id; ///< as JSON
    std::span<const Observation> observations;
    const Identity& identity;
    std::vector<const Observation*> unrecognised; ///< banners that no fingerprint knows
};

/// Where an explanation is shown.
struct ExplanationLayout {
    std::size_t width = 80; ///< columns; at least 40 are used
    bool colour = false;
};

/// Appends for people what a device is, how sure that is, which text said what and which fingerprint read it, what
/// contradicts, what is missing and what would tell it. Texts from outside are shown as terminal_text().
void append_explanation(std::string& out, const Explained& explained, const ExplanationLayout& layout);

/// Appends that a line could not be read.
void append_unreadable(std::string& out, std::uint64_t line, std::string_view why, const ExplanationLayout& layout);

} // namespace phonescan
