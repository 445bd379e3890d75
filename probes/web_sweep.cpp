#include "probes/web_sweep.hpp"

#include "probes/neighbour_watch.hpp"
#include "probes/permutation.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <optional>
#include <set>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto after_stop = 1s;

/// What one visit may have open: its connection, and what libcurl wakes itself with.
constexpr rlim_t descriptors_each = 4;
constexpr rlim_t descriptors_of_others = 256;

/// A soft limit below what the connections need would leave addresses unasked.
void make_room_for_descriptors(unsigned connections)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const auto needed = connections * descriptors_each + descriptors_of_others;
    if (limit.rlim_cur >= needed) return;
    limit.rlim_cur = std::min<rlim_t>(needed, limit.rlim_max);
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

class WebSweep::Impl : public std::enable_shared_from_this<WebSweep::Impl> {
public:
    Impl(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options, OnVisit on_visit)
        : targets_{targets}, routes_{routes}, gate_{gate}, options_{std::move(options)}, on_visit_{std::move(on_visit)},
          order_{options_.visit.ports.empty() ? 0 : targets.size(), options_.seed},
          states_(order_.size(), WebState::open), taken_(order_.size())
    {
        for (const auto& [position, state] : options_.known)
            if (position < states_.size() && take(position)) settle(position, state);
        changes_.clear(); // what was known is no news
    }

    void ask_all();
    void ask(asio::ip::address_v4 address);
    void no_more();
    asio::awaitable<WebSweepOutcome> run();
    void stop();
    WebSweepProgress progress() const;
    WebState state(asio::ip::address_v4 address) const;
    std::vector<asio::ip::address_v4> alive() const;
    States take_changes() { return std::exchange(changes_, {}); }

private:
    bool take(std::uint64_t position);
    std::optional<std::uint64_t> next_position();
    asio::awaitable<std::optional<std::uint64_t>> next();
    asio::awaitable<void> work();
    void worker_ended(std::exception_ptr error);
    SendKind kind_of(asio::ip::address_v4 address, const Route& route);
    void settle(std::uint64_t position, WebState state);
    void wake_all();
    std::uint64_t waiting() const noexcept { return order_.size() - cursor_; }
    std::uint64_t count(WebState state) const noexcept { return counts_[static_cast<std::size_t>(state)]; }

    const AddressSet& targets_;
    const std::vector<Route>& routes_;
    SendGate& gate_;
    Options options_;
    OnVisit on_visit_;
    Permutation order_;
    std::vector<WebState> states_; ///< by position
    std::array<std::uint64_t, 4> counts_{};
    States changes_;
    NeighbourWatch neighbours_;

    bool asks_all_ = false;
    std::uint64_t cursor_ = 0; ///< places before it were taken
    std::vector<bool> taken_;  ///< by position: known, queued or asked
    std::uint64_t taken_count_ = 0;
    std::deque<std::uint64_t> queue_; ///< positions to ask before those of ask_all()
    bool is_complete_ = false;
    bool is_stopped_ = false;

    std::optional<Turnstile> turnstile_;
    std::optional<asio::steady_timer> work_; ///< who has nothing to do waits for it
    std::optional<asio::steady_timer> over_; ///< run() waits for it
    std::optional<asio::steady_timer> grace_;
    std::set<WebVisitor*> visitors_;
    unsigned working_ = 0;
    std::uint64_t exchanges_ = 0; ///< of visits that are over
    std::exception_ptr failure_;
};

void WebSweep::Impl::ask_all()
{
    asks_all_ = true;
    wake_all();
}

void WebSweep::Impl::ask(asio::ip::address_v4 address)
{
    const auto position = targets_.position(address.to_uint());
    if (!position || *position >= order_.size() || !take(*position)) return;
    queue_.push_back(*position);
    if (work_) work_->cancel_one();
}

void WebSweep::Impl::no_more()
{
    is_complete_ = true;
    wake_all();
}

void WebSweep::Impl::wake_all()
{
    if (work_) work_->cancel();
}

void WebSweep::Impl::settle(std::uint64_t position, WebState state)
{
    states_[position] = state;
    ++counts_[static_cast<std::size_t>(state)];
    if (options_.tells_changes) changes_.emplace_back(position, state);
}

/// False: it was taken before.
bool WebSweep::Impl::take(std::uint64_t position)
{
    if (taken_[position]) return false;
    taken_[position] = true;
    ++taken_count_;
    return true;
}

std::optional<std::uint64_t> WebSweep::Impl::next_position()
{
    if (!queue_.empty()) {
        const auto position = queue_.front();
        queue_.pop_front();
        return position;
    }
    while (asks_all_ && cursor_ < order_.size())
        if (const auto position = order_.at(cursor_++); take(position)) return position;
    return std::nullopt;
}

/// Waits until there is somebody to ask; nullopt: nobody any more.
asio::awaitable<std::optional<std::uint64_t>> WebSweep::Impl::next()
{
    for (;;) {
        if (is_stopped_) co_return std::nullopt;
        if (auto position = next_position()) co_return position;
        if (is_complete_) co_return std::nullopt;
        co_await work_->async_wait(as_tuple);
    }
}

