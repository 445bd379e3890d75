#pragma once

#include "fingerprints/fingerprint_file.hpp"
#include "scanner/redaction/redaction.hpp"

#include <optional>

namespace phonescan {

/// A fingerprint for a text that no fingerprint knows, for a person to complete: anchored; what may be a version, a
/// model or a MAC address is a group with its param, what was redacted is whatever may stand there, the rest is quoted.
/// It matches the text itself and the redacted one, which becomes its example. A long text is taken up to a blank.
/// Description, fields and source are left empty. nullopt when too little is left to recognise anything by.
std::optional<FingerprintElement> draft_of(std::vector<TextPiece> pieces);

} // namespace phonescan
