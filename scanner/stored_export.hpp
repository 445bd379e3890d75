#pragma once

#include "fingerprints/fingerprint_db.hpp"
#include "scanner/store/scan_file.hpp"
#include "scanner/store/store.hpp"

namespace phonescan {

/// A run as it travels. Errors: throws StoreError.
ScanFile whole_file(Store& store, const ScanEntry& run);

/// A run for somebody who may not know whose it is: addresses, the tails of MAC addresses, serial numbers and names are
/// replaced, the same ones alike in every file of this store, so that devices are still told apart and vendors, models
/// and firmware are read as before. Left out: the command line, folders, targets, and sentences that name any of them.
/// Errors: throws StoreError.
ScanFile anonymised_file(Store& store, const ScanEntry& run, const FingerprintDb& fingerprints);

} // namespace phonescan
