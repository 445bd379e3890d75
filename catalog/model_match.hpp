#pragma once

#include "catalog/catalog_file.hpp"
#include "catalog/model_names.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace phonescan {

/// How a phone's model leads to rows of one list.
struct ModelMatch {
    enum class Kind : std::uint8_t {
        none,      ///< no row
        row,       ///< this row
        ambiguous, ///< the model is only a family's name, a number, or lacks letters: these rows may be meant
    };
    /// What led to the row, the closest first.
    enum class Way : std::uint8_t { exact, alias, multi_model_row, series };
    Kind kind = Kind::none;
    std::size_t row = 0;
    Way way = Way::exact;
    bool by_alias = false;  ///< also within a multi-model row
    std::string vendor_key; ///< as far as known, also when there is no row
    std::string model_key;
    std::vector<std::size_t> rows; ///< of an ambiguous model
};

/// Finds the rows of one list by vendor and model. A name leads to a row only if nothing but spelling, noise words and
/// recorded aliases stands between them: a model that is merely similar has no row.
class ModelIndex {
public:
    /// Borrows both. Errors: throws DataError for a model that two rows name; path is the list's file.
    ModelIndex(const CatalogFile& catalog, const ModelNames& names, const std::filesystem::path& path);

    /// vendor may be empty: then only a name of letters and digits that one vendor alone has leads to a row.
    ModelMatch find(std::string_view vendor, std::string_view model) const;

    /// The row whose model is most like one that has none, for people; nothing when no row is of the same vendor and
    /// family. Family: the key's letters before its number. The nearest number counts first, then the fewest edits
    /// (Levenshtein) between the keys, then the order of the list.
    std::optional<std::size_t> nearest(std::string_view vendor_key, std::string_view model_key) const;

private:
    struct Entry {
        std::size_t row;
        ModelMatch::Way way;
        bool by_alias;
    };
    struct Named {
        std::string vendor_key;
        std::string model_key;
        std::size_t row;
    };
    struct Series {
        std::string vendor_key;
        ModelPattern models;
        std::size_t row;
    };

    void add(const CatalogRow& row, std::size_t index, const std::filesystem::path& path);
    ModelMatch find_key(std::string vendor_key, std::string model_key, bool with_series) const;
    void find_vaguely(ModelMatch& match) const;
    ModelMatch find_without_vendor(std::string_view model) const;

    const CatalogFile& catalog_;
    const ModelNames& names_;
    std::unordered_map<std::string, Entry> entries_; ///< vendor key, blank, model key
    std::vector<Named> named_;                       ///< the rows' own names, in order
    std::vector<Series> series_;
    std::vector<std::string> vendors_; ///< keys of the list's vendors
};

} // namespace phonescan
