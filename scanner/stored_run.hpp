#pragma once

#include "catalog/catalog.hpp"
#include "scanner/finding.hpp"
#include "scanner/store/store.hpp"

namespace phonescan {

/// What every command keeps of what it was told; the rest is the command's own. catalogs: load_catalogs(data).
StoredPlan stored_plan(const DataOptions& data, const RunSummary& begun, const CatalogSet& catalogs);

/// All that was said in a run, in the order of senders. Errors: throws StoreError.
Observations read_said(Store& store, std::int64_t scan);

} // namespace phonescan
