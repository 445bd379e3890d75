#pragma once

#include "catalog/catalog.hpp"
#include "fingerprints/device.hpp"
#include "scanner/coverage/account.hpp"
#include "scanner/coverage/channel_totals.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/shared_value.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// Many addresses that answer alike.
struct EqualAnswers {
    enum class Kind : std::uint8_t {
        decoy,  ///< nearly all of a /24: nobody has that many equal phones and nothing else
        portal, ///< a portal or firewall, which is no phone, answers for others
    };
    Kind kind = Kind::decoy;
    std::string place = {};      ///< `10.9.8.0/24`, `10.0.0.5 to 10.0.0.99`
    std::uint64_t addresses = 0; ///< that answer so
    std::uint64_t asked = 0;     ///< of a decoy: addresses of the /24 that were asked
};

/// One device of a run with its verdicts: a row of every report.
struct Finding {
    SharedText site;
    Device device;
    Verdicts
        verdicts; ///< one per platform, in the order the platforms were named; empty only where `stands_for` is set
    SharedText action;              ///< what to do about the first platform's verdict
    std::vector<std::string> codes; ///< column `findings`: documented codes (`decoy`, `tls-1.0-only`)
    std::shared_ptr<const EqualAnswers> stands_for = {}; ///< set: one line for many devices, itself none
    bool is_stood_for = false;                           ///< a device that such a line stands for: nobody counts it
    SharedText scan = {};                                ///< the newest it was seen in, where there are several
    bool firmware_is_old = false;                        ///< so old that it says nothing of today: it is not shown
};

/// What became of the addresses that were to be asked over connections: the sums add up to `addresses`.
struct VisitCoverage {
    std::uint64_t addresses = 0;
    std::uint64_t answered = 0;
    std::uint64_t closed = 0; ///< a device is there, but says nothing
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;
};

/// What became of every target: the sums add up to `targets`.
struct Coverage {
    std::uint64_t targets = 0; ///< addresses × ports asked for, after exclusion
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;     ///< the target itself said that nothing listens there
    std::uint64_t unreachable = 0; ///< a router, or this host after a failed ARP, said so
    std::uint64_t prohibited = 0;  ///< of those: somebody on the way does not let it pass
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;
    std::uint64_t excluded = 0;         ///< addresses; not part of `targets`
    std::uint64_t ports = 1;            ///< asked at each address: with one, targets are addresses
    std::uint64_t silent_addresses = 0; ///< without any sign of life; filled in unless `ports` is 1 and no `visits`
    std::uint64_t alive_addresses = 0;  ///< that answered nothing, but somebody is there
    VisitCoverage visits;
};

/// One run, for the summary and for the columns that are the same in every row.
struct RunSummary {
    std::string scan; ///< identifier, unique per run
    std::string site;
    std::string label; ///< for people: the site's name, or what was scanned
    WallClock::time_point started{};
    WallClock::time_point ended{};
    std::chrono::nanoseconds elapsed{};
    Coverage coverage;
    std::string heard;     ///< of a run that only listened: what it heard, in place of the targets
    bool asked_sip = true; ///< of its devices: whether their silence on SIP says anything
    std::string runs;      ///< of a report over several runs: which
    std::vector<std::string> platforms;
    std::vector<CatalogInfo> catalogs;
    Day as_of{};
    std::vector<std::string> incomplete; ///< why the run is incomplete, one sentence each; empty when it is complete
    std::vector<ChannelSum> channels;    ///< of a scan: what became of every address on each channel
    std::vector<std::string> remarks;    ///< what a reader should know of how it went, one sentence each
    bool simulated = false;              ///< the demo's data: every report says SIMULATED
};

/// What a run found, and how it ended.
struct RunResult {
    RunSummary run;
    std::vector<Finding> findings;
    std::shared_ptr<const DeviceSource> source = {}; ///< of their devices, where these do not hold what they said
    std::shared_ptr<const AccountBook> book = {};    ///< of a scan that was made just now
    bool is_cut_short = false;                       ///< a scan that ended before its time: --resume goes on with it
    ExitStatus interrupted = ExitStatus::done;       ///< interrupted or terminated when a signal ended the run early
};

} // namespace phonescan
