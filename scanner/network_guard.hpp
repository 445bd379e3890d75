#pragma once

#include "probes/network_watch.hpp"
#include "probes/send_gate.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// What a scan does when its network goes away: it waits so long for it to come back, and then ends. Runs on one
/// executor.
class NetworkGuard {
public:
    struct Calls {
        std::function<void(bool is_away)> pause;
        std::function<void(const std::string& reason)> give_up; ///< a sentence for the report
        std::function<void(const std::string& message)> say;
    };

    /// Errors: throws std::system_error when the kernel announces nothing.
    NetworkGuard(const boost::asio::any_io_executor& executor, std::vector<Route> routes, std::string interface,
                 Clock::duration patience, Calls calls);

    /// Looks no more.
    void stop();
    /// What a reader should know: when the network was away, and how long.
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

private:
    void look();

    Clock::duration patience_;
    Calls calls_;
    boost::asio::steady_timer timer_;
    std::optional<Clock::time_point> away_since_;
    std::string reason_;
    std::vector<std::string> remarks_;
    std::optional<NetworkWatch> watch_;
};

} // namespace phonescan
