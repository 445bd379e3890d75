#pragma once

#include "fingerprints/identity.hpp"
#include "probes/observation/observation.hpp"

#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// A list in one cell: items joined by `;`. A `;` inside an item is written `\x3b`, in the notation of printable(), so
/// a reader may split at every `;`.
std::string joined_list(std::span<const std::string> items);

/// `vendor,model: sip.user_agent=Acme Desk 300 2.1.7;…`: what was said, after what it was read for; at most 500
/// characters. A device that no fingerprint reads has its banners there: they are what a person can go by.
std::string evidence_cell(const std::vector<Evidence>& evidence, const Observations& observations);

/// `firmware=5.3.0.12074(sip.user_agent)|5.4.0.10182(http.title)`
std::string conflicts_cell(const std::vector<Conflict>& conflicts);

} // namespace phonescan
