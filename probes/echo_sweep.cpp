#include "probes/echo_sweep.hpp"

#include "probes/echo_token.hpp"
#include "probes/neighbour_watch.hpp"
#include "probes/sweep_loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr std::size_t batch_size = 64;
constexpr auto after_stop = 1s;
/// A request that fails for its own sake is tried so often, a second apart.
constexpr unsigned attempts = 3;

/// Does such an error speak of the network, and not of one target?
bool is_of_network(int error)
{
    constexpr std::array of_network = {ENETUNREACH, ENETDOWN, EHOSTUNREACH, EADDRNOTAVAIL, ENODEV, ENXIO};
    return std::ranges::find(of_network, error) != of_network.end();
}

} // namespace

class EchoSweep::Impl {
public:
    Impl(EchoPort port, const std::vector<Route>& routes, SendGate& gate, const EchoSweepOptions& options,
         OnNews on_news)
        : port_{std::move(port)}, routes_{routes}, gate_{gate}, options_{options}, on_news_{std::move(on_news)},
          schedules_{EchoSchedule{false, options.passes, options.gap}, EchoSchedule{true, options.passes, options.gap}}
    {
    }

    void ask(const asio::ip::address& address);
    void no_more();
    asio::awaitable<EchoSweepOutcome> run();
    void stop();
    EchoSweepProgress progress() const;

private:
    using Turn = EchoSchedule::Turn;
    struct Prepared {
        Turn turn;
        asio::ip::address to;
        EchoToken::Payload payload;
    };

    EchoSchedule& schedule_of(bool v6) { return schedules_[v6 ? 1 : 0]; }
    std::uint64_t count(EchoState state) const { return schedules_[0].count(state) + schedules_[1].count(state); }
    std::optional<Clock::time_point> take_step(Clock::time_point now);
    std::optional<Turn> next(Clock::time_point now);
    void fill_batch(Clock::time_point now);
    bool prepare(const Turn& turn, Clock::time_point now);
    SendKind kind_of(const Turn& turn, const Route* route);
    void flush(Clock::time_point now);
    void note_sent(const Turn& turn, Clock::time_point now);
    void on_send_error(int error, Clock::time_point now);
    void put_off_head(int error, Clock::time_point now);
    std::size_t drain();
    void on_reply(const EchoReply& reply);
    void on_error(const EchoError& error);
    EchoSweepOutcome finish();

    EchoPort port_;
    const std::vector<Route>& routes_;
    SendGate& gate_;
    EchoSweepOptions options_;
    OnNews on_news_;
    std::array<EchoSchedule, 2> schedules_; // IPv4, IPv6
    EchoToken token_ = EchoToken::random();
    NeighbourWatch neighbours_;
    std::optional<asio::steady_timer> wake_;

    std::vector<Prepared> batch_;    // permitted, not yet gone
    std::optional<Turn> pending_;    // taken from a schedule, not yet permitted
    Clock::time_point come_back_{};  // when there is something to do
    Clock::time_point busy_until_{}; // back-off of a full send buffer or a failing network
    Clock::time_point last_sent_{};
    Clock::duration back_off_{};
    std::optional<Clock::time_point> failing_since_; // no request has left since
    unsigned head_failures_ = 0;                     // of the request at the head of the batch, in a row
    std::map<int, std::uint64_t> refusals_;          // by errno: addresses never sent to
    std::uint64_t shut_ = 0;                         // addresses of a family that is not available
    bool is_complete_ = false;
    bool finished_ = false;
    std::optional<Clock::time_point> stop_at_;
    EchoSweepOutcome outcome_;
};

void EchoSweep::Impl::ask(const asio::ip::address& address)
{
    if (!port_.is_open(address.is_v6()))
        ++shut_;
    else
        schedule_of(address.is_v6()).add(address);
    if (wake_) wake_->cancel();
}

void EchoSweep::Impl::no_more()
{
    is_complete_ = true;
    if (wake_) wake_->cancel();
}

asio::awaitable<EchoSweepOutcome> EchoSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    wake_.emplace(executor);
    const SweepStep step = [this](Clock::time_point now) { return take_step(now); };
    const std::function<void()> arm = [this, executor] { port_.when_readable(executor, [this] { wake_->cancel(); }); };
    co_await run_sweep(*wake_, step, arm);
    drain();
    co_return finish();
}

std::optional<Clock::time_point> EchoSweep::Impl::take_step(Clock::time_point now)
{
    drain();
    fill_batch(now);
    flush(now);
    if (finished_) return std::nullopt;
    return come_back_;
}

void EchoSweep::Impl::stop()
{
    if (stop_at_) return;
    stop_at_ = std::min(Clock::now(), last_sent_) + after_stop;
    batch_.clear();
    if (wake_) wake_->cancel();
}

