#pragma once

#include "probes/observation/error.hpp"
#include "probes/observation/observation.hpp"
#include "probes/target_order.hpp"
#include "scanner/data_files.hpp"
#include "scanner/finding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// A data file a scan was judged by, so that a later reader knows whether today's is another.
struct DataVersion {
    std::string name;     ///< a catalog's, or `fingerprints`
    std::string revision; ///< a catalog's
    std::string digest;   ///< SHA-256, hexadecimal

    friend bool operator==(const DataVersion&, const DataVersion&) = default;
};

/// What a run was told.
struct StoredPlan {
    std::string version;            ///< of this program
    std::vector<std::string> words; ///< its command line, without the program's name
    std::string directory;          ///< where it ran: relative names count from here
    std::string what;               ///< for people: targets, interfaces or files
    std::string label;              ///< RunSummary::label
    std::vector<std::string> platforms;
    DataOptions data;
    std::vector<DataVersion> versions;
    std::vector<std::uint16_t> ports;   ///< of a scan: SIP over UDP
    std::uint64_t connection_ports = 0; ///< how many ports it asks over connections
    std::uint64_t seed = 0;
    std::uint64_t excluded_count = 0;
    std::vector<std::string> incomplete; ///< ScanPlan::incomplete
    bool simulated = false;
};

/// Whom a scan may ask, and whom never.
struct StoredTargets {
    AddressSet addresses;
    AddressSet excluded;
    AddressSet excluded_targets; ///< ScanPlan::excluded_targets
};

/// How far a sweep is: what a resumed one goes on from.
struct StoredProgress {
    std::vector<std::uint64_t> passes; ///< SweepCheckpoint::cursors
    std::uint64_t answered_tries = 0;
    std::vector<std::uint64_t> unsent; ///< elements that were put off
    std::chrono::nanoseconds elapsed{};
};

/// How a run ended.
struct StoredOutcome {
    Coverage coverage;
    std::string heard;                   ///< RunSummary::heard
    std::vector<std::string> incomplete; ///< RunSummary::incomplete
    std::vector<std::string> remarks;    ///< RunSummary::remarks
    std::vector<ChannelSum> channels;    ///< RunSummary::channels
    std::vector<MacAddress> lent_macs;   ///< that the neighbour table had on several addresses
    std::uint64_t phones = 0;            ///< as it was judged then
    std::chrono::nanoseconds elapsed{};
};

/// As JSON, always UTF-8.
std::string to_json(const StoredPlan& plan);
std::string to_json(const StoredTargets& targets);
std::string to_json(const StoredProgress& progress);
std::string to_json(const StoredOutcome& outcome);

/// What to_json() wrote; what is missing has its default. Errors: malformed.
Result<StoredPlan> plan_from(std::string_view json);
Result<StoredTargets> targets_from(std::string_view json);
Result<StoredProgress> progress_from(std::string_view json);
Result<StoredOutcome> outcome_from(std::string_view json);

} // namespace phonescan
