#include "probes/arp_link.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gates.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

using namespace phonescan;
using namespace std::chrono_literals;
using phonescan::test::FakeGate;
using phonescan::test::number;

namespace {

constexpr std::uint32_t first = 0x0a400000; // 10.64.0.0
constexpr auto begin = Clock::time_point{} + 1h;

AddressSet addresses(std::uint32_t count)
{
    return AddressSet{{{first, first + count - 1}}};
}

MacAddress mac(std::uint8_t last)
{
    return MacAddress{{0x02, 0, 0, 0, 0, last}};
}

wire::Arp reply(std::uint32_t sender, MacAddress from)
{
    return {2, from, boost::asio::ip::address_v4{sender}, boost::asio::ip::make_address_v4("10.64.255.1")};
}

/// A link that sends at once whatever may leave, on a clock of its own.
struct Played {
    explicit Played(AddressSet of, ArpSweepOptions options = {}, FakeGate::Decide decide = {})
        : gate{std::move(decide)}, link{std::move(of), options}
    {
    }

    void send_all()
    {
        for (;;) {
            const auto batch = link.batch(gate, now);
            if (batch.empty()) return;
            for (const auto address : batch)
                sent[address].push_back(now);
            link.sent(batch.size(), now);
        }
    }

    /// Until the sweep has ended, or that time has come.
    void play(Clock::time_point until = Clock::time_point::max())
    {
        while (!link.is_finished() && now < until) {
            send_all();
            if (link.is_finished()) return;
            REQUIRE(link.come_back() > now);
            now = std::min(link.come_back(), until);
        }
    }

    FakeGate gate;
    ArpLink link;
    Clock::time_point now = begin;
    std::map<std::uint32_t, std::vector<Clock::time_point>> sent;
};

} // namespace

TEST_CASE("ARP link: who does not answer is asked for at 0, 0.5, 1.5 and 3.5 s, then a second is listened",
          "[probes][arp]")
{
    Played played{addresses(200)};
    played.play();
    REQUIRE(played.sent.size() == 200);
    for (const auto& [address, times] : played.sent)
        CHECK(times == std::vector{begin, begin + 500ms, begin + 1500ms, begin + 3500ms});
    CHECK(played.now == begin + 4500ms);
    CHECK(played.link.requests() == 800);
    CHECK(played.link.unasked() == 0);
    CHECK(played.link.state(first + 7) == ArpState::silent);
    CHECK(played.gate.kinds == std::vector(800, SendKind::resolve));
}

TEST_CASE("ARP link: a caller in a hurry has two passes and a short last wait", "[probes][arp]")
{
    Played played{addresses(100), {.passes = 2, .last_wait = 300ms}};
    played.play();
    CHECK(played.link.requests() == 200);
    CHECK(played.now == begin + 800ms);
}

TEST_CASE("ARP link: what is resolved is not asked for again; its MAC address is kept", "[probes][arp]")
{
    Played played{addresses(100)};
    played.send_all();
    played.link.heard(reply(first + 7, mac(1)));
    played.link.heard(reply(first + 8, mac(2)));
    played.link.heard(reply(first + 8, mac(2))); // twice the same is no conflict
    played.play();
    CHECK(played.sent[first + 7].size() == 1);
    CHECK(played.sent[first + 9].size() == 4);
    CHECK(played.link.resolved() == 2);
    CHECK(played.link.replies() == 3);
    CHECK(played.link.state(first + 7) == ArpState::resolved);
    CHECK(played.link.answers().macs.at(first + 7) == mac(1));
    CHECK(played.link.answers().macs.at(first + 8) == mac(2));
    CHECK(played.link.answers().others.empty());
}

TEST_CASE("ARP link: whom nobody asked for is not heard, nor who has no MAC address of his own", "[probes][arp]")
{
    Played played{addresses(4)};
    played.send_all();
    played.link.heard(reply(first + 4, mac(1)));
    played.link.heard(reply(first - 1, mac(1)));
    played.link.heard(reply(0, mac(1)));
    played.link.heard(reply(first, MacAddress{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}));
    played.link.heard(reply(first, MacAddress{{}}));
    CHECK(played.link.replies() == 0);
    CHECK(played.link.resolved() == 0);
    CHECK(played.link.answers().macs.empty());
    CHECK(played.link.state(first + 4) == ArpState::unasked);
}

