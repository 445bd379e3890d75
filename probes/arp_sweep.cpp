#include "probes/arp_sweep.hpp"

#include "probes/sweep_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

AddressSet on_link_by(const std::string& interface, const AddressSet& addresses, const std::vector<Route>& routes)
{
    std::vector<AddressRange> ranges;
    for (const auto& route : routes)
        if (route.kind == Route::Kind::on_link && !route.is_v6 && route.interface == interface)
            ranges.push_back(route.range);
    return addresses.minus(addresses.minus(AddressSet{std::move(ranges)}));
}

/// A port with its link, and the wait for what arrives.
struct Side {
    using Timer = asio::steady_timer;

    Side(ArpPort opened, AddressSet addresses, const ArpSweepOptions& options)
        : port{std::move(opened)}, link{std::move(addresses), options}
    {
    }

    void open(const asio::any_io_executor& executor)
    {
        const int own = ::dup(port.descriptor()); // asio closes what it has
        if (own < 0) throw boost::system::system_error{errno, boost::system::generic_category(), port.interface()};
        descriptor.emplace(executor, own);
    }

    void drain()
    {
        port.drain([this](const wire::Arp& packet) { link.heard(packet); });
    }

    /// Cancels the timer once something has arrived.
    void wake_when_readable(const std::shared_ptr<Timer>& timer)
    {
        if (std::exchange(*armed, true)) return;
        descriptor->async_wait(asio::posix::stream_descriptor::wait_read,
                               [armed = armed, timer](const boost::system::error_code&) {
                                   *armed = false;
                                   timer->cancel();
                               });
    }

    ArpPort port;
    ArpLink link;
    std::optional<asio::posix::stream_descriptor> descriptor;
    std::shared_ptr<bool> armed = std::make_shared<bool>(false); // a wait is under way; shared with its handler
};

} // namespace

class ArpSweep::Impl {
public:
    Impl(const AddressSet& addresses, const std::vector<Route>& routes, std::vector<ArpPort> ports, SendGate& gate,
         const ArpSweepOptions& options)
        : routes_{routes}, gate_{gate}
    {
        for (auto& port : ports)
            if (auto own = on_link_by(port.interface(), addresses, routes); own.size() > 0)
                sides_.push_back(std::make_unique<Side>(std::move(port), std::move(own), options));
    }

    asio::awaitable<ArpSweepOutcome> run();
    void stop();
    ArpSweepProgress progress() const;
    ArpState state(std::uint32_t address) const;

private:
    std::optional<Clock::time_point> serve_all(Clock::time_point now);
    void serve(Side& side, Clock::time_point now);
    ArpSweepOutcome finish();
    bool is_finished() const
    {
        return std::ranges::all_of(sides_, [](const auto& side) { return side->link.is_finished(); });
    }

    std::vector<Route> routes_;
    SendGate& gate_;
    std::vector<std::unique_ptr<Side>> sides_;
    std::shared_ptr<asio::steady_timer> wake_;
};

asio::awaitable<ArpSweepOutcome> ArpSweep::Impl::run()
{
    const auto executor = co_await asio::this_coro::executor;
    wake_ = std::make_shared<asio::steady_timer>(executor);
    for (const auto& side : sides_)
        side->open(executor);

    const SweepStep step = [this](Clock::time_point now) { return serve_all(now); };
    const std::function<void()> arm = [this] {
        for (const auto& side : sides_)
            side->wake_when_readable(wake_);
    };
    co_await run_sweep(*wake_, step, arm);
    co_return finish();
}

/// Returns when there is something to do for one of the links; nullopt: for none any more.
std::optional<Clock::time_point> ArpSweep::Impl::serve_all(Clock::time_point now)
{
    auto come_back = Clock::time_point::max();
    for (const auto& side : sides_) {
        side->drain();
        if (side->link.is_finished()) continue;
        serve(*side, now);
        come_back = std::min(come_back, side->link.come_back());
    }
    if (is_finished()) return std::nullopt;
    return come_back;
}

void ArpSweep::Impl::serve(Side& side, Clock::time_point now)
{
    const auto addresses = side.link.batch(gate_, now);
    if (addresses.empty()) return;
    std::array<ArpPort::Question, ArpLink::max_batch> questions;
    static_assert(ArpLink::max_batch <= ArpPort::batch_size);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const asio::ip::address_v4 target{addresses[i]};
        questions[i] = {route_of(routes_, target)->source.to_v4(), target};
    }
    const auto sent = side.port.send(std::span{questions}.first(addresses.size()));
    if (sent.count > 0)
        side.link.sent(sent.count, now);
    else
        side.link.failed(sent.error, now);
}

void ArpSweep::Impl::stop()
{
    for (const auto& side : sides_)
        side->link.stop();
    if (wake_) wake_->cancel();
}

ArpSweepProgress ArpSweep::Impl::progress() const
{
    ArpSweepProgress sum;
    for (const auto& side : sides_) {
        sum.addresses += side->link.addresses().size();
        sum.begun += side->link.begun();
        sum.resolved += side->link.resolved();
        sum.requests += side->link.requests();
        sum.remaining += side->link.remaining();
    }
    return sum;
}

ArpState ArpSweep::Impl::state(std::uint32_t address) const
{
    for (const auto& side : sides_)
        if (const auto state = side->link.state(address); state != ArpState::unasked) return state;
    return ArpState::unasked;
}

ArpSweepOutcome ArpSweep::Impl::finish()
{
    ArpSweepOutcome outcome;
    for (const auto& side : sides_) {
        side->drain();
        side->descriptor.reset();
        const auto& link = side->link;
        outcome.addresses += link.addresses().size();
        outcome.resolved += link.resolved();
        outcome.unasked += link.unasked();
        outcome.requests += link.requests();
        outcome.replies += link.replies();
        outcome.receive_drops += side->port.dropped();
        if (!link.failure().empty()) outcome.incomplete.push_back(side->port.interface() + ": " + link.failure());
        // no address is on two links
        outcome.answers.macs.insert(link.answers().macs.begin(), link.answers().macs.end());
        outcome.answers.others.insert(link.answers().others.begin(), link.answers().others.end());
    }
    outcome.silent = outcome.addresses - outcome.resolved - outcome.unasked;
    return outcome;
}

ArpSweep::ArpSweep(const AddressSet& addresses, const std::vector<Route>& routes, std::vector<ArpPort> ports,
                   SendGate& gate, const ArpSweepOptions& options)
    : impl_{std::make_unique<Impl>(addresses, routes, std::move(ports), gate, options)}
{
}

ArpSweep::~ArpSweep() = default;

asio::awaitable<ArpSweepOutcome> ArpSweep::run()
{
    return impl_->run();
}

void ArpSweep::stop()
{
    impl_->stop();
}

ArpSweepProgress ArpSweep::progress() const
{
    return impl_->progress();
}

ArpState ArpSweep::state(asio::ip::address_v4 address) const
{
    return impl_->state(address.to_uint());
}

} // namespace phonescan
