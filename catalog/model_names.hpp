#pragma once

#include "catalog/name_words.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Model keys that belong together: `#` stands for one digit, a `*` at the end for any rest. Case and separators do
/// not matter: `Desk ###` matches the key `desk410`.
class ModelPattern {
public:
    explicit ModelPattern(std::string_view pattern);
    bool matches(std::string_view model_key) const noexcept;

    /// A key that it matches: digits are 0, no rest.
    std::string shortest() const;

private:
    std::string pattern_; ///< in the form of a key
};

/// How vendors and models are spelt, as data: aliases, words that say nothing, short forms of a family's name.
/// A key is what is left of a name when spelling is taken away: lower case, no separators. Source:
/// data/models.xml.
class ModelNames {
public:
    /// Errors: throws DataError.
    static ModelNames load(const std::filesystem::path& path);

    /// The vendor's key; aliases lead to the same one. An unknown vendor is its own key. Empty for an empty name.
    std::string vendor_key(std::string_view vendor) const;

    /// True for a vendor that the data names, however it is written.
    bool knows_vendor(std::string_view vendor) const { return vendors_.contains(vendor_key(vendor)); }

    /// The vendor whose name the model text begins with, as a key; empty when it begins with none.
    std::string vendor_in(std::string_view model) const;

    /// The same where the vendor sells phones under that maker's name; else empty.
    std::string brand_in(std::string_view vendor_key, std::string_view model) const;

    /// The model's key, without vendor and noise words. Empty when nothing is left. Nothing but the words named in the
    /// data is dropped: any other letter, digit or sign makes another model.
    std::string model_key(std::string_view vendor_key, std::string_view model) const;

    /// Is it a model that the data names without other names: complete, though it may lack letters of another's?
    bool is_complete(std::string_view vendor_key, std::string_view model_key) const;

    /// Other names of a model that its own vendor or its users give it, as keys.
    std::vector<std::string> aliases_of(std::string_view vendor_key, std::string_view model_key) const;

private:
    /// Of a key that stands in a longer text.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
    };
    template <class Value>
    using ByKey = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;
    struct Spelling {
        std::string written; ///< `dk`, before a digit
        std::string meant;   ///< `desk`; empty when it says nothing
    };
    struct Vendor {
        std::vector<NameWords> noise;
        std::vector<Spelling> spellings;
        ByKey<std::vector<std::string>> aliases;
        std::vector<std::string> brands; ///< vendor keys
    };

    class Reader;

    std::size_t vendor_words(const NameWords& words, std::string_view vendor_key) const;

    ByKey<std::string> vendor_of_;           ///< alias key → vendor key
    ByKey<Vendor> vendors_;                  ///< by vendor key
    std::vector<std::string> company_words_; ///< `inc`, `corporation`
    std::vector<NameWords> noise_;           ///< of every vendor
};

} // namespace phonescan
