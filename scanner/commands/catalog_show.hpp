#pragma once

#include "catalog/catalog_file.hpp"

namespace phonescan {

/// Prints a catalog for people: what it is, its rows as published and as understood, its accessories and releases.
void print_catalog(const CatalogFile& catalog);

/// Prints one line of JSON for each row: {row, models, vendor, line, heading, cells, date, flags, warnings}.
void print_catalog_json(const CatalogFile& catalog);

} // namespace phonescan
