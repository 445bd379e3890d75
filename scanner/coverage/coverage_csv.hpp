#pragma once

#include "scanner/coverage/account.hpp"
#include "scanner/report/csv_field.hpp"

#include <iosfwd>
#include <string_view>

namespace phonescan {

/// The coverage ledger: what became of every address on every channel, as ranges. The columns are
/// `site,first,last,addresses,channel,port,state,tries,reason`; an empty cell means unknown, or that there is nothing
/// to say. A row is the longest run of consecutive addresses whose accounts are equal; IPv4 before IPv6, ascending:
///
/// - first channel `any`, state `silent`: who was asked and said nothing on any channel, nor by ARP;
/// - then each channel of the book, whose `addresses` add up to the targets;
/// - last channel `any`, state `excluded`: who was named and excluded.
///
/// Numbers stay numbers in the excel profile. Memory does not follow the addresses. Write errors: as out tells them.
/// Source: RFC 4180, with LF as line end in the plain profile.
void write_coverage(std::ostream& out, std::string_view site, const AccountBook& book, const CsvDialect& dialect);

} // namespace phonescan
