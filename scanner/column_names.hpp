#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// What the columns of inventories from elsewhere are called. Source: data/inventory_columns.xml.
class ColumnNames {
public:
    struct Found {
        std::string_view meaning;    ///< a name of term_named(), or `serial` or `name`; borrows from this
        std::size_t rank = 0;        ///< 0 is the most exact name of that meaning
        bool may_be_version = false; ///< a value that is only a version number says nothing
    };

    /// Errors: throws DataError.
    static ColumnNames load(const std::filesystem::path& path);

    /// What a column of that name means; letter case, blanks and punctuation do not matter, and bytes that are no UTF-8
    /// count as Windows-1252. Nothing when no name fits.
    std::optional<Found> find(std::string_view column) const;

    /// True for a value that stands for none (`n/a`), or that names no model though it stands where one should.
    bool says_nothing(std::string_view value) const;

    /// For people: the most exact name of every meaning that identifies a phone, in the order of the data.
    std::vector<std::string> examples() const;

private:
    struct Meaning {
        std::string of;
        std::string example;
    };
    struct Named {
        std::size_t meaning;
        std::size_t rank;
        bool may_be_version;
    };

    std::vector<Meaning> meanings_;
    std::unordered_map<std::string, Named> names_; ///< by key
    std::set<std::string, std::less<>> nothing_;   ///< in lower case
};

} // namespace phonescan
