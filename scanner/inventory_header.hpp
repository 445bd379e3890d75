#pragma once

#include "scanner/column_names.hpp"
#include "scanner/inventory_record.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// What is made of a column's values.
struct ColumnUse {
    Term term; ///< of Kind::unknown: nothing
    bool may_be_version = false;
};

/// What an inventory's header line says.
struct InventoryHeader {
    std::vector<ColumnUse> columns;    ///< one for each, in order
    std::vector<std::string> messages; ///< for people: which column was taken for what, and which were not
};

/// Reads a header. A column with one of our own names (`model`, `sip.user_agent`, in any case) means that; of the
/// others that mean the same by `names`, only the one with the most exact name counts, and none beside one of our own.
/// Errors: throws UsageError when no column can tell what a phone is, and when the name that counts stands twice.
InventoryHeader read_inventory_header(std::span<const std::string> cells, std::uint64_t line, const ColumnNames& names);

} // namespace phonescan
