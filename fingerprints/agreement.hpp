#pragma once

#include "fingerprints/attribute.hpp"

#include <string_view>

namespace phonescan {

/// How two statements about one attribute of one device stand to each other.
enum class Agreement : std::uint8_t {
    same,       ///< one value, perhaps written differently: `VVX410`, `VVX 410`
    first_more, ///< both can be true, the first says more: `SIP-T58A` and `T58`
    second_more,
    contradiction,
};

/// Models: letter case, blanks and punctuation do not count, nor does a family word that one side leaves out before a
/// number (`CP-7962G`, `7962G`). A model that goes on where the other ends says more, unless a number would grow.
Agreement compare_models(std::string_view first, std::string_view second);

/// Firmware: the numbers and letters between separators, without leading zeros and without the name of the image
/// before them (`sip88xx.12-0-1-7` says more than `12.0.1`). It is no order of versions.
Agreement compare_firmware(std::string_view first, std::string_view second);

/// Any attribute but the vendor: those whose spelling varies as above, others to the letter but for case.
Agreement compare_values(Attribute attribute, std::string_view first, std::string_view second);

} // namespace phonescan
