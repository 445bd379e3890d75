#include "scanner/sweeper.hpp"

#include "scanner/sweep_options.hpp"
#include "scanner/sweeper_impl.hpp"
#include "scanner/terminal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

} // namespace

Sweeper::Impl::Impl(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets,
                    const FingerprintDb& fingerprints, KeptRun* kept)
    : options_{options}, plan_{plan}, fingerprints_{fingerprints}, kept_{kept},
      of_all_{asked_of_all(options, plan.order->addresses().size())}, hearing_{context_, std::move(sockets.captures),
                                                                               [this](std::size_t group) {
                                                                                   if (recording_)
                                                                                       recording_->heard(group);
                                                                               }},
      pacer_{options.pace, plan.excluded}, pace_{options.pace.max_rate}, macs_{plan.routes, plan.earlier
                                                                                                ? plan.earlier->said
                                                                                                : Observations{}},
      life_{plan.order->addresses().size()}, arp_{plan.order->addresses(), plan.routes, std::move(sockets.arp), pacer_,
                                                  arp_options(options, plan)},
      echo_{std::move(sockets.echo), plan.routes, pacer_, echo_options(options),
            [this](const EchoNews& news) {
                if (news.state == EchoState::answered) show_life(news.asked);
            }},
      sip_{*plan.order, plan.routes, pacer_,
           sip_options(options, plan, kept != nullptr || of_all_ != VisitParts::all,
                       [this](const asio::ip::address& address) { return is_absent(address); }),
           [this](const Target& target, Observations heard) { take_answer(target, std::move(heard)); }},
      visits_{
          plan.order->addresses(), plan.routes, pacer_,
          visit_options(
              options, plan, kept != nullptr,
              [this](const asio::ip::address& device, const Observations& said) { return follow_ups(device, said); },
              [this](const asio::ip::address& address) { return is_absent(address); },
              [this] { return connect_tries(); }),
          [this](DeviceVisit visit) { take_visit(std::move(visit)); }},
      recheck_{plan.routes, pacer_, recheck_options(options, plan),
               [this](const Recheck::Round& round) { take_round(round); }},
      book_{{.order = *plan.order,
             .excluded = plan.excluded_targets,
             .routes = plan.routes,
             .sip = sip_,
             .visits = visits_,
             .ports = in_order(options.ports.connections),
             .life = life_,
             .echo_passes = asks_for_echoes(options, plan) ? EchoSweepOptions{}.passes : 0}},
      progress_{std::cerr, Progress::mode_for(options.output.quiet, is_terminal(STDERR_FILENO), options.stats_every),
                options.stats_every.value_or(200ms), terminal_width(STDERR_FILENO)}
{
    if (plan.earlier) said_.add(plan.earlier->said);
    if (kept_ != nullptr)
        recording_.emplace(kept_->recorder(), *plan.order, plan.excluded, plan.first_senders,
                           plan.earlier ? plan.earlier->progress : StoredProgress{},
                           std::max(options.patience.wait, options.patience.linger));
}

Swept Sweeper::Impl::run()
{
    watch_signals();
    guard_network();
    spawn(course(), is_under_way_);
    tick();
    hearing_.listening().start();
    context_.run();
    progress_.finish();
    add_neighbours(swept_.sip.neighbours);
    said_.add(macs_.take());
    if (recording_) {
        take_changes();
        recording_->record_rest(hearing_.store(), Clock::now());
    }
    if (failure_) std::rethrow_exception(failure_);
    count_life();
    swept_.is_cut_short = is_stopped_;
    if (guard_) swept_.remarks.insert(swept_.remarks.end(), guard_->remarks().begin(), guard_->remarks().end());
    return std::move(swept_);
}

/// Runs a task beside the others. What it throws ends them all.
void Sweeper::Impl::spawn(Task task, bool& is_running)
{
    is_running = true;
    asio::co_spawn(context_, std::move(task), [this, &is_running](std::exception_ptr error) {
        is_running = false;
        if (error && !failure_) {
            failure_ = error;
            stop("it failed");
        }
        changed_.cancel();
        if (is_under_way_) return;
        signals_.cancel();
        tick_.cancel(); // it may have fired already, and wait for its turn where cancel() cannot reach it
        if (guard_) guard_->stop();
        hearing_.stop();
    });
}

Sweeper::Impl::Task Sweeper::Impl::until(const bool& is_running)
{
    while (is_running) {
        changed_.expires_at(asio::steady_timer::time_point::max());
        co_await changed_.async_wait(as_tuple);
    }
}

