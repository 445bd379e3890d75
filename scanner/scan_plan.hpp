#pragma once

#include "probes/routes.hpp"
#include "probes/target_order.hpp"
#include "scanner/scan_options.hpp"
#include "scanner/scan_recording.hpp"

#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// What a scan will do, decided before its first packet.
struct ScanPlan {
    std::unique_ptr<const TargetOrder> order;
    AddressSet excluded;         ///< what must not be asked, for the gate: exclusions and subnets' broadcast addresses
    AddressSet excluded_targets; ///< the addresses named that exclusions, or being a broadcast address, took away
    std::uint64_t excluded_count = 0;
    std::vector<Route> routes;
    std::string what;  ///< for people: the targets as named, where they are few
    std::string label; ///< for people: the site, else that
    std::uint64_t seed = 0;
    std::vector<std::string> notes;      ///< worth a line on stderr
    std::vector<std::string> incomplete; ///< what will be missing whatever happens: names that do not resolve
    std::shared_ptr<const EarlierScan> earlier = {}; ///< of a scan that goes on
    ScanRecording::FirstSenders first_senders = {};  ///< of a scan that goes on: the first that are free
};

/// The targets as given, checked, with nothing sent: not even names are resolved. For -sL and --dry-run.
/// Errors: throws TargetErrors, UsageError.
TargetList check_targets(const ScanOptions& options);

/// Resolves names, applies the address policy and asks the kernel for routes.
/// Errors: throws TargetErrors, UsageError (refused addresses, a tunnel that -e does not name), std::system_error.
ScanPlan plan_scan(const ScanOptions& options, TargetList list);

/// The same for a scan that goes on: its own targets, without the names being asked again.
/// Errors: throws UsageError, std::system_error.
ScanPlan plan_again(const ScanOptions& options, const StoredPlan& plan, const StoredTargets& targets);

} // namespace phonescan
