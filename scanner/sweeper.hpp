#pragma once

#include "probes/arp_port.hpp"
#include "probes/echo_port.hpp"
#include "scanner/coverage/account.hpp"
#include "scanner/kept_run.hpp"
#include "scanner/said_store.hpp"
#include "scanner/scan_plan.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace phonescan {

/// What a scan opens before it gives up privileges.
struct ScanSockets {
    std::vector<LiveCapture> captures; ///< to hear on
    std::vector<ArpPort> arp;          ///< none without CAP_NET_RAW
    EchoPort echo;
};

/// What the channels of a scan did. Without ports of a kind its part is empty.
struct Swept {
    SipSweepOutcome sip;
    VisitSweepOutcome visits;
    std::uint64_t silent_addresses = 0;  ///< without any sign of life, on any channel
    std::uint64_t alive_addresses = 0;   ///< that answered nothing, but somebody is there
    std::vector<std::string> incomplete; ///< why the scan is, a sentence each; what `sip` says besides
    std::vector<std::string> remarks;    ///< what a reader should know, a sentence each
    bool is_cut_short = false;           ///< by the network, or by --stop-on-harm: another may go on with it
    std::vector<boost::asio::ip::address> fell_silent; ///< had answered, and did not when asked again
};

/// One scan on its own event loop: the sweeps, what is heard meanwhile, progress, signals and what the store is told.
class Sweeper {
public:
    /// kept: null with --no-store. The references must outlive it.
    Sweeper(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets, const FingerprintDb& fingerprints,
            KeptRun* kept);
    ~Sweeper();

    /// SIGINT and SIGTERM end it early with what is known. Errors: throws std::system_error when nothing can be sent at
    /// all, std::runtime_error.
    Swept run();

    /// After run(): what was answered, then what the neighbour table says of those who did.
    SaidStore& said() noexcept;
    LiveHearing& hearing() noexcept;
    ExitStatus interrupted() const noexcept;
    /// What became of every address on every channel, after run(); lives as long as this, the options and the plan.
    const AccountBook& book() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
