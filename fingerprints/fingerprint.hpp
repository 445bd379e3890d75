#pragma once

#include "fingerprints/attribute.hpp"
#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/identity.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace phonescan {

/// A fingerprint ready to match: its pattern compiled, its params resolved to literals and groups.
class Fingerprint {
public:
    /// Errors: throws DataError when RE2 refuses the pattern, a param's position is beyond its groups, a value names a
    /// param that is not there, or a kind is none.
    Fingerprint(const FingerprintElement& element, const std::filesystem::path& file);
    Fingerprint(Fingerprint&&) noexcept;
    Fingerprint& operator=(Fingerprint&&) noexcept;
    ~Fingerprint();

    /// The attributes the text carries, or nullopt when the pattern does not match. Linear in the length of the text.
    std::optional<AttributeValues> match(std::string_view text) const;

    const std::string& description() const noexcept { return description_; }
    Kind kind() const noexcept { return kind_; }
    double certainty() const noexcept { return certainty_; }
    double preference() const noexcept { return preference_; }

    /// The vendor that another statement about the device must name before this fingerprint counts; `*` is any vendor,
    /// empty is no condition.
    const std::string& if_vendor() const noexcept { return if_vendor_; }
    const std::vector<Field>& fields() const noexcept { return fields_; }
    const re2::RE2& pattern() const noexcept { return *pattern_; }

private:
    /// A stretch of a value: a literal, or what a group captured (group > 0).
    struct Piece {
        std::string literal;
        int group = 0;
    };
    using Template = std::vector<Piece>;
    class Resolver;

    std::string description_;
    std::string if_vendor_;
    std::unique_ptr<const re2::RE2> pattern_;
    std::vector<Field> fields_;
    Kind kind_ = Kind::unknown;
    double certainty_ = 0;
    double preference_ = 0;
    int groups_ = 0; ///< the highest group that a template uses
    std::vector<std::pair<Attribute, Template>> templates_;
};

} // namespace phonescan