/// A neighbour that is not resolved yet costs the kernel's table a place.
SendKind WebSweep::Impl::kind_of(asio::ip::address_v4 address, const Route& route)
{
    if (route.kind != Route::Kind::on_link) return SendKind::connection;
    (void)neighbours_.is_resolving(address.to_uint(), Clock::now()); // reads the table now and then
    return neighbours_.resolved().contains(address.to_uint()) ? SendKind::connection
                                                              : SendKind::connection_to_new_neighbour;
}

asio::awaitable<void> WebSweep::Impl::work()
{
    WebVisitor visitor{co_await asio::this_coro::executor, options_.visit, *turnstile_};
    visitors_.insert(&visitor);
    for (;;) {
        const auto position = co_await next();
        if (!position) break;
        const asio::ip::address_v4 address{targets_.at(*position)};
        const auto* const route = route_of(routes_, address.to_uint());
        if (!is_way(route)) continue;
        auto visit = co_await visitor.visit(address, kind_of(address, *route));
        if (!visit.is_cut_off) settle(*position, visit.state);
        on_visit_(std::move(visit));
    }
    visitors_.erase(&visitor);
    exchanges_ += visitor.exchanges();
}

void WebSweep::Impl::worker_ended(std::exception_ptr error)
{
    if (error && !failure_) {
        failure_ = error;
        stop();
    }
    if (--working_ == 0) over_->cancel();
}

asio::awaitable<WebSweepOutcome> WebSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    const auto self = shared_from_this(); // handlers hold it, whoever else lets go
    turnstile_.emplace(executor, gate_);
    work_.emplace(executor, asio::steady_timer::time_point::max());
    over_.emplace(executor, asio::steady_timer::time_point::max());
    grace_.emplace(executor);
    make_room_for_descriptors(options_.most_open);
    working_ = static_cast<unsigned>(std::min<std::uint64_t>(options_.most_open, order_.size()));
    for (unsigned i = 0; i < working_; ++i)
        asio::co_spawn(executor, work(), [self](std::exception_ptr error) { self->worker_ended(error); });
    while (working_ > 0)
        co_await over_->async_wait(as_tuple);
    grace_->cancel();
    if (failure_) std::rethrow_exception(failure_);
    WebSweepOutcome outcome{.addresses = asks_all_ ? order_.size() : taken_count_,
                            .answered = count(WebState::answered),
                            .closed = count(WebState::closed),
                            .silent = count(WebState::silent),
                            .unsent = 0,
                            .exchanges = exchanges_};
    const auto settled = outcome.answered + outcome.closed + outcome.silent;
    outcome.unsent = outcome.addresses - settled;
    co_return outcome;
}

void WebSweep::Impl::stop()
{
    if (std::exchange(is_stopped_, true)) return;
    wake_all();
    if (!turnstile_) return;
    turnstile_->close();
    grace_->expires_after(after_stop);
    grace_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (error) return;
        for (auto* const visitor : self->visitors_)
            visitor->abandon();
    });
}

WebSweepProgress WebSweep::Impl::progress() const
{
    auto done = exchanges_;
    for (const auto* const visitor : visitors_)
        done += visitor->exchanges();
    const auto& ports = options_.visit.ports;
    const auto each = ports.http.size() + ports.https.size() + ports.sips.size();
    const auto left = queue_.size() + (asks_all_ ? waiting() : 0);
    return {.exchanges = done, .remaining = left * each, .answered = count(WebState::answered)};
}

WebState WebSweep::Impl::state(asio::ip::address_v4 address) const
{
    const auto position = targets_.position(address.to_uint());
    return position && *position < states_.size() ? states_[*position] : WebState::open;
}

std::vector<asio::ip::address_v4> WebSweep::Impl::alive() const
{
    std::vector<asio::ip::address_v4> addresses;
    for (std::uint64_t position = 0; position < states_.size(); ++position)
        if (states_[position] == WebState::answered || states_[position] == WebState::closed)
            addresses.emplace_back(targets_.at(position));
    return addresses;
}

WebSweep::WebSweep(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
                   OnVisit on_visit)
    : impl_{std::make_shared<Impl>(targets, routes, gate, std::move(options), std::move(on_visit))}
{
}

WebSweep::~WebSweep() = default;

void WebSweep::ask_all()
{
    impl_->ask_all();
}

void WebSweep::ask(asio::ip::address_v4 address)
{
    impl_->ask(address);
}

void WebSweep::no_more()
{
    impl_->no_more();
}

asio::awaitable<WebSweepOutcome> WebSweep::run()
{
    return impl_->run();
}

void WebSweep::stop()
{
    impl_->stop();
}

WebSweepProgress WebSweep::progress() const
{
    return impl_->progress();
}

WebState WebSweep::state(asio::ip::address_v4 address) const
{
    return impl_->state(address);
}

std::vector<asio::ip::address_v4> WebSweep::alive() const
{
    return impl_->alive();
}

WebSweep::States WebSweep::take_changes()
{
    return impl_->take_changes();
}

} // namespace phonescan
