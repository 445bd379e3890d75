#pragma once

#include "catalog/catalog_file.hpp"
#include "catalog/model_names.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace phonescan {

/// A phone's vendor and model as the keys of data/models.xml, made once for all lists.
class PhoneKey {
public:
    /// vendor may be empty: then one that the model's text begins with counts.
    PhoneKey(const ModelNames& names, std::string_view vendor, std::string_view model);

    std::string_view vendor() const noexcept { return std::string_view{joined_}.substr(0, vendor_length_); }
    std::string_view model() const noexcept { return std::string_view{joined_}.substr(vendor_length_ + 1); }
    std::string_view joined() const noexcept { return joined_; } ///< vendor key, blank, model key

    /// The key of the maker whose name the vendor sells the phone under; nullptr where there is none.
    const PhoneKey* brand() const noexcept { return brand_.empty() ? nullptr : &brand_.front(); }

private:
    PhoneKey(const ModelNames& names, const std::string& vendor_key, std::string_view model, bool with_brand);

    std::string joined_;
    std::size_t vendor_length_ = 0;
    std::vector<PhoneKey> brand_; ///< one at most
};

/// The rows of one list that lead to a verdict on one model, and how its name led there.
struct RowsOfModel {
    /// The closest first.
    enum class Way : std::uint8_t { exact, alias, multi_model_row, series };
    Way way = Way::exact;
    bool by_alias = false;          ///< also within a multi-model row
    std::vector<std::size_t> rows;  ///< several where the list names the model so often; in its order
    std::vector<std::size_t> ended; ///< rows of an end-of-life table beside them
};

/// How a phone's model leads to rows of one list.
struct ModelMatch {
    enum class Kind : std::uint8_t {
        none,      ///< no row
        row,       ///< these rows
        ambiguous, ///< the model is only a family's name, a number, or lacks letters: these rows may be meant
    };
    Kind kind = Kind::none;
    const RowsOfModel* found = nullptr; ///< of the index
    std::string_view vendor_key;        ///< as far as known, also when there is no row; of the index or the phone's key
    std::string_view model_key;
    std::vector<std::size_t> candidates; ///< rows of an ambiguous model
};

/// Finds the rows of one list by vendor and model. A name leads to a row only if nothing but spelling, noise words and
/// recorded aliases stands between them: a model that is merely similar has no row. What the list names as an accessory
/// has none but a row of its very name.
class ModelIndex {
public:
    /// Borrows both. Errors: throws DataError for a model without a name; path is the list's file.
    ModelIndex(const CatalogFile& catalog, const ModelNames& names, const std::filesystem::path& path);

    /// key: of vendor and model. Where it has no vendor, only a name of letters and digits, four at least, that one
    /// vendor alone has leads to a row; a shorter or vaguer one is ambiguous. model is its text then.
    ModelMatch find(const PhoneKey& key, std::string_view model) const;

    /// The row whose model is most like one that has none, for people; nothing when no row is of the same vendor and
    /// family, or only one of an end-of-life table. Family: the key's letters before its number. The nearest number
    /// counts first, then the fewest edits (Levenshtein) between the keys, then the order of the list.
    std::optional<std::size_t> nearest(std::string_view vendor_key, std::string_view model_key) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
    };
    struct Named {
        std::string model_key;
        std::size_t row;
    };
    struct Series {
        std::string pattern;
        ModelPattern models;
        RowsOfModel rows;
    };
    struct VendorRows {
        std::string vendor_key;
        std::vector<Named> named;   ///< each model once, in the order of the list
        std::vector<Series> series; ///< that of all its models last
    };

    void add(const CatalogRow& row, std::size_t index, const std::filesystem::path& path);
    void add_name(const std::string& joined_key, std::size_t row, RowsOfModel::Way way, bool by_alias);
    void add_series(VendorRows& vendor, const CatalogRow& row, std::size_t index);
    void add_accessory(const CatalogAccessory& accessory);
    VendorRows& rows_of(const std::string& vendor_key);
    const VendorRows* find_vendor(std::string_view vendor_key) const;
    ModelMatch match_of(std::string_view vendor_key, std::string_view model_key, std::string_view joined_key,
                        bool with_series) const;
    void find_vaguely(const VendorRows& vendor, ModelMatch& match) const;
    ModelMatch find_without_vendor(std::string_view model_key, std::string_view model) const;

    const CatalogFile& catalog_;
    const ModelNames& names_;
    std::unordered_map<std::string, RowsOfModel, Hash, std::equal_to<>> entries_; ///< by joined key
    std::unordered_set<std::string, Hash, std::equal_to<>> accessories_;          ///< joined keys
    std::vector<VendorRows> vendors_;                                             ///< in the order of the list
};

/// `vendor model`, the joined key.
std::string joined_key(std::string_view vendor_key, std::string_view model_key);

} // namespace phonescan
