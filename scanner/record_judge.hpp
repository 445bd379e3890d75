#pragma once

#include "catalog/catalog.hpp"
#include "fingerprints/fingerprint_db.hpp"
#include "scanner/inventory_record.hpp"

#include <string>
#include <vector>

namespace phonescan {

struct JudgedRecord {
    Identity identity;
    std::vector<Verdict> verdicts; ///< one for each platform, in the order named
};

/// What it takes to judge the lines of an inventory.
struct RecordJudge {
    FingerprintDb fingerprints;
    CatalogSet catalogs;
    std::vector<std::string> platforms; ///< for records that name none
    Day day;

    /// Identity by observations, then by what the record gives directly, and its verdicts. Pure.
    JudgedRecord judge(const InventoryRecord& record) const;

    /// Every platform that a loaded catalog covers, each once.
    std::vector<std::string> covered_platforms() const;
};

} // namespace phonescan
