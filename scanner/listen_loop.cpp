#include "scanner/listen_loop.hpp"

#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// `00:04:f2:aa:bb:cc  Acme Desk 300  2.1.7  (lldp)`; empty for what nobody needs to see.
std::string line_of(const Observations& heard, const Identity& identity)
{
    const bool is_announced = std::ranges::any_of(
        heard, [](const Observation& one) { return one.channel == Channel::lldp || one.channel == Channel::cdp; });
    if (identity.kind == Kind::unknown && identity.vendor.empty() && !is_announced) return {};
    const auto& source = heard.front().source;
    std::string who = source.address.is_unspecified() ? std::string{} : source.address.to_string();
    const auto mac = identity.mac ? identity.mac : source.mac;
    if (mac) who += (who.empty() ? "" : "  ") + mac->to_string();
    auto what = phone_name(identity);
    if (!identity.firmware.empty()) what += "  " + terminal_text(identity.firmware);
    if (!identity.name.empty()) what += "  " + terminal_text(identity.name);
    return fmt::format("{}  {}  ({})", who, what, name_of(heard.front().channel));
}

} // namespace

ListenLoop::ListenLoop(std::vector<LiveCapture> captures, const ListenLimits& limits, const FingerprintDb& fingerprints,
                       bool shows, OnFresh on_fresh)
    : hearing_{context_, std::move(captures), [this](std::size_t group) { fresh_.insert(group); }}, limits_{limits},
      fingerprints_{fingerprints}, shows_{shows}, on_fresh_{std::move(on_fresh)}
{
}

ExitStatus ListenLoop::run()
{
    begun_ = last_fresh_ = Clock::now();
    watch_signals();
    hearing_.listening().start();
    tick();
    context_.run();
    hearing_.stop();
    show_fresh();
    return status_;
}

void ListenLoop::watch_signals()
{
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        const bool is_the_usual_end = signal == SIGINT && !limits_.duration && !limits_.quiet;
        if (!is_the_usual_end) status_ = signal == SIGINT ? ExitStatus::interrupted : ExitStatus::terminated;
        over_ = true;
        context_.stop();
    });
}

bool ListenLoop::is_over(Clock::time_point now) const
{
    return (limits_.duration && now - begun_ >= *limits_.duration) ||
           (limits_.quiet && now - last_fresh_ >= *limits_.quiet) || !hearing_.listening().hears();
}

void ListenLoop::tick()
{
    const auto now = Clock::now();
    if (!fresh_.empty()) last_fresh_ = now;
    show_fresh();
    if (over_ || is_over(now)) {
        context_.stop();
        return;
    }
    timer_.expires_after(200ms);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

void ListenLoop::show_fresh()
{
    const auto groups = std::exchange(fresh_, {});
    on_fresh_(hearing_.store(), groups);
    if (!shows_) return;
    Observations heard;
    for (const auto group : groups) {
        hearing_.store().read(group, heard);
        if (heard.empty()) continue;
        auto line = line_of(heard, fingerprints_.identify(heard));
        if (line.empty() || shown_[group] == line) continue;
        fmt::print(stderr, "{}\n", line);
        shown_[group] = std::move(line);
    }
}

} // namespace phonescan