/// From the first packet to the last. Nobody is visited before everybody was asked by SIP over UDP, which costs a
/// device less and tells more.
Sweeper::Impl::Task Sweeper::Impl::course()
{
    co_await look_who_is_on_link();
    if (visits_anybody()) spawn(visit(), is_visiting_);
    if (asks_sip() && rechecks(options_)) spawn(recheck(), is_rechecking_);
    if (asks_sip())
        co_await ask_by_sip();
    else
        show_neighbours();
    co_await ask_for_echoes();
    if (visits_anybody()) co_await repeat_visits();
    visits_.no_more();
    co_await until(is_visiting_);
    is_finishing_ = true;
    recheck_.finish();
    co_await until(is_rechecking_);
}

Sweeper::Impl::Task Sweeper::Impl::look_who_is_on_link()
{
    if (is_stopped_) co_return;
    const auto outcome = co_await arp_.run();
    swept_.sip.neighbours.insert(outcome.answers.macs.begin(), outcome.answers.macs.end());
    swept_.incomplete.insert(swept_.incomplete.end(), outcome.incomplete.begin(), outcome.incomplete.end());
    knows_links_ = outcome.addresses != 0;
    if (knows_links_) sip_.know_neighbours(outcome.resolved);
}

Sweeper::Impl::Task Sweeper::Impl::ask_by_sip()
{
    auto outcome = co_await sip_.run();
    outcome.neighbours.merge(swept_.sip.neighbours);
    swept_.sip = std::move(outcome);
    take_changes();
    show_neighbours();
    if (!std::exchange(asks_all_, true)) visits_.ask_all(of_all_);
}

/// For those who have said nothing: an echo tells a device that is there from an address that is nobody's.
Sweeper::Impl::Task Sweeper::Impl::ask_for_echoes()
{
    if (!asks_for_echoes(options_, plan_) || is_stopped_) co_return;
    const auto& addresses = plan_.order->addresses();
    for (std::uint64_t position = 0; position < addresses.size(); ++position) {
        const auto address = addresses.at(position);
        const auto* const route = route_of(plan_.routes, address);
        if (!is_way(route) || route->kind == Route::Kind::local || is_absent(address)) continue;
        if (book_.is_alive(position)) continue;
        life_.echo_asked(position);
        echo_.ask(address);
    }
    echo_.no_more();
    const auto outcome = co_await echo_.run();
    // Who of them was asked is not known one by one: where some were not, none has a claim to be silent.
    if (outcome.unsent != 0) life_.forget_echoes();
    if (!outcome.not_available.empty() && !addresses.ranges().empty() && !options_.output.quiet)
        say(fmt::format("no ICMP echo is asked for: {}", outcome.not_available));
    if (!outcome.incomplete.empty())
        swept_.remarks.push_back(
            fmt::format("Not every silent address was asked for an echo: {}.", outcome.incomplete.front()));
}

/// Ports that left something to be desired are asked again where somebody is, and again while that is of use.
Sweeper::Impl::Task Sweeper::Impl::repeat_visits()
{
    constexpr unsigned most_rounds = 4;
    constexpr double tolerable_loss = 0.02; // of datagrams
    std::uint64_t before = 0;
    for (unsigned round = 0; round < most_rounds; ++round) {
        while (!visits_.is_idle() && !is_stopped_)
            co_await pause_for(100ms);
        const auto silent = silent_ports();
        const bool was_of_use = round > 0 && silent < before;
        const bool is_lossy = was_of_use || (swept_.sip.answered != 0 && swept_.sip.loss > tolerable_loss);
        if (is_stopped_ || (round > 0 && !is_lossy)) co_return;
        bool has_any = false;
        for (std::uint64_t position = 0; position < plan_.order->addresses().size(); ++position)
            if (book_.is_alive(position)) has_any = visits_.ask_again(position, is_lossy) || has_any;
        if (!has_any) co_return;
        before = silent;
    }
}

Sweeper::Impl::Task Sweeper::Impl::pause_for(Clock::duration time)
{
    asio::steady_timer timer{context_, time};
    co_await timer.async_wait(as_tuple);
}

Sweeper::Impl::Task Sweeper::Impl::visit()
{
    if (!asks_sip()) {
        asks_all_ = true;
        visits_.ask_all(of_all_);
    }
    for (std::size_t part = 0; part < said_.size(); ++part) // of a scan that goes on
        if (const auto& address = said_[part].source.address; !address.is_unspecified()) visits_.ask(address);
    swept_.visits = co_await visits_.run();
}

