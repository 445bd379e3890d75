#include "probes/recheck.hpp"

#include "probes/sip_cookie.hpp"
#include "probes/sip_sender.hpp"
#include "probes/wire/sip_message.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <random>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// Of those who answered: a fair choice of so many is kept to draw samples from.
constexpr std::size_t most_known = 1'024;

/// Timer E and what follows the last send, in T1. Source: RFC 3261, 17.1.2.2.
constexpr std::array<int, 7> waits = {1, 2, 4, 8, 8, 8, 8};

} // namespace

class Recheck::Impl {
public:
    Impl(const std::vector<Route>& routes, SendGate& gate, Options options, OnRound on_round)
        : routes_{routes}, gate_{gate}, options_{std::move(options)}, on_round_{std::move(on_round)}, random_{
                                                                                                          options_.seed}
    {
    }

    void answered(const Target& target);
    asio::awaitable<void> run();
    void finish();
    void stop();
    void pause(bool is_away);

private:
    void draw(std::size_t count);
    asio::awaitable<void> round(std::size_t count);
    asio::awaitable<void> ask_all_open();
    asio::awaitable<void> listen_until(Clock::time_point until);
    asio::awaitable<void> sleep_until(Clock::time_point until);
    void drain();
    bool is_over() const noexcept { return is_stopped_ || is_void_; }

    const std::vector<Route>& routes_;
    SendGate& gate_;
    Options options_;
    OnRound on_round_;
    std::mt19937_64 random_;
    SipCookie cookie_ = SipCookie::random();
    std::unique_ptr<SipSender> sender_;
    std::unique_ptr<asio::steady_timer> wake_;

    std::vector<Target> known_; // a reservoir of those who answered
    std::uint64_t answered_ = 0;
    std::vector<Target> open_;  // of the round: not heard yet
    std::size_t forbidden_ = 0; // of the round: nothing may be sent to them
    bool is_last_ = false;
    bool is_stopped_ = false;
    bool is_away_ = false;
    bool is_void_ = false; // the network was away during the round
};

void Recheck::Impl::answered(const Target& target)
{
    ++answered_;
    if (known_.size() < most_known) {
        known_.push_back(target);
        return;
    }
    const auto place = std::uniform_int_distribution<std::uint64_t>{0, answered_ - 1}(random_);
    if (place < most_known) known_[place] = target;
}

/// Whom a round asks.
void Recheck::Impl::draw(std::size_t count)
{
    open_.clear();
    forbidden_ = 0;
    std::ranges::sample(known_, std::back_inserter(open_), static_cast<std::ptrdiff_t>(count), random_);
}

asio::awaitable<void> Recheck::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    wake_ = std::make_unique<asio::steady_timer>(executor);
    auto next = Clock::now() + std::min(options_.first, options_.every);
    while (!is_stopped_) {
        co_await sleep_until(is_last_ ? Clock::now() : next);
        if (is_stopped_) break;
        if (!is_last_ && (Clock::now() < next || is_away_)) continue;
        const bool was_last = is_last_;
        if (!known_.empty() && !is_away_) {
            const SipSender::Options options{.source_port = options_.source_port,
                                             .interface = options_.interface,
                                             .user_agent = options_.user_agent};
            sender_ = std::make_unique<SipSender>(executor, routes_, cookie_, options);
            co_await round(was_last ? options_.last_sample : options_.sample);
            sender_->port().close();
            sender_.reset();
        }
        if (was_last) break;
        next = Clock::now() + options_.every;
    }
}

asio::awaitable<void> Recheck::Impl::round(std::size_t count)
{
    is_void_ = false;
    draw(count);
    Round round{.asked = open_.size(), .silent = {}};
    for (const auto wait : waits) {
        co_await ask_all_open();
        co_await listen_until(Clock::now() + wait * options_.t1);
        if (open_.empty() || is_over()) break;
    }
    if (is_over()) co_return;
    round.asked -= forbidden_;
    for (const auto& target : open_)
        round.silent.push_back(target.address);
    on_round_(round);
}

asio::awaitable<void> Recheck::Impl::ask_all_open()
{
    const auto all = open_; // who answers meanwhile leaves the list
    for (const auto& target : all) {
        while (!is_over() && std::ranges::find(open_, target) != open_.end()) {
            const auto* const route = route_of(routes_, target.address);
            const auto now = Clock::now();
            const auto permit = is_way(route) ? gate_.ask(target.address, SendKind::ordinary, now) : Permit{};
            if (permit.answer == Permit::Answer::never) {
                std::erase(open_, target);
                ++forbidden_;
                break;
            }
            if (permit.answer != Permit::Answer::now) {
                co_await listen_until(permit.when);
                continue;
            }
            sender_->add(target, *route, 0);
            // An error of another's, which drain() reads, or a full buffer: the next try makes up for it.
            if (sender_->send().count == 0) sender_->clear();
            drain();
            break;
        }
    }
}

/// Takes in what comes, until then or until nobody is open.
asio::awaitable<void> Recheck::Impl::listen_until(Clock::time_point until)
{
    for (;;) {
        drain();
        if (open_.empty() || is_over() || Clock::now() >= until) co_return;
        wake_->expires_at(until);
        sender_->port().when_readable([this] { wake_->cancel(); });
        co_await wake_->async_wait(as_tuple);
    }
}

asio::awaitable<void> Recheck::Impl::sleep_until(Clock::time_point until)
{
    wake_->expires_at(until);
    co_await wake_->async_wait(as_tuple);
}

void Recheck::Impl::drain()
{
    const auto on_datagram = [this](const Target& from, std::string_view bytes) {
        const auto response = wire::parse_sip_response(bytes);
        if (!response) return;
        const auto answer = find_target(*response, cookie_);
        if (answer.kind == SipAnswerTo::Kind::ours && answer.target.address == from.address)
            std::erase(open_, Target{answer.target.address, answer.target.port});
    };
    sender_->port().drain(on_datagram, [](const IcmpError&) {});
}

void Recheck::Impl::finish()
{
    is_last_ = true;
    if (wake_) wake_->cancel();
}

void Recheck::Impl::stop()
{
    is_stopped_ = true;
    if (wake_) wake_->cancel();
}

void Recheck::Impl::pause(bool is_away)
{
    is_away_ = is_away;
    is_void_ = is_void_ || is_away;
    if (wake_) wake_->cancel();
}

Recheck::Recheck(const std::vector<Route>& routes, SendGate& gate, Options options, OnRound on_round)
    : impl_{std::make_unique<Impl>(routes, gate, std::move(options), std::move(on_round))}
{
}

Recheck::~Recheck() = default;

void Recheck::answered(const Target& target)
{
    impl_->answered(target);
}

asio::awaitable<void> Recheck::run()
{
    return impl_->run();
}

void Recheck::finish()
{
    impl_->finish();
}

void Recheck::stop()
{
    impl_->stop();
}

void Recheck::pause(bool is_away)
{
    impl_->pause(is_away);
}

} // namespace phonescan
