#pragma once

#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// The values of params, by name.
using ParamValues = std::map<std::string, std::string>;

/// What every param of the fingerprint has for a text, those without a value left out; nullopt when the pattern does
/// not match. print: the fingerprint made of `element`.
std::optional<ParamValues> params_of(const FingerprintElement& element, const Fingerprint& print,
                                     std::string_view text);

/// What is wrong with an example, empty when it yields what it declares. In a file of ours it must declare every
/// attribute of a device that comes out, but for a vendor that is fixed.
std::string fault_of(const FingerprintExample& example, const FingerprintElement& element, const Fingerprint& print,
                     FileForm form);

} // namespace phonescan
