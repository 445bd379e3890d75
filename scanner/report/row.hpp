#pragma once

#include "scanner/finding.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// The findings that a report shows, in its order: phones, possible phones and decoys' lines; with `all_devices` every
/// device, those of decoys among them, and the lines of portals in place of the devices they stand for; by site, then
/// IPv4 ascending, IPv6 ascending, then devices without an address. Borrows from `findings`.
std::vector<const Finding*> report_rows(std::span<const Finding> findings, bool all_devices);

/// The finding's verdict for a platform, nullptr when it has none.
const Verdict* verdict_for(const Finding& finding, std::string_view platform) noexcept;

/// The columns of a report of devices, in the order that is theirs for good: those of the device, then
/// `<platform>.status` … `<platform>.revision` for each platform.
std::vector<std::string> row_columns(std::span<const std::string> platforms);

/// One row's cells, one for each of row_columns(run.platforms). Valid UTF-8 without controls but TAB, LF, CR. Empty is
/// unknown: a text that is nothing but `n/a`, `na`, `null` or `none` in any case becomes empty.
std::vector<std::string> row_cells(const Finding& finding, const RunSummary& run);

/// Those of row_columns({}), with what the finding's device said, and those of the platforms.
std::vector<std::string> device_cells(const Finding& finding, const DeviceDetails& details, const RunSummary& run);
std::vector<std::string> all_verdict_cells(const Finding& finding, const RunSummary& run);

/// When a device was seen first and last.
struct SeenFromTo {
    WallClock::time_point first{};
    WallClock::time_point last{};
};

/// device_cells() in two parts. Those of what the device said are alike for devices of the same words (SameWords), but
/// for firmware that is too old; the others are empty.
std::vector<std::string> said_cells(const DeviceDetails& details);
/// Is the column one of those of the finding itself?
bool is_own_cell(std::size_t column) noexcept;
/// Fills in those, and empties firmware that is too old.
void put_own_cells(const Finding& finding, const SeenFromTo& seen, const RunSummary& run, std::span<std::string> cells);

/// The columns of one platform, and their cells for a verdict (all empty for nullptr).
std::vector<std::string> verdict_columns(std::string_view platform);
std::vector<std::string> verdict_cells(const Verdict* verdict);

/// Vendor and model for people, as terminal_text(): `Acme Desk 300`, `Acme, model unknown`, `possible phone`.
std::string phone_name(const Identity& identity);

/// The same of a finding, with `decoy: ` or `portal: ` in front of a line for many.
std::string phone_name(const Finding& finding);

/// `2026-11-23T00:10:22Z`; empty for the clock's epoch, which stands for an unknown time.
std::string iso_time(WallClock::time_point time);

} // namespace phonescan