TEST_CASE("ARP link: an announcement before its turn saves the request; a reply after the last one counts",
          "[probes][arp]")
{
    Played played{addresses(3), {.passes = 1}};
    played.link.heard(reply(first + 1, mac(1)));
    played.play(begin + 999ms);
    CHECK_FALSE(played.link.is_finished());
    played.link.heard(reply(first + 2, mac(2)));
    played.play();
    CHECK(played.now == begin + 1s);
    CHECK_FALSE(played.sent.contains(first + 1));
    CHECK(played.link.requests() == 2);
    CHECK(played.link.resolved() == 2);
}

TEST_CASE("ARP link: everybody who answers for one address is told, a few at most", "[probes][arp]")
{
    Played played{addresses(1)};
    played.send_all();
    played.link.heard(reply(first, mac(1)));
    played.link.heard(reply(first, mac(2)));
    // all are resolved, and another is still heard
    played.play(begin + 900ms);
    CHECK_FALSE(played.link.is_finished());
    played.link.heard(reply(first, mac(3)));
    played.link.heard(reply(first, mac(2)));
    played.play();
    CHECK(played.now == begin + 1s);
    CHECK(played.link.requests() == 1);
    CHECK(played.link.answers().macs.at(first) == mac(1));
    CHECK(played.link.answers().others.at(first) == std::vector{mac(2), mac(3)});

    for (int last = 10; last < 200; ++last)
        played.link.heard(reply(first, mac(static_cast<std::uint8_t>(last))));
    CHECK(played.link.answers().others.at(first).size() == 7);
}

TEST_CASE("ARP link: the order follows from the seed, and asks for every address", "[probes][arp]")
{
    const auto order = [](std::uint64_t seed) {
        Played played{addresses(300), {.passes = 1, .seed = seed}};
        played.play();
        return played.gate.passed;
    };
    CHECK(order(5) == order(5));
    CHECK(order(5) != order(6));
    const auto asked = order(5);
    CHECK(std::set(asked.begin(), asked.end()).size() == 300);
    CHECK_FALSE(std::ranges::is_sorted(asked));
}

TEST_CASE("ARP link: where the gate is slow, 0.5 s lie between two requests for one address", "[probes][arp]")
{
    auto next = begin;
    const auto slow = [&next](const auto&, Clock::time_point now) -> Permit {
        if (next > now) return {Permit::Answer::pause, next};
        next = now + 2ms;
        return {Permit::Answer::now, now};
    };
    Played played{addresses(1000), {}, slow};
    played.play();
    REQUIRE(played.sent.size() == 1000);
    for (const auto& [address, times] : played.sent) {
        REQUIRE(times.size() == 4);
        for (std::size_t i = 1; i < times.size(); ++i)
            CHECK(times[i] - times[i - 1] >= 500ms);
    }
}

TEST_CASE("ARP link: an address that must wait lets others go first, and is asked for all the same", "[probes][arp]")
{
    const auto shy = [](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) % 2 == 0 && now < begin + 100ms) return {Permit::Answer::later, begin + 100ms};
        return {Permit::Answer::now, now};
    };
    Played played{addresses(40), {.passes = 2}, shy};
    played.play();
    for (const auto& [address, times] : played.sent) {
        CAPTURE(address);
        REQUIRE(times.size() == 2);
        CHECK(times[0] == begin + (address % 2 == 0 ? 100ms : 0ms));
        CHECK(times[1] - times[0] >= 500ms);
    }
    CHECK(played.sent.size() == 40);
}

TEST_CASE("ARP link: excluded addresses are not asked for, and not heard", "[probes][arp]")
{
    const auto guard = [](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) == first + 3) return {Permit::Answer::never, {}};
        return {Permit::Answer::now, now};
    };
    Played played{addresses(10), {.passes = 2}, guard};
    played.send_all();
    played.link.heard(reply(first + 3, mac(1)));
    played.play();
    CHECK(played.link.requests() == 18);
    CHECK(played.link.unasked() == 1);
    CHECK(played.link.state(first + 3) == ArpState::unasked);
    CHECK(played.link.resolved() == 0);
}