/// The next turn there is; nullopt: none before come_back_, or the sweep is finished.
std::optional<EchoSweep::Impl::Turn> EchoSweep::Impl::next(Clock::time_point now)
{
    if (pending_) return std::exchange(pending_, std::nullopt);
    come_back_ = Clock::time_point::max();
    bool idle = batch_.empty();
    for (const bool v6 : {false, true}) {
        const auto turn = schedule_of(v6).next(now);
        if (turn.what == Turn::What::send) return turn;
        if (turn.what == Turn::What::idle) continue;
        idle = false;
        come_back_ = std::min(come_back_, turn.until);
    }
    if (!idle || !is_complete_) return std::nullopt;
    const bool all_settled = count(EchoState::open) == 0 && count(EchoState::unreachable) == 0;
    come_back_ = last_sent_ + options_.wait;
    finished_ = all_settled || outcome_.requests == 0 || now >= come_back_;
    return std::nullopt;
}

/// Takes turns until the batch is full or nothing may leave yet; come_back_ says when to go on.
void EchoSweep::Impl::fill_batch(Clock::time_point now)
{
    if (stop_at_) {
        finished_ = now >= *stop_at_;
        come_back_ = *stop_at_;
        return;
    }
    if (busy_until_ > now) {
        come_back_ = busy_until_;
        return;
    }
    while (batch_.size() < batch_size) {
        const auto turn = next(now);
        if (!turn || !prepare(*turn, now)) break;
    }
    if (!batch_.empty()) come_back_ = now; // these go at once, then there is more to see to
}

/// What a request is to the network. A first one may have to resolve its neighbour; nobody has asked the others.
SendKind EchoSweep::Impl::kind_of(const Turn& turn, const Route* route)
{
    const bool may_be_neighbour = route == nullptr || route->kind == Route::Kind::on_link;
    const bool unknown = turn.pass == 0 || schedule_of(turn.v6).state(turn.index) == EchoState::unreachable;
    return may_be_neighbour && unknown ? SendKind::new_neighbour : SendKind::ordinary;
}

/// Asks the gate for one address and writes its request. False: nothing more may leave before come_back_.
bool EchoSweep::Impl::prepare(const Turn& turn, Clock::time_point now)
{
    auto& schedule = schedule_of(turn.v6);
    const auto address = schedule.at(turn.index);
    if (!schedule.is_askable(turn.index)) return true; // it answered while it was held
    const Route* const route = route_of(routes_, address);
    if (route != nullptr && !is_way(route)) return true;
    // Nothing is repeated to a neighbour that is being resolved: the first request waits in the kernel already.
    if (turn.pass > 0 && address.is_v4() && route != nullptr && route->kind == Route::Kind::on_link &&
        neighbours_.is_resolving(address.to_v4().to_uint(), now))
        return true;
    const auto permit = gate_.ask(address, kind_of(turn, route), now);
    switch (permit.answer) {
    case Permit::Answer::now:
        break;
    case Permit::Answer::never: // whoever closed the gate knows
        return true;
    case Permit::Answer::later:
        if (schedule.can_hold()) {
            schedule.hold(turn, permit.when);
            return true;
        }
        [[fallthrough]];
    case Permit::Answer::pause:
        pending_ = turn;
        come_back_ = permit.when;
        return false;
    }
    batch_.push_back(
        {turn, address, token_.write(static_cast<std::uint32_t>(turn.index), schedule.octets(turn.index))});
    return true;
}

void EchoSweep::Impl::flush(Clock::time_point now)
{
    std::array<EchoRequest, batch_size> requests;
    while (!batch_.empty() && busy_until_ <= now) {
        for (std::size_t i = 0; i < batch_.size(); ++i)
            requests[i] = {batch_[i].to, static_cast<std::uint16_t>(batch_[i].turn.index & 0xffff), batch_[i].payload};
        const auto sent = port_.send(std::span{requests}.first(batch_.size()));
        for (std::size_t i = 0; i < sent.count; ++i)
            note_sent(batch_[i].turn, now);
        batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(sent.count));
        if (sent.count == 0) on_send_error(sent.error, now);
    }
    if (busy_until_ > now) come_back_ = busy_until_;
}

void EchoSweep::Impl::note_sent(const Turn& turn, Clock::time_point now)
{
    schedule_of(turn.v6).sent(turn.index);
    ++outcome_.requests;
    last_sent_ = now;
    back_off_ = {};
    head_failures_ = 0;
    if (!failing_since_) return;
    failing_since_.reset();
    for (auto& schedule : schedules_)
        schedule.repeat_not_before(now + options_.gap);
}

