#include "probes/sip_sweep.hpp"

#include "probes/sip_sweep_impl.hpp"
#include "probes/sweep_loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr auto after_stop = 1s;

using Turn = SweepSchedule::Turn;

} // namespace

/// Takes up what another sweep of these targets left.
void SipSweep::Impl::go_on()
{
    for (const auto& [place, state] : options_.known)
        schedule_.settle(place, state);
    if (!options_.go_on_from) return;
    schedule_.restore(*options_.go_on_from, Clock::now());
    if (std::ranges::all_of(routes_, [](const Route& route) { return is_way(&route); })) return;
    for (std::uint64_t place = 0; place < schedule_.begun(); ++place)
        if (!is_way(route_of(routes_, targets_.at(place).address))) unsent_.no_way();
}

SweepCheckpoint SipSweep::Impl::checkpoint() const
{
    auto checkpoint = schedule_.checkpoint();
    const auto not_asked = [&checkpoint](const Turn& turn) {
        for (std::size_t index = turn.repeat ? 1 : 0; index < (turn.repeat ? checkpoint.cursors.size() : 1); ++index)
            checkpoint.cursors[index] = std::min(checkpoint.cursors[index], turn.place);
    };
    if (pending_) not_asked(*pending_);
    if (sender_)
        for (const auto tag : sender_->waiting())
            not_asked(turn_of(tag));
    checkpoint.unsent = unsent_.places();
    return checkpoint;
}

asio::awaitable<SipSweepOutcome> SipSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    sender_ = std::make_unique<SipSender>(executor, routes_, cookie_,
                                          SipSender::Options{.source_port = options_.source_port,
                                                             .interface = options_.interface,
                                                             .user_agent = options_.user_agent});
    wake_ = std::make_unique<asio::steady_timer>(executor);
    outcome_.targets = targets_.size();
    const auto is_on_link = [](const Route& route) { return route.kind == Route::Kind::on_link; };
    on_link_ = std::ranges::any_of(routes_, is_on_link);
    go_on();
    if (options_.tells_changes) (void)schedule_.take_changes(); // what was known is no news

    const SweepStep step = [this](Clock::time_point now) { return take_step(now); };
    const std::function<void()> arm = [this] { sender_->port().when_readable([this] { wake_->cancel(); }); };
    co_await run_sweep(*wake_, step, arm);
    drain();
    co_return finish();
}

std::optional<Clock::time_point> SipSweep::Impl::take_step(Clock::time_point now)
{
    drain();
    fill_batch(now);
    flush(now);
    if (finished_) return std::nullopt;
    return come_back_;
}

void SipSweep::Impl::stop()
{
    if (stop_at_) return;
    stop_at_ = Clock::now() + after_stop;
    auto abandoned = schedule_.take_held();
    if (pending_) abandoned.push_back(*pending_);
    if (sender_) {
        for (const auto tag : sender_->waiting())
            abandoned.push_back(turn_of(tag));
        sender_->clear();
    }
    for (const auto& turn : abandoned)
        if (!turn.repeat) unsent_.abandoned(turn.place);
    pending_.reset();
    if (wake_) wake_->cancel();
}

void SipSweep::Impl::pause(bool is_away)
{
    if (is_away_ == is_away) return;
    is_away_ = is_away;
    if (!is_away) schedule_.ask_once_more(Clock::now());
    if (wake_) wake_->cancel();
}

SipSweepProgress SipSweep::Impl::progress() const
{
    return {.targets = schedule_.targets(),
            .begun = schedule_.begun(),
            .answered = schedule_.count(TargetState::answered),
            .datagrams = outcome_.datagrams,
            .remaining = schedule_.remaining(),
            .receive_drops = sender_ ? sender_->port().dropped() : 0,
            .full_buffers = full_buffers_,
            .loss = schedule_.loss()};
}

std::size_t SipSweep::Impl::drain()
{
    return sender_->port().drain(
        [this](const Target& from, std::string_view bytes) { answers_.on_datagram(from, bytes); },
        [this](const IcmpError& error) { answers_.on_icmp_error(error); });
}

SipTargetAccount SipSweep::Impl::account(std::uint64_t place) const
{
    using State = SipTargetAccount::State;
    const auto tries = schedule_.tries(place);
    switch (schedule_.state(place)) {
    case TargetState::answered:
        return {State::answered, tries, 0};
    case TargetState::refused:
        return {State::refused, tries, 0};
    case TargetState::failed:
        return {answers_.is_prohibited(place) ? State::prohibited : State::unreachable, tries, 0};
    case TargetState::open:
        break;
    }
    if (unsent_.contains(place)) return {State::unsent, 0, unsent_.error_of(place)};
    const bool is_asked = place < schedule_.begun() && is_way(route_of(routes_, targets_.at(place).address));
    return is_asked ? SipTargetAccount{State::silent, tries, 0} : SipTargetAccount{};
}

SipSweepOutcome SipSweep::Impl::finish()
{
    answers_.accept_provisional();
    if (on_link_) neighbours_.read(Clock::now());
    outcome_.receive_drops = sender_->port().dropped();
    sender_->port().close();

    const auto reasons = unsent_.reasons();
    outcome_.incomplete.insert(outcome_.incomplete.end(), reasons.begin(), reasons.end());
    outcome_.arrivals = answers_.arrivals();
    outcome_.neighbours = neighbours_.resolved();
    outcome_.answered = schedule_.count(TargetState::answered);
    outcome_.refused = schedule_.count(TargetState::refused);
    outcome_.unreachable = schedule_.count(TargetState::failed);
    outcome_.prohibited = answers_.prohibited();
    outcome_.unsent = schedule_.unasked() + unsent_.count();
    outcome_.silent = schedule_.count(TargetState::open) - outcome_.unsent;
    outcome_.silent_addresses =
        targets_.ports().size() == 1 ? outcome_.silent : silent_addresses(targets_, schedule_, unsent_);
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

void SipSweep::know_neighbours(std::size_t count)
{
    impl_->know_neighbours(count);
}

void SipSweep::pause(bool is_away)
{
    impl_->pause(is_away);
}

bool SipSweep::is_silent(const asio::ip::address& address) const
{
    return impl_->is_silent(address);
}

SipTargetAccount SipSweep::account(std::uint64_t place) const
{
    return impl_->account(place);
}

std::vector<std::pair<std::uint64_t, TargetState>> SipSweep::take_changes()
{
    return impl_->take_changes();
}

} // namespace phonescan
