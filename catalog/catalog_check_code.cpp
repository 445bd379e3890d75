#include "catalog/catalog_check_code.hpp"

#include <array>

namespace phonescan {

namespace {

/// In the order of enum CatalogCheckCode.
constexpr std::array<std::string_view, 9> codes = {"schema",      "level",     "vendor",     "model",       "version",
                                                   "fill-series", "same-name", "same-model", "old-revision"};
static_assert(codes.size() == static_cast<std::size_t>(CatalogCheckCode::old_revision) + 1);

} // namespace

std::string_view name_of(CatalogCheckCode code) noexcept
{
    return codes[static_cast<std::size_t>(code)];
}

} // namespace phonescan
