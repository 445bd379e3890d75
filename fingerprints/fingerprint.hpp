#pragma once

#include "fingerprints/attribute.hpp"
#include "fingerprints/identity.hpp"
#include "fingerprints/param_template.hpp"
#include "fingerprints/pattern.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace phonescan {

/// A fingerprint ready to match: its pattern parsed, its params resolved to literals and groups.
class Fingerprint {
public:
    /// Errors: throws FingerprintError when RE2 refuses the pattern, a param's position is beyond its groups, a value
    /// names a param that is not there, or a kind is none.
    Fingerprint(const FingerprintElement& element, const std::filesystem::path& file);

    /// The attributes the text carries, or nullopt when the pattern does not match. Linear in the length of the text.
    /// The values borrow from the text and from this.
    std::optional<AttributeValues> match(std::string_view text) const;

    /// match() for a text that the pattern is known to match.
    std::optional<AttributeValues> read(std::string_view text) const
    {
        return groups_ == 0 ? fixed_values_ : match(text); // nothing to look for
    }

    /// The stretch of the text that the pattern is found in first; empty without one.
    std::string_view stretch(std::string_view text) const;

    /// Whether the pattern is found in the text more than once, with another model, MAC address, serial number or name:
    /// a list of devices says nothing of the one that keeps it. Looks at the first few places alone.
    bool finds_several_devices(std::string_view text) const;

    const std::string& description() const noexcept { return description_; }
    Kind kind() const noexcept { return kind_; }
    double certainty() const noexcept { return certainty_; }
    double preference() const noexcept { return preference_; }

    /// Of two fingerprints of one field the one with the smaller precedence goes first; of equal ones the one that was
    /// loaded first.
    std::pair<double, double> precedence() const noexcept { return {-preference_, -certainty_}; }

    /// The vendor that another statement about the device must name before this fingerprint counts; `*` is any vendor,
    /// empty is no condition.
    const std::string& if_vendor() const noexcept { return if_vendor_; }
    const std::vector<Field>& fields() const noexcept { return fields_; }
    const Pattern& pattern() const noexcept { return pattern_; }

private:
    std::string description_;
    std::string if_vendor_;
    Pattern pattern_;
    std::vector<Field> fields_;
    Kind kind_ = Kind::unknown;
    double certainty_ = 0;
    double preference_ = 0;
    int groups_ = 0; ///< the highest group that a template uses
    std::vector<std::pair<Attribute, ParamTemplate>> templates_;
    AttributeValues fixed_values_; ///< of templates without groups; borrows from them
};

} // namespace phonescan
