#include "scanner/network_guard.hpp"

#include <fmt/format.h>

#include <utility>

namespace phonescan {

namespace {

std::string seconds_text(Clock::duration time)
{
    return fmt::format("{:.0f} s", std::chrono::duration<double>(time).count());
}

} // namespace

NetworkGuard::NetworkGuard(const boost::asio::any_io_executor& executor, std::vector<Route> routes,
                           std::string interface, Clock::duration patience, Calls calls)
    : patience_{patience}, calls_{std::move(calls)}, timer_{executor}
{
    watch_.emplace(executor, std::move(routes), std::move(interface), [this] { look(); });
    look();
}

void NetworkGuard::stop()
{
    watch_.reset();
    timer_.cancel();
}

void NetworkGuard::look()
{
    const bool is_away = watch_->is_any_down();
    if (is_away == away_since_.has_value()) return;
    calls_.pause(is_away);
    if (!is_away) {
        timer_.cancel();
        const auto time = seconds_text(Clock::now() - *std::exchange(away_since_, std::nullopt));
        calls_.say(fmt::format("the network is back after {}: going on", time));
        remarks_.push_back(fmt::format(
            "The network was away for {} ({}); whom that may have cost an answer was asked again.", time, reason_));
        return;
    }
    away_since_ = Clock::now();
    reason_ = watch_->what_is_wrong();
    calls_.say(fmt::format("{}: waiting up to {} for it to come back (--patience)", reason_, seconds_text(patience_)));
    timer_.expires_after(patience_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || !away_since_) return;
        calls_.give_up(fmt::format("the network stayed unusable for {}: {}", seconds_text(patience_), reason_));
    });
}

} // namespace phonescan
