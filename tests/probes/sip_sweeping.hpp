#pragma once

#include "probes/sip_sweep.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gates.hpp"
#include "tests/support/responder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <string>

namespace phonescan::test {

/// Lets everything through but what is excluded.
class OpenGate final : public SendGate {
public:
    explicit OpenGate(AddressSet excluded = {}) : excluded_{std::move(excluded)} {}
    Permit ask(const boost::asio::ip::address& to, SendKind, Clock::time_point now) override
    {
        if (excluded_.contains(to)) return {Permit::Answer::never, {}};
        return {Permit::Answer::now, now};
    }

private:
    AddressSet excluded_;
};

inline SipSweepOptions quick(unsigned retries = 1)
{
    using namespace std::chrono_literals;
    SipSweepOptions options;
    options.patience = {.wait = 300ms, .linger = 300ms, .retries = retries};
    return options;
}

/// One sweep on an event loop of its own.
struct SipSweeping {
    SipSweeping(AddressSet addresses, std::uint16_t port, SendGate& gate, SipSweepOptions options)
        : SipSweeping{addresses, port, routes_to(addresses, ""), gate, std::move(options)}
    {
    }
    SipSweeping(AddressSet addresses, std::uint16_t port, std::vector<Route> by, SendGate& gate,
                SipSweepOptions options)
        : targets{std::move(addresses), {port}, 1}, routes{std::move(by)},
          sweep{targets, routes, gate, std::move(options), [this](const Target& target, Observations observations) {
                    auto& said = heard[target.address.to_string()];
                    CHECK(said.empty());
                    for (auto& observation : observations)
                        said[observation.field] = observation.value;
                }}
    {
    }

    /// Calls `then` on the event loop as soon as that holds.
    void when(std::function<bool()> holds, std::function<void()> then)
    {
        timer_.expires_after(std::chrono::milliseconds{2});
        timer_.async_wait([this, holds = std::move(holds), then = std::move(then)](boost::system::error_code error) {
            if (error) return;
            if (holds()) return then();
            when(holds, then);
        });
    }
    void after(Clock::duration time, std::function<void()> then)
    {
        timer_.expires_after(time);
        timer_.async_wait([then = std::move(then)](boost::system::error_code error) {
            if (!error) then();
        });
    }

    SipSweepOutcome& run()
    {
        boost::asio::co_spawn(context_, sweep.run(), [this](std::exception_ptr error, SipSweepOutcome swept) {
            REQUIRE_FALSE(error);
            outcome = std::move(swept);
            timer_.cancel();
        });
        context_.run();
        CHECK(outcome.answered + outcome.refused + outcome.unreachable + outcome.silent + outcome.unsent ==
              outcome.targets);
        return outcome;
    }

    SipTargetAccount account(const char* address) const
    {
        const auto place = targets.place_of({boost::asio::ip::make_address(address), targets.ports().front()});
        REQUIRE(place.has_value());
        return sweep.account(*place);
    }

private:
    boost::asio::io_context context_; // outlives the sweep
    boost::asio::steady_timer timer_{context_};

public:
    TargetOrder targets;
    std::vector<Route> routes;
    std::map<std::string, std::map<Field, std::string>> heard; ///< by address
    SipSweep sweep;
    SipSweepOutcome outcome;
};

} // namespace phonescan::test
