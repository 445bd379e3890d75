#pragma once

#include "fingerprints/fingerprint_db.hpp"

namespace phonescan {

/// Of a page so much is kept from its beginning, in bytes, and so much around each place that a fingerprint reads.
inline constexpr std::size_t page_start_kept = 4'096;
inline constexpr std::size_t page_context_kept = 64;

/// Shortens the http.body of these observations to what is kept: its beginning and what fingerprints read of it, each
/// stretch on a line of its own.
void keep_excerpts(Observations& said, const FingerprintDb& fingerprints);

} // namespace phonescan
