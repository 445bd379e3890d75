#pragma once

#include "probes/heard_store.hpp"
#include "scanner/byte_stream.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace phonescan {

/// Who hears what happens to a table.
struct TableListener {
    std::function<void(std::uint64_t line, std::string_view why)> bad; ///< a row that says nothing; the others are kept
    std::function<void(std::string_view)> note;                        ///< columns that mean nothing here
};

/// Does a CSV header with a field name in it, or a JSON object, stand here?
enum class TableForm : std::uint8_t { none, csv, json_lines };
TableForm table_form(std::string_view start);

/// Reads a table whose columns (or JSON members) have the names of fields: an ARP table, DHCP leases, another tool's
/// export. What a row says belongs to its `ip`, else to its `mac`, else to the row. Returns the number of rows kept.
/// rows_before: rows of other tables, so that rows without an address stay apart. Errors: none; see TableListener.
std::uint64_t hear_table(InputWindow& input, TableForm form, std::uint64_t rows_before, HeardStore& store,
                         const TableListener& listener);

} // namespace phonescan
