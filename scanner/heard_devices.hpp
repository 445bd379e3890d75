#pragma once

#include "catalog/catalog.hpp"
#include "probes/heard_store.hpp"
#include "scanner/finding.hpp"
#include "scanner/target_list.hpp"

#include <functional>

namespace phonescan {

/// Does a device that said this have an excluded address, by its packets or its own word?
bool is_excluded(const Observations& said, const AddressSet& excluded);

/// The addresses of --exclude and --excludefile. Errors: throws UsageError, also for names: nothing is looked up here.
AddressSet load_exclusions(const TargetSpec& spec);

/// Calls with what every group of the store said; with nothing where it is of an excluded device.
void for_each_heard(const HeardStore& store, const AddressSet& excluded,
                    const std::function<void(std::size_t group, Observations said)>& visit);

/// Puts the devices that were heard, identified and judged, into the result, whose run is new_run()'s; of nobody
/// excluded, nor of a MAC address that was seen at excluded addresses alone. What they said stays in the store, which
/// must outlive the result, as must the fingerprints.
void judge_heard(const HeardStore& store, const AddressSet& excluded, RunResult& result,
                 const FingerprintDb& fingerprints, const CatalogSet& catalogs);

} // namespace phonescan
