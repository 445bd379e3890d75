#pragma once

#include "catalog/model_match.hpp"
#include "catalog/scheme_file.hpp"
#include "catalog/version_order.hpp"
#include "fingerprints/identity.hpp"

namespace phonescan {

/// One phone as it is held against lists: its keys and the text of its firmware, made once.
class JudgedPhone {
public:
    /// Borrows all three.
    JudgedPhone(const Identity& identity, const ModelNames& names, const SchemeBook& schemes);

    const Identity& identity() const noexcept { return identity_; }
    const PhoneKey& key() const noexcept { return key_; }
    bool has_firmware() const noexcept { return !firmware_.empty(); }

    /// The firmware without what lists and inventories write before it: the vendor's name, or the firmware's own.
    std::string_view version_text(const VersionScheme& scheme, std::string_view vendor_key) const;

    /// The firmware read as a version of that scheme; vendor_key: of the row it is held against.
    ObservedVersion observed(const VersionScheme& scheme, std::string_view vendor_key) const;

    /// A firmware line that this is or whose name stands where the model should; nullptr once a model is named, and
    /// where none of its models is the phone's vendor's.
    const FirmwareFamily* family() const;

    /// The family's models, or those of the phone's vendor where it is known.
    std::vector<FirmwareFamily::Candidate> candidates_of(const FirmwareFamily& family) const;

private:
    bool is_of(const VersionScheme& scheme) const;

    const Identity& identity_;
    const ModelNames& names_;
    const SchemeBook& schemes_;
    PhoneKey key_;
    std::string_view firmware_;  ///< without blanks around it
    std::string_view last_word_; ///< of it
    std::string words_before_;   ///< the key of what stands before the last word, as a vendor's name
};

} // namespace phonescan
