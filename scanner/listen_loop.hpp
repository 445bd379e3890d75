#pragma once

#include "fingerprints/fingerprint_db.hpp"
#include "probes/send_gate.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/live_hearing.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace phonescan {

/// When listening ends; at a signal in any case.
struct ListenLimits {
    std::optional<Clock::duration> duration;
    std::optional<Clock::duration> quiet; ///< nothing new for so long
};

/// Listens until a limit or a signal, and shows devices on standard error as they appear.
class ListenLoop {
public:
    /// Called a few times a second with the groups in which something is new.
    using OnFresh = std::function<void(const HeardStore& store, const std::set<std::size_t>& groups)>;

    /// Borrows fingerprints. shows: whether devices are shown.
    ListenLoop(std::vector<LiveCapture> captures, const ListenLimits& limits, const FingerprintDb& fingerprints,
               bool shows, OnFresh on_fresh);

    /// Returns when listening is over: done at a limit, and at Ctrl-C where no limit was given, for that is how it ends
    /// then; else interrupted or terminated.
    ExitStatus run();

    LiveHearing& hearing() noexcept { return hearing_; }

private:
    void watch_signals();
    void tick();
    void show_fresh();
    bool is_over(Clock::time_point now) const;

    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_, SIGINT, SIGTERM};
    boost::asio::steady_timer timer_{context_};
    LiveHearing hearing_;
    ListenLimits limits_;
    const FingerprintDb& fingerprints_;
    bool shows_;
    OnFresh on_fresh_;
    std::set<std::size_t> fresh_; ///< groups with something new in them
    std::map<std::size_t, std::string> shown_;
    Clock::time_point begun_{};
    Clock::time_point last_fresh_{};
    ExitStatus status_ = ExitStatus::done;
    bool over_ = false;
};

} // namespace phonescan
