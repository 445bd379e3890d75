#include "probes/sip_sweep.hpp"

#include "probes/neighbour_watch.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/udp_port.hpp"
#include "probes/unsent.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t batch_size = 64;
/// How long the loop may go on before signals and timers of others get their turn.
constexpr auto time_slice = 5ms;
constexpr auto after_stop = 1s;

} // namespace

class SipSweep::Impl {
public:
    Impl(const TargetOrder& targets, const std::vector<Route>& routes, SendGate& gate, SipSweepOptions options,
         OnAnswer on_answer)
        : targets_{targets}, routes_{routes}, gate_{gate}, options_{std::move(options)},
          schedule_{targets.size(), options_.patience}, answers_{targets, cookie_, schedule_, std::move(on_answer)}
    {
        batch_.reserve(batch_size);
    }

    asio::awaitable<SipSweepOutcome> run();
    void stop();
    SipSweepProgress progress() const;
    SweepCheckpoint checkpoint() const;
    bool is_silent(asio::ip::address_v4 address) const
    {
        return phonescan::is_silent(targets_, schedule_, unsent_, address);
    }
    auto take_changes() { return schedule_.take_changes(); }

private:
    struct Prepared {
        SweepSchedule::Turn turn;
        Target target;
        std::array<char, SipOptionsRequest::max_length> bytes;
        std::size_t size = 0;
    };

    void open();
    void go_on();
    void fill_batch(Clock::time_point now);
    bool prepare(const SweepSchedule::Turn& turn, Clock::time_point now);
    void flush(Clock::time_point now);
    void note_sent(const Prepared& prepared, Clock::time_point now);
    void on_send_error(int error, Clock::time_point now);
    void put_off_head(int error, Clock::time_point now);
    void give_up(int error);
    std::size_t drain();
    SipSweepOutcome finish();

    const TargetOrder& targets_;
    const std::vector<Route>& routes_;
    SendGate& gate_;
    SipSweepOptions options_;
    SweepSchedule schedule_;
    SipCookie cookie_ = SipCookie::random();
    SipAnswers answers_;
    std::unique_ptr<UdpPort> port_;
    std::vector<SipOptionsRequest> requests_; // one per route
    std::unique_ptr<asio::steady_timer> wake_;

    std::vector<Prepared> batch_;                // permitted, not yet gone
    std::optional<SweepSchedule::Turn> pending_; // taken from the schedule, not yet permitted
    Clock::time_point come_back_{};              // when there is something to do
    Clock::time_point busy_until_{};             // back-off of a full send buffer or a failing network
    Clock::duration back_off_{};
    std::optional<Clock::time_point> failing_since_;       // no datagram has left since
    unsigned head_failures_ = 0;                           // of the datagram at the head of the batch, in a row
    std::unordered_map<std::uint64_t, unsigned> attempts_; // by place: times put off
    Unsent unsent_;
    bool finished_ = false;
    std::optional<Clock::time_point> stop_at_;

    bool on_link_ = false;
    NeighbourWatch neighbours_;
    SipSweepOutcome outcome_;
};

void SipSweep::Impl::open()
{
    on_link_ = std::ranges::any_of(routes_, [](const Route& route) { return route.kind == Route::Kind::on_link; });
    for (const auto& route : routes_) {
        const auto source = route.source.is_unspecified() ? asio::ip::address_v4::loopback() : route.source;
        auto request = SipOptionsRequest::prepare(
            {.source = source, .source_port = port_->number(), .user_agent = options_.user_agent});
        if (!request) throw boost::system::system_error{request.error(), "cannot make a SIP request"};
        requests_.push_back(std::move(*request));
    }
    outcome_.targets = targets_.size();
}

/// Takes up what another sweep of these targets left.
void SipSweep::Impl::go_on()
{
    for (const auto& [place, state] : options_.known)
        schedule_.settle(place, state);
    if (!options_.go_on_from) return;
    schedule_.restore(*options_.go_on_from, Clock::now());
    if (std::ranges::all_of(routes_, [](const Route& route) { return is_way(&route); })) return;
    for (std::uint64_t place = 0; place < schedule_.begun(); ++place)
        if (!is_way(route_of(routes_, targets_.at(place).address.to_uint()))) unsent_.no_way();
}

SweepCheckpoint SipSweep::Impl::checkpoint() const
{
    auto checkpoint = schedule_.checkpoint();
    const auto not_asked = [&checkpoint](const SweepSchedule::Turn& turn) {
        for (std::size_t index = turn.repeat ? 1 : 0; index < (turn.repeat ? checkpoint.cursors.size() : 1); ++index)
            checkpoint.cursors[index] = std::min(checkpoint.cursors[index], turn.place);
    };
    if (pending_) not_asked(*pending_);
    for (const auto& prepared : batch_)
        not_asked(prepared.turn);
    checkpoint.unsent = unsent_.places();
    return checkpoint;
}