Sweeper::Impl::Task Sweeper::Impl::recheck()
{
    co_await recheck_.run();
}

void Sweeper::Impl::stop(std::string reason)
{
    is_stopped_ = true;
    book_.set_reason(std::move(reason));
    arp_.stop();
    sip_.stop();
    echo_.stop();
    visits_.stop();
    recheck_.stop();
}

void Sweeper::Impl::pause(bool is_away)
{
    is_away_ = is_away;
    full_buffers_ = sip_.progress().full_buffers;
    pacer_.set_away(is_away);
    sip_.pause(is_away);
    visits_.pause(is_away);
    recheck_.pause(is_away);
}

void Sweeper::Impl::guard_network()
{
    const auto is_elsewhere = [](const Route& route) { return is_way(&route) && route.kind != Route::Kind::local; };
    if (std::ranges::none_of(plan_.routes, is_elsewhere)) return;
    guard_.emplace(context_.get_executor(), plan_.routes, options_.interface, options_.network_patience,
                   NetworkGuard::Calls{.pause = [this](bool is_away) { pause(is_away); },
                                       .give_up =
                                           [this](const std::string& reason) {
                                               swept_.incomplete.push_back(reason);
                                               stop("the network went away");
                                           },
                                       .say = [this](const std::string& text) { say(text); }});
}

/// Twice a second, so that less than a second is lost whatever happens to this process.
void Sweeper::Impl::record(Clock::time_point now)
{
    constexpr auto pause = 400ms;
    if (!recording_ || now - recorded_ < pause) return;
    recorded_ = now;
    if (macs_.has_open()) {
        watch_.read(now);
        add_neighbours(watch_.resolved());
    }
    recording_->record(sip_, hearing_.store(), now);
    kept_->look_after();
}

/// The first signal ends the scan with a report; a second one takes its usual course.
void Sweeper::Impl::watch_signals()
{
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        interrupted_ = signal == SIGINT ? ExitStatus::interrupted : ExitStatus::terminated;
        say("interrupted: waiting a second for answers under way, then reporting");
        stop("the scan was interrupted");
        signals_.clear();
    });
}

void Sweeper::Impl::tick()
{
    const auto now = Clock::now();
    const auto arp = arp_.progress();
    const auto sip = sip_.progress();
    const auto visits = visits_.progress();
    const auto echo = echo_.progress();
    if (asks_sip() && sip.begun == sip.targets && !std::exchange(asks_all_, true)) visits_.ask_all(of_all_);
    const auto sent = arp.requests + sip.datagrams + visits.exchanges + echo.requests;
    keep_pace(sip, sent, now);
    const auto left = arp.remaining + sip.remaining + visits.remaining + echo.remaining;
    progress_.update({.sent = sent, .total = sent + left, .answered = std::max(sip.answered, visits.answered)}, now);
    take_changes();
    record(now);
    tick_.expires_after(200ms);
    tick_.async_wait([this](const boost::system::error_code& error) {
        if (!error && is_under_way_) tick();
    });
}

void Sweeper::Impl::keep_pace(const SipSweepProgress& sip, std::uint64_t packets, Clock::time_point now)
{
    // Of a link that goes down the system says that it is full before it says that it is down.
    const auto full_buffers = std::exchange(full_buffers_, sip.full_buffers);
    const PaceReading reading{.begun = sip.begun,
                              .answered = sip.answered,
                              .packets = packets,
                              .receive_drops = sip.receive_drops,
                              .full_buffers = full_buffers};
    if (is_away_) return pace_.forget(reading, now);
    const auto told = pace_.read(reading, now);
    pacer_.set_rate(pace_.rate());
    if (!told) return;
    say(*told);
    swept_.remarks.push_back(fmt::format("The scan slowed down: {}.", *told));
}

Sweeper::Sweeper(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets,
                 const FingerprintDb& fingerprints, KeptRun* kept)
    : impl_{std::make_unique<Impl>(options, plan, std::move(sockets), fingerprints, kept)}
{
}

Sweeper::~Sweeper() = default;

Swept Sweeper::run()
{
    return impl_->run();
}

SaidStore& Sweeper::said() noexcept
{
    return impl_->said();
}

LiveHearing& Sweeper::hearing() noexcept
{
    return impl_->hearing();
}

ExitStatus Sweeper::interrupted() const noexcept
{
    return impl_->interrupted();
}

const AccountBook& Sweeper::book() const noexcept
{
    return impl_->book();
}

} // namespace phonescan
