#pragma once

#include "probes/arp_sweep.hpp"
#include "probes/echo_sweep.hpp"
#include "probes/recheck.hpp"
#include "probes/sip_sweep.hpp"
#include "probes/visit_sweep.hpp"
#include "scanner/scan_plan.hpp"

#include <functional>

namespace phonescan {

using IsAbsent = std::function<bool(const boost::asio::ip::address&)>;

/// What is asked of every address over connections, whether or not it shows life.
VisitParts asked_of_all(const ScanOptions& options, std::uint64_t addresses) noexcept;
/// Are silent addresses asked for ICMP echoes?
bool asks_for_echoes(const ScanOptions& options, const ScanPlan& plan) noexcept;
/// Is a sample asked again? Not where the user has no patience for an answer that comes late.
bool rechecks(const ScanOptions& options) noexcept;

/// How each sweep of a scan is to be made.
ArpSweepOptions arp_options(const ScanOptions& options, const ScanPlan& plan);
EchoSweepOptions echo_options(const ScanOptions& options);
SipSweepOptions sip_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes, IsAbsent is_absent);
VisitSweep::Options visit_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes,
                                  FollowUps follow_ups, IsAbsent is_absent, std::function<unsigned()> tries);
Recheck::Options recheck_options(const ScanOptions& options, const ScanPlan& plan);

} // namespace phonescan
