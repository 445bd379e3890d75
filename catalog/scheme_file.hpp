#pragma once

#include "catalog/version_scheme.hpp"

#include <filesystem>

namespace phonescan {

/// All version schemes and which models follow which.
class SchemeBook {
public:
    /// names: leads vendor and model spellings to keys. Errors: throws DataError.
    static SchemeBook load(const std::filesystem::path& path, const ModelNames& names);

    /// The scheme of a vendor's model; the first rule that holds decides. nullptr when none does.
    const VersionScheme* scheme_for(std::string_view vendor_key, std::string_view model_key) const;

    /// True when `text` is a version under another scheme of the vendor than `scheme`.
    bool is_of_other_scheme(std::string_view vendor_key, const VersionScheme& scheme, std::string_view text) const;

    const std::vector<VersionScheme>& schemes() const { return schemes_; }

private:
    struct Use {
        std::string vendor_key;
        ModelPattern models;
        std::size_t scheme;
    };
    std::vector<VersionScheme> schemes_;
    std::vector<Use> uses_;
};

} // namespace phonescan