/// A failed send() says nothing about the request at the head: on a shared socket it may report any target's ICMP
/// error, which the error queue then holds. Only what fails again with the queue empty has failed itself.
void EchoSweep::Impl::on_send_error(int error, Clock::time_point now)
{
    if (EchoPort::is_busy(error)) {
        if (!failing_since_) failing_since_ = now;
        back_off_ = std::clamp<Clock::duration>(2 * back_off_, 1ms, 50ms);
        busy_until_ = now + back_off_;
    } else {
        const bool reported_others = drain() > 0;
        if (stop_at_ || reported_others || head_failures_++ < 2) return;
        head_failures_ = 0;
        if (!failing_since_) failing_since_ = now;
        ++outcome_.send_errors;
        put_off_head(error, now);
    }
    if (!failing_since_ || now - *failing_since_ <= options_.network_patience) return;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.network_patience).count();
    outcome_.incomplete.push_back("the network stayed unusable for " + std::to_string(seconds) +
                                  " s: " + std::strerror(error));
    stop();
}

/// The head may be refused for its own sake, or the network may be gone: others go first, it is tried again later.
void EchoSweep::Impl::put_off_head(int error, Clock::time_point now)
{
    auto turn = batch_.front().turn;
    const bool may_pass = is_of_network(error) && now - *failing_since_ > 1s; // nobody's request leaves
    if (!may_pass && ++turn.failures >= attempts) {
        if (turn.pass == 0) ++refusals_[error];
        failing_since_.reset();
    } else if (auto& schedule = schedule_of(turn.v6); schedule.can_hold()) {
        schedule.hold(turn, now + 1s);
    } else {
        busy_until_ = now + 1s;
        return;
    }
    batch_.erase(batch_.begin());
}

std::size_t EchoSweep::Impl::drain()
{
    return port_.drain([this](const EchoReply& reply) { on_reply(reply); },
                       [this](const EchoError& error) { on_error(error); });
}

void EchoSweep::Impl::on_reply(const EchoReply& reply)
{
    auto& schedule = schedule_of(reply.from.is_v6());
    const auto index = EchoToken::claimed_index(reply.payload);
    if (!index || *index >= schedule.size() || !token_.verify(reply.payload, *index, schedule.octets(*index))) {
        ++outcome_.forged;
        return;
    }
    if (!schedule.is_at(*index, reply.from))
        ++outcome_.elsewhere;
    else if (schedule.settle(*index, EchoState::answered))
        on_news_({schedule.at(*index), EchoState::answered, reply.from});
}

void EchoSweep::Impl::on_error(const EchoError& error)
{
    if (error.meaning == IcmpMeaning::other) return;
    auto& schedule = schedule_of(error.target.is_v6());
    const auto index = schedule.find(error.target, error.sequence);
    if (!index || !schedule.is_sent(*index)) return;
    const auto state = error.meaning == IcmpMeaning::prohibited ? EchoState::prohibited : EchoState::unreachable;
    if (schedule.settle(*index, state)) on_news_({schedule.at(*index), state, error.by});
}

EchoSweepProgress EchoSweep::Impl::progress() const
{
    return {.addresses = schedules_[0].size() + schedules_[1].size() + shut_,
            .answered = count(EchoState::answered),
            .requests = outcome_.requests,
            .remaining = schedules_[0].remaining() + schedules_[1].remaining() + batch_.size()};
}

EchoSweepOutcome EchoSweep::Impl::finish()
{
    outcome_.addresses = schedules_[0].size() + schedules_[1].size() + shut_;
    outcome_.answered = count(EchoState::answered);
    outcome_.prohibited = count(EchoState::prohibited);
    outcome_.unreachable = count(EchoState::unreachable);
    outcome_.unsent = schedules_[0].unsent() + schedules_[1].unsent() + shut_;
    outcome_.silent = count(EchoState::open) + shut_ - outcome_.unsent;
    outcome_.receive_drops = port_.dropped();
    outcome_.not_available = port_.why_not(false);
    outcome_.not_available6 = port_.why_not(true);
    for (const auto& [error, addresses] : refusals_)
        outcome_.incomplete.push_back("the system refused to send to " + std::to_string(addresses) +
                                      " addresses: " + std::strerror(error));
    port_.close();
    return std::move(outcome_);
}

EchoSweep::EchoSweep(EchoPort port, const std::vector<Route>& routes, SendGate& gate, const EchoSweepOptions& options,
                     OnNews on_news)
    : impl_{std::make_unique<Impl>(std::move(port), routes, gate, options, std::move(on_news))}
{
}

EchoSweep::~EchoSweep() = default;

void EchoSweep::ask(const asio::ip::address& address)
{
    impl_->ask(address);
}

void EchoSweep::no_more()
{
    impl_->no_more();
}

asio::awaitable<EchoSweepOutcome> EchoSweep::run()
{
    return impl_->run();
}

void EchoSweep::stop()
{
    impl_->stop();
}

EchoSweepProgress EchoSweep::progress() const
{
    return impl_->progress();
}

} // namespace phonescan