asio::awaitable<SipSweepOutcome> SipSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    port_ = std::make_unique<UdpPort>(executor,
                                      UdpPort::Options{.port = options_.source_port, .interface = options_.interface});
    wake_ = std::make_unique<asio::steady_timer>(executor);
    open();
    go_on();
    if (options_.tells_changes) (void)schedule_.take_changes(); // what was known is no news

    auto slice_end = Clock::now() + time_slice;
    while (!finished_) {
        drain();
        const auto now = Clock::now();
        fill_batch(now);
        flush(now);
        if (finished_) break;
        if (come_back_ > now) {
            wake_->expires_at(come_back_);
            port_->when_readable([this] { wake_->cancel(); });
            co_await wake_->async_wait(as_tuple);
            slice_end = Clock::now() + time_slice;
        } else if (now > slice_end) {
            co_await asio::post(executor, asio::use_awaitable);
            slice_end = Clock::now() + time_slice;
        }
    }
    drain();
    co_return finish();
}

void SipSweep::Impl::stop()
{
    if (stop_at_) return;
    stop_at_ = Clock::now() + after_stop;
    auto abandoned = schedule_.take_held();
    if (pending_) abandoned.push_back(*pending_);
    for (const auto& prepared : batch_)
        abandoned.push_back(prepared.turn);
    for (const auto& turn : abandoned)
        if (!turn.repeat) unsent_.abandoned(turn.place);
    pending_.reset();
    batch_.clear();
    if (wake_) wake_->cancel();
}

SipSweepProgress SipSweep::Impl::progress() const
{
    return {.targets = schedule_.targets(),
            .begun = schedule_.begun(),
            .answered = schedule_.count(TargetState::answered),
            .datagrams = outcome_.datagrams,
            .remaining = schedule_.remaining()};
}

/// Takes turns from the schedule until the batch is full or nothing may leave yet; come_back_ says when to go on.
void SipSweep::Impl::fill_batch(Clock::time_point now)
{
    come_back_ = now;
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
        const auto turn = pending_ ? *std::exchange(pending_, std::nullopt) : schedule_.next(now);
        if (turn.what == SweepSchedule::Turn::What::send) {
            if (!prepare(turn, now)) return;
            continue;
        }
        finished_ = turn.what == SweepSchedule::Turn::What::finished && batch_.empty();
        if (batch_.empty()) come_back_ = turn.until;
        return;
    }
}

/// Asks the gate for one target and writes its request. False: nothing more may leave before come_back_.
bool SipSweep::Impl::prepare(const SweepSchedule::Turn& turn, Clock::time_point now)
{
    const auto target = targets_.at(turn.place);
    const Route* route = route_of(routes_, target.address.to_uint());
    if (!is_way(route)) {
        if (!turn.repeat) unsent_.no_way();
        return true;
    }
    // Nothing is repeated to a neighbour that is being resolved: the first datagram waits in the kernel already.
    const bool on_link = route->kind == Route::Kind::on_link;
    if (turn.repeat && on_link && neighbours_.is_resolving(target.address.to_uint(), now)) return true;
    const bool unknown_neighbour = on_link && (!turn.repeat || schedule_.state(turn.place) == TargetState::failed);
    const auto permit =
        gate_.ask(target.address, unknown_neighbour ? SendKind::new_neighbour : SendKind::ordinary, now);
    switch (permit.answer) {
    case Permit::Answer::now:
        break;
    case Permit::Answer::never: // an exclusion nobody took out of the targets: it holds all the same
        if (!turn.repeat) unsent_.no_way();
        return true;
    case Permit::Answer::later:
        if (schedule_.can_hold()) {
            schedule_.hold(turn, permit.when);
            return true;
        }
        [[fallthrough]];
    case Permit::Answer::pause:
        pending_ = turn;
        if (batch_.empty()) come_back_ = permit.when;
        return false;
    }
    auto& prepared = batch_.emplace_back();
    prepared.turn = turn;
    prepared.target = target;
    prepared.size = requests_[static_cast<std::size_t>(route - routes_.data())].write(
        prepared.bytes, {target.address, target.port}, cookie_);
    return true;
}

