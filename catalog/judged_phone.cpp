#include "catalog/judged_phone.hpp"

#include "fingerprints/plausible.hpp"

#include <algorithm>

namespace phonescan {

namespace {

std::string_view trimmed(std::string_view text) noexcept
{
    constexpr std::string_view no_break_space = "\xc2\xa0";
    for (;;) {
        const auto first = text.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos) return {};
        text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
        if (text.starts_with(no_break_space))
            text.remove_prefix(no_break_space.size());
        else if (text.ends_with(no_break_space))
            text.remove_suffix(no_break_space.size());
        else
            return text;
    }
}

} // namespace

JudgedPhone::JudgedPhone(const Identity& identity, const ModelNames& names, const SchemeBook& schemes)
    : identity_{identity}, names_{names}, schemes_{schemes}, key_{names, identity.vendor, identity.model},
      firmware_{trimmed(identity.firmware)}, last_word_{firmware_}
{
    const auto blank = firmware_.find_last_of(" \t");
    if (blank == std::string_view::npos) return;
    last_word_ = firmware_.substr(blank + 1);
    words_before_ = names.vendor_key(firmware_.substr(0, blank));
}

std::string_view JudgedPhone::version_text(const VersionScheme& scheme, std::string_view vendor_key) const
{
    if (words_before_.empty()) return firmware_;
    const bool is_known = words_before_ == vendor_key || (scheme.family && words_before_ == scheme.family->name_key);
    return is_known ? last_word_ : firmware_;
}

ObservedVersion JudgedPhone::observed(const VersionScheme& scheme, std::string_view vendor_key) const
{
    ObservedVersion observed;
    const auto text = version_text(scheme, vendor_key);
    const bool is_address = is_local_address(text); // of a column that was mistaken for the firmware
    if (!is_address) observed.version = scheme.parse_observed(text);
    const bool is_told = !identity_.edition.empty();
    observed.edition = is_told ? scheme.edition_named(identity_.edition) : scheme.edition_told_by(identity_.model);
    observed.of_other_edition = is_told && !observed.edition && !scheme.editions.empty();
    if (!observed.version && !is_address)
        observed.of_other_scheme = schemes_.is_of_other_scheme(vendor_key, scheme, firmware_);
    return observed;
}

const FirmwareFamily* JudgedPhone::family() const
{
    for (const auto& scheme : schemes_.schemes())
        if (scheme.family && is_of(scheme) && !candidates_of(*scheme.family).empty()) return &*scheme.family;
    return nullptr;
}

bool JudgedPhone::is_of(const VersionScheme& scheme) const
{
    const auto& family = *scheme.family;
    const auto model = key_.model();
    if (!model.empty() && model != family.publisher_key) return false;
    if (names_.vendor_key(identity_.model).ends_with(family.name_key)) return true;
    const auto version = version_text(scheme, key_.vendor());
    const auto begins = [version](const std::string& prefix) { return version.starts_with(prefix); };
    return model.empty() && std::ranges::any_of(family.prefixes, begins) && scheme.parse_observed(version).has_value();
}

std::vector<FirmwareFamily::Candidate> JudgedPhone::candidates_of(const FirmwareFamily& family) const
{
    auto candidates = family.candidates;
    const auto vendor_key = names_.vendor_key(identity_.vendor);
    if (vendor_key.empty() || vendor_key == family.publisher_key) return candidates;
    std::erase_if(candidates, [&](const FirmwareFamily::Candidate& candidate) {
        return names_.vendor_key(candidate.vendor) != vendor_key;
    });
    return candidates;
}

} // namespace phonescan
