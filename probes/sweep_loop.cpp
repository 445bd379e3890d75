#include "probes/sweep_loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// How long the loop may go on before signals and timers of others get their turn.
constexpr auto time_slice = 5ms;

} // namespace

asio::awaitable<void> run_sweep(asio::steady_timer& wake, const SweepStep& step, const std::function<void()>& arm)
{
    auto slice_end = Clock::now() + time_slice;
    for (;;) {
        const auto now = Clock::now();
        const auto come_back = step(now);
        if (!come_back) co_return;
        if (*come_back > now) {
            wake.expires_at(*come_back);
            arm();
            co_await wake.async_wait(as_tuple);
            slice_end = Clock::now() + time_slice;
        } else if (now > slice_end) {
            co_await asio::post(wake.get_executor(), asio::use_awaitable);
            slice_end = Clock::now() + time_slice;
        }
    }
}

} // namespace phonescan