void SipSweep::Impl::flush(Clock::time_point now)
{
    std::array<OutgoingDatagram, batch_size> datagrams;
    while (!batch_.empty() && busy_until_ <= now && !stop_at_) {
        for (std::size_t i = 0; i < batch_.size(); ++i)
            datagrams[i] = {batch_[i].target, {batch_[i].bytes.data(), batch_[i].size}};
        const auto sent = port_->send(std::span{datagrams}.first(batch_.size()));
        for (std::size_t i = 0; i < sent.count; ++i)
            note_sent(batch_[i], now);
        batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(sent.count));
        if (sent.count == 0) on_send_error(sent.error, now);
    }
    if (busy_until_ > now) come_back_ = busy_until_;
}

void SipSweep::Impl::note_sent(const Prepared& prepared, Clock::time_point now)
{
    schedule_.sent(prepared.turn, now);
    ++outcome_.datagrams;
    back_off_ = {};
    head_failures_ = 0;
    failing_since_.reset();
    unsent_.sent(prepared.turn.place);
}

/// A failed send() says nothing about the datagram at the head: on a shared socket it may report any target's ICMP
/// error, which the error queue then holds. Only what fails again with the queue empty has failed itself.
void SipSweep::Impl::on_send_error(int error, Clock::time_point now)
{
    if (error == EINTR) return;
    if (!failing_since_) failing_since_ = now;
    if (now - *failing_since_ > options_.network_patience) return give_up(error);
    if (UdpPort::is_busy(error)) {
        back_off_ = std::clamp<Clock::duration>(2 * back_off_, 1ms, 50ms);
        busy_until_ = now + back_off_;
        return;
    }
    const bool reported_others = drain() > 0;
    if (reported_others || head_failures_++ < 2) return;
    head_failures_ = 0;
    ++outcome_.send_errors;
    put_off_head(error, now);
}

/// The head may be refused for its own sake, or the network may be gone: others go first, it is tried again later.
void SipSweep::Impl::put_off_head(int error, Clock::time_point now)
{
    constexpr unsigned attempts = 5;
    const auto turn = batch_.front().turn;
    const bool hopeless = ++attempts_[turn.place] >= attempts && *failing_since_ == now;
    if (!turn.repeat) unsent_.refused(turn.place, error);
    if (!hopeless && !schedule_.can_hold()) {
        busy_until_ = now + 1s;
        return;
    }
    if (!hopeless) schedule_.hold(turn, now + 1s);
    batch_.erase(batch_.begin());
}

void SipSweep::Impl::give_up(int error)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.network_patience).count();
    outcome_.incomplete.push_back("the network stayed unusable for " + std::to_string(seconds) +
                                  " s: " + std::strerror(error));
    stop();
}

std::size_t SipSweep::Impl::drain()
{
    return port_->drain([this](const Target& from, std::string_view bytes) { answers_.on_datagram(from, bytes); },
                        [this](const IcmpError& error) { answers_.on_icmp_error(error); });
}

SipSweepOutcome SipSweep::Impl::finish()
{
    answers_.accept_provisional();
    if (on_link_) neighbours_.read(Clock::now());
    port_->close();

    const auto reasons = unsent_.reasons();
    outcome_.incomplete.insert(outcome_.incomplete.end(), reasons.begin(), reasons.end());
    outcome_.arrivals = answers_.arrivals();
    outcome_.neighbours = neighbours_.resolved();
    outcome_.answered = schedule_.count(TargetState::answered);
    outcome_.refused = schedule_.count(TargetState::refused);
    outcome_.unreachable = schedule_.count(TargetState::failed);
    outcome_.unsent = schedule_.unasked() + unsent_.count();
    outcome_.silent = schedule_.count(TargetState::open) - outcome_.unsent;
    outcome_.silent_addresses =
        targets_.ports().size() == 1 ? outcome_.silent : silent_addresses(targets_, schedule_, unsent_);
    outcome_.receive_drops = port_->dropped();
    outcome_.passes = schedule_.passes();
    outcome_.loss = schedule_.loss();
    return std::move(outcome_);
}

SipSweep::SipSweep(const TargetOrder& targets, const std::vector<Route>& routes, SendGate& gate,
                   SipSweepOptions options, OnAnswer on_answer)
    : impl_{std::make_unique<Impl>(targets, routes, gate, std::move(options), std::move(on_answer))}
{
}

SipSweep::~SipSweep() = default;

asio::awaitable<SipSweepOutcome> SipSweep::run()
{
    return impl_->run();
}

void SipSweep::stop()
{
    impl_->stop();
}

SipSweepProgress SipSweep::progress() const
{
    return impl_->progress();
}

SweepCheckpoint SipSweep::checkpoint() const
{
    return impl_->checkpoint();
}

bool SipSweep::is_silent(asio::ip::address_v4 address) const
{
    return impl_->is_silent(address);
}

std::vector<std::pair<std::uint64_t, TargetState>> SipSweep::take_changes()
{
    return impl_->take_changes();
}

} // namespace phonescan
