#pragma once

#include "scanner/kept_run.hpp"
#include "scanner/scan_plan.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace phonescan {

/// What the channels of a scan did. Without ports of a kind its part is empty.
struct Swept {
    SipSweepOutcome sip;
    WebSweepOutcome web;
    std::uint64_t silent_addresses = 0; ///< that nothing came from on any channel
};

/// One scan on its own event loop: the sweeps, what is heard meanwhile, progress, signals and what the store is told.
class Sweeper {
public:
    /// kept: null with --no-store. The references must outlive it.
    Sweeper(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
            const FingerprintDb& fingerprints, KeptRun* kept);
    ~Sweeper();

    /// SIGINT and SIGTERM end it early with what is known. Errors: throws std::system_error when nothing can be sent at
    /// all, std::runtime_error.
    Swept run();

    /// What was answered, then what the neighbour table says of those who did.
    Observations take_observations();
    LiveHearing& hearing() noexcept;
    ExitStatus interrupted() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
