#include "probes/visit_sweep.hpp"

#include "probes/visit_sweep_impl.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <exception>
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

/// The parts of a device that have ports.
VisitParts parts_of(const ConnectionPorts& ports)
{
    return (ports.has_sip() ? VisitParts::sip : VisitParts::none) |
           (ports.has_web() ? VisitParts::web : VisitParts::none);
}

} // namespace

VisitSweep::Impl::Impl(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
                       OnVisit on_visit)
    : targets_{targets}, routes_{routes}, gate_{gate}, options_{std::move(options)}, on_visit_{std::move(on_visit)},
      ports_{in_order(options_.visit.ports)}, addresses_{ports_.empty() ? 0 : targets.size()},
      queue_{addresses_, options_.seed, parts_of(options_.visit.ports)}, states_{addresses_, ports_.size()}
{
    counts_[static_cast<std::size_t>(VisitState::open)] = addresses_;
    take_up(options_.known);
}

/// Of an address only the parts of which every port is known need not be asked again.
void VisitSweep::Impl::take_up(const States& known)
{
    const auto position_of = [this](const KnownPort& one) {
        return ports_.empty() ? addresses_ : one.element / ports_.size();
    };
    for (const auto& one : known)
        if (position_of(one) < addresses_) set(position_of(one), one.element % ports_.size(), one.state);
    for (const auto& one : known) {
        const auto position = position_of(one);
        if (position >= addresses_) continue;
        auto parts = parts_of(options_.visit.ports);
        for (std::size_t port = 0; port < ports_.size(); ++port)
            if (states_.get(position, port) == PortState::open) parts = without(parts, part_of(ports_[port].channel));
        queue_.know(position, parts);
    }
    changes_.clear(); // what was known is no news
}

void VisitSweep::Impl::ask_all(VisitParts parts)
{
    queue_.ask_all(parts);
    wake_all();
}

void VisitSweep::Impl::ask(const asio::ip::address& address)
{
    const auto position = targets_.position(address);
    if (!position) return;
    queue_.ask(*position);
    if (work_) work_->cancel_one();
}

std::vector<bool> VisitSweep::Impl::ports_not_to_repeat(std::uint64_t position) const
{
    std::vector<bool> spared;
    for (std::size_t port = 0; port < ports_.size(); ++port) {
        const auto state = states_.get(position, port);
        const bool is_open = state == PortState::silent || state == PortState::unreachable;
        spared.push_back(!is_open && !(repeats_closed_ && state == PortState::closed));
    }
    return spared;
}

bool VisitSweep::Impl::ask_again(std::uint64_t position, bool too_closed)
{
    repeats_closed_ = too_closed;
    if (position >= addresses_ || std::ranges::count(ports_not_to_repeat(position), false) == 0) return false;
    queue_.repeat(position);
    if (work_) work_->cancel_one();
    return true;
}

void VisitSweep::Impl::no_more()
{
    is_complete_ = true;
    wake_all();
}

void VisitSweep::Impl::wake_all()
{
    if (work_) work_->cancel();
}

void VisitSweep::Impl::set(std::uint64_t position, std::size_t port, PortState state)
{
    const auto before = visit_state(states_.best(position));
    states_.set(position, port, state);
    const auto after = visit_state(states_.best(position));
    --counts_[static_cast<std::size_t>(before)];
    ++counts_[static_cast<std::size_t>(after)];
    if (options_.tells_changes) changes_.push_back({position * ports_.size() + port, state});
}

void VisitSweep::Impl::settle(std::uint64_t position, const std::vector<PortState>& ports)
{
    for (std::size_t port = 0; port < ports.size(); ++port)
        if (ports[port] != PortState::open && states_.get(position, port) < ports[port])
            set(position, port, ports[port]);
}

/// Waits until there is somebody to ask; nullopt: nobody any more.
asio::awaitable<std::optional<VisitQueue::Visit>> VisitSweep::Impl::next()
{
    for (;;) {
        if (is_stopped_) co_return std::nullopt;
        if (!is_away_) {
            if (auto job = queue_.next()) co_return job;
            if (is_complete_ && !queue_.is_under_way()) co_return std::nullopt;
        }
        co_await work_->async_wait(as_tuple);
    }
}

/// A neighbour that is not resolved yet costs the kernel's table a place.
SendKind VisitSweep::Impl::kind_of(const asio::ip::address& address, const Route& route)
{
    if (route.kind != Route::Kind::on_link) return SendKind::connection;
    if (address.is_v6()) return SendKind::connection_to_new_neighbour;
    const auto number = address.to_v4().to_uint();
    (void)neighbours_.is_resolving(number, Clock::now()); // reads the table now and then
    return neighbours_.resolved().contains(number) ? SendKind::connection : SendKind::connection_to_new_neighbour;
}

asio::awaitable<void> VisitSweep::Impl::work()
{
    DeviceVisitor visitor{co_await asio::this_coro::executor, options_.visit, *turnstile_};
    visitors_.insert(&visitor);
    for (;;) {
        const auto job = co_await next();
        if (!job) break;
        const bool is_made = co_await visit(visitor, *job);
        if (is_made)
            queue_.done(job->position);
        else
            queue_.again(*job);
        if (is_complete_ && !queue_.is_under_way()) wake_all(); // those who wait for what might have followed it
    }
    visitors_.erase(&visitor);
    exchanges_ += visitor.exchanges();
}

