#pragma once

#include "probes/observation/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace phonescan {

/// What can be found in a catalog. The first seven are mistakes; the others are good to know.
enum class CatalogCheckCode : std::uint8_t {
    schema,       ///< not the form that catalog.xsd and the reader ask for
    level,        ///< of a programme that platforms.xml does not name
    vendor,       ///< no version scheme or no spelling of it is known
    model,        ///< its name is nothing but noise words
    version,      ///< none of the vendor's scheme, or its edition is missing or wrong
    fill_series,  ///< builds count up from row to row, and the rows are not flagged catalog-suspect
    same_name,    ///< another catalog has the name
    same_model,   ///< two rows for one model, with different versions
    old_revision, ///< more than a year old
};

/// `schema`, `fill-series`, …: the words `catalog check` prints.
std::string_view name_of(CatalogCheckCode code) noexcept;

constexpr bool is_mistake(CatalogCheckCode code) noexcept
{
    return code <= CatalogCheckCode::same_name;
}

/// A catalog that cannot be used. what() is DataError's.
class CatalogError : public DataError {
public:
    CatalogError(CatalogCheckCode code, const std::filesystem::path& file, std::size_t line,
                 const std::string& expected)
        : DataError{file, line, expected}, code_{code}
    {
    }

    CatalogCheckCode code() const noexcept { return code_; }

private:
    CatalogCheckCode code_;
};

} // namespace phonescan