TEST_CASE("ARP link: a full queue and a link that is down cost no address its request", "[probes][arp]")
{
    const auto error = GENERATE(ENOBUFS, EAGAIN, ENETDOWN);
    CAPTURE(error);
    Played played{addresses(100)};
    auto batch = played.link.batch(played.gate, played.now);
    REQUIRE(batch.size() == ArpLink::max_batch);
    const std::vector<std::uint32_t> refused(batch.begin(), batch.end());
    int attempts = 0;
    for (; played.now < begin + 2s; ++attempts) { // longer than the distance of repeats
        played.link.failed(error, played.now);
        CHECK(played.link.batch(played.gate, played.now).empty());
        REQUIRE(played.link.come_back() > played.now);
        played.now = played.link.come_back();
        batch = played.link.batch(played.gate, played.now);
        REQUIRE(std::ranges::equal(batch, refused));
    }
    CHECK(attempts < 100); // the waits grow
    CHECK(played.gate.asked == ArpLink::max_batch);
    const auto up = played.now;
    played.play();
    CHECK(played.sent.size() == 100);
    for (const auto& [address, times] : played.sent) {
        REQUIRE(times.size() == 4);
        CHECK(times[0] == up);
        for (std::size_t i = 1; i < times.size(); ++i)
            CHECK(times[i] - times[i - 1] >= 500ms);
    }
    CHECK(played.link.failure().empty());
    CHECK(played.link.unasked() == 0);
}

TEST_CASE("ARP link: what left before the queue was full is not sent again", "[probes][arp]")
{
    Played played{addresses(10), {.passes = 1}};
    const auto batch = played.link.batch(played.gate, played.now);
    const std::vector<std::uint32_t> whole(batch.begin(), batch.end());
    played.link.sent(4, played.now);
    CHECK(std::ranges::equal(played.link.batch(played.gate, played.now), std::span{whole}.subspan(4)));
}

TEST_CASE("ARP link: a link that stays down ends the sweep, which says why and what was not asked", "[probes][arp]")
{
    Played played{addresses(100), {.patience = 5s}};
    played.send_all();
    played.link.heard(reply(first, mac(1)));
    played.now += 600ms;
    while (!played.link.is_finished()) {
        if (!played.link.batch(played.gate, played.now).empty()) played.link.failed(ENETDOWN, played.now);
        if (played.link.is_finished()) break;
        played.now = std::max(played.now + 1ms, played.link.come_back());
        REQUIRE(played.now < begin + 10s);
    }
    CHECK(played.now >= begin + 5600ms);
    CHECK(played.link.failure() == "unusable for 5 s: Network is down");
    CHECK(played.link.resolved() == 1);
    CHECK(played.link.unasked() == 0); // all had their first request
    CHECK(played.link.state(first + 1) == ArpState::silent);

    Played never_up{addresses(100), {.patience = 5s}};
    while (!never_up.link.is_finished()) {
        if (!never_up.link.batch(never_up.gate, never_up.now).empty()) never_up.link.failed(ENETDOWN, never_up.now);
        never_up.now = std::max(never_up.now + 1ms, never_up.link.come_back());
        REQUIRE(never_up.now < begin + 10s);
    }
    CHECK(never_up.link.unasked() == 100);
    for (std::uint32_t host = 0; host < 100; ++host)
        CHECK(never_up.link.state(first + host) == ArpState::unasked);
}

TEST_CASE("ARP link: stopped, it sends nothing more and awaits the replies under way", "[probes][arp]")
{
    Played played{addresses(100)};
    const auto batch = played.link.batch(played.gate, played.now);
    const auto asked = batch[0];
    const auto abandoned = batch[1];
    played.link.sent(1, played.now);
    played.link.stop();
    played.play(begin + 900ms);
    CHECK_FALSE(played.link.is_finished());
    played.link.heard(reply(asked, mac(1)));
    played.play();
    CHECK(played.now == begin + 1s);
    CHECK(played.sent.empty());
    CHECK(played.link.requests() == 1);
    CHECK(played.link.resolved() == 1);
    CHECK(played.link.unasked() == 99);
    CHECK(played.link.state(abandoned) == ArpState::unasked);
    CHECK(played.link.remaining() == 0);
}

TEST_CASE("ARP link: without addresses, or stopped before it began, it has ended at once", "[probes][arp]")
{
    Played none{AddressSet{}};
    none.play();
    CHECK(none.now == begin);
    CHECK(none.link.is_finished());
    Played stopped{addresses(5)};
    stopped.link.stop();
    stopped.play();
    CHECK(stopped.now == begin);
    CHECK(stopped.link.unasked() == 5);
}
