#pragma once

#include "probes/send_gate.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>

namespace phonescan {

/// Does what there is to do now, and says when there is more, unless something arrives before; nullopt: it is finished.
using SweepStep = std::function<std::optional<Clock::time_point>(Clock::time_point now)>;

/// Takes step after step of a sweep on the executor of `wake`, and lets others have their turn every few milliseconds.
/// wake: cancelled, it makes the next step come at once. arm: called before each wait, to have `wake` cancelled when
/// something arrives. All three must outlive the call.
boost::asio::awaitable<void> run_sweep(boost::asio::steady_timer& wake, const SweepStep& step,
                                       const std::function<void()>& arm);

} // namespace phonescan