/// False: the network was away meanwhile, so what a device did not answer says nothing.
asio::awaitable<bool> VisitSweep::Impl::visit(DeviceVisitor& visitor, VisitQueue::Visit job)
{
    const auto address = targets_.at(job.position);
    const auto* const route = route_of(routes_, address);
    if (!is_way(route)) co_return true;
    if (route->kind == Route::Kind::on_link && options_.is_absent && options_.is_absent(address)) {
        for (std::size_t port = 0; port < ports_.size(); ++port)
            if (holds(job.parts, part_of(ports_[port].channel))) set(job.position, port, PortState::unreachable);
        co_return true;
    }
    const auto absences = absences_;
    auto spared = job.is_repeat ? ports_not_to_repeat(job.position) : std::vector<bool>{};
    auto visit = co_await visitor.visit(address, kind_of(address, *route), job.parts, std::move(spared));
    if (visit.is_cut_off && absences != absences_ && !is_stopped_) co_return false;
    if (!visit.is_cut_off) settle(job.position, visit.ports);
    on_visit_(std::move(visit));
    co_return true;
}

void VisitSweep::Impl::worker_ended(std::exception_ptr error)
{
    if (error && !failure_) {
        failure_ = error;
        stop();
    }
    if (--working_ == 0) over_->cancel();
}

asio::awaitable<VisitSweepOutcome> VisitSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    const auto self = shared_from_this(); // handlers hold it, whoever else lets go
    turnstile_.emplace(executor, gate_);
    work_.emplace(executor, asio::steady_timer::time_point::max());
    over_.emplace(executor, asio::steady_timer::time_point::max());
    grace_.emplace(executor);
    make_room_for_descriptors(options_.most_open);
    working_ = static_cast<unsigned>(std::min<std::uint64_t>(options_.most_open, addresses_));
    for (unsigned i = 0; i < working_; ++i)
        asio::co_spawn(executor, work(), [self](std::exception_ptr error) { self->worker_ended(error); });
    while (working_ > 0)
        co_await over_->async_wait(as_tuple);
    grace_->cancel();
    if (failure_) std::rethrow_exception(failure_);
    VisitSweepOutcome outcome{.addresses = 0,
                              .answered = count(VisitState::answered),
                              .closed = count(VisitState::closed),
                              .silent = count(VisitState::silent),
                              .unsent = unsent(),
                              .exchanges = exchanges_};
    outcome.addresses = outcome.answered + outcome.closed + outcome.silent + outcome.unsent;
    co_return outcome;
}

/// Those that were to be asked and of which nothing is known. An address that was half known may be none of them.
std::uint64_t VisitSweep::Impl::unsent() const
{
    if (queue_.wanted() == addresses_) return count(VisitState::open);
    std::uint64_t unsent = 0;
    for (std::uint64_t position = 0; position < addresses_; ++position) {
        const bool is_any = is_wanted(position, VisitParts::sip) || is_wanted(position, VisitParts::web);
        unsent += is_any && states_.best(position) == PortState::open ? 1U : 0U;
    }
    return unsent;
}

void VisitSweep::Impl::stop()
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

void VisitSweep::Impl::pause(bool is_away)
{
    if (is_away_ == is_away) return;
    is_away_ = is_away;
    if (is_away) {
        ++absences_;
        for (auto* const visitor : visitors_)
            visitor->abandon();
    }
    wake_all();
}

VisitSweepProgress VisitSweep::Impl::progress() const
{
    auto done = exchanges_;
    for (const auto* const visitor : visitors_)
        done += visitor->exchanges();
    return {
        .exchanges = done, .remaining = queue_.remaining() * ports_.size(), .answered = count(VisitState::answered)};
}

VisitState VisitSweep::Impl::state(const asio::ip::address& address) const
{
    const auto position = targets_.position(address);
    return position && *position < addresses_ ? visit_state(states_.best(*position)) : VisitState::open;
}

VisitSweep::VisitSweep(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
                       OnVisit on_visit)
    : impl_{std::make_shared<Impl>(targets, routes, gate, std::move(options), std::move(on_visit))}
{
}

VisitSweep::~VisitSweep() = default;

void VisitSweep::ask_all(VisitParts parts)
{
    impl_->ask_all(parts);
}

void VisitSweep::ask(const asio::ip::address& address)
{
    impl_->ask(address);
}

bool VisitSweep::ask_again(std::uint64_t position, bool too_closed)
{
    return impl_->ask_again(position, too_closed);
}

bool VisitSweep::is_idle() const
{
    return impl_->is_idle();
}

void VisitSweep::no_more()
{
    impl_->no_more();
}

asio::awaitable<VisitSweepOutcome> VisitSweep::run()
{
    return impl_->run();
}

void VisitSweep::stop()
{
    impl_->stop();
}

void VisitSweep::pause(bool is_away)
{
    impl_->pause(is_away);
}

VisitSweepProgress VisitSweep::progress() const
{
    return impl_->progress();
}

VisitState VisitSweep::state(const asio::ip::address& address) const
{
    return impl_->state(address);
}

const PortStates& VisitSweep::ports() const
{
    return impl_->ports();
}

bool VisitSweep::is_wanted(std::uint64_t position, VisitParts parts) const
{
    return impl_->is_wanted(position, parts);
}

VisitSweep::States VisitSweep::take_changes()
{
    return impl_->take_changes();
}

} // namespace phonescan
