#pragma once

#include "catalog/catalog.hpp"
#include "catalog/scheme_file.hpp"

#include <array>
#include <initializer_list>

namespace phonescan::test {

inline std::filesystem::path catalog_data()
{
    return std::filesystem::path{PHONESCAN_SOURCE_DIR} / "catalog" / "data";
}

inline CatalogSet shipped_catalogs()
{
    const std::array files = {catalog_data() / "lync.xml"};
    return CatalogSet::load(files, catalog_data() / "version_schemes.xml");
}

/// Of the shipped lists those named, in this order.
inline CatalogSet shipped_lists(std::initializer_list<const char*> names)
{
    std::vector<std::filesystem::path> files;
    for (const auto* const name : names)
        files.push_back(catalog_data() / (std::string{name} + ".xml"));
    return CatalogSet::load(files, catalog_data() / "version_schemes.xml");
}

inline ModelNames shipped_names()
{
    return ModelNames::load(catalog_data() / "models.xml");
}

inline SchemeBook shipped_schemes()
{
    return SchemeBook::load(catalog_data() / "version_schemes.xml", shipped_names());
}

inline Identity phone(std::string vendor, std::string model, std::string firmware, std::string edition = {})
{
    Identity identity;
    identity.kind = Kind::phone;
    identity.vendor = std::move(vendor);
    identity.model = std::move(model);
    identity.firmware = std::move(firmware);
    identity.edition = std::move(edition);
    return identity;
}

/// A day on which no platform of the shipped lists was retired.
constexpr Day before_retirement{std::chrono::year{2019}, std::chrono::month{5}, std::chrono::day{1}};

} // namespace phonescan::test
