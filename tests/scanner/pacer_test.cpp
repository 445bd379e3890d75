#include "scanner/pacer.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>
#include <vector>

using namespace phonescan;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

/// The most events in any half-open second.
std::size_t most_in_a_second(const std::vector<Clock::time_point>& times)
{
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= 1s)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

} // namespace

TEST_CASE("rate limit: no second ever holds more than the rate, however the wake-ups fall", "[scanner][pacer]")
{
    const auto rate = GENERATE(1, 7, 49, 50, 100, 200, 500, 20000);
    CAPTURE(rate);
    RateLimit limit{static_cast<double>(rate)};
    std::mt19937 random{7}; // NOLINT(cert-msc51-cpp): the same jitter on every run
    std::vector<Clock::time_point> sent;
    auto now = Clock::time_point{} + 1h;
    const auto end = now + (rate < 50 ? 30s : 5s);
    while (now < end) {
        now = std::max(now, limit.ready()) + std::chrono::microseconds{random() % (random() % 50 == 0 ? 30000 : 300)};
        while (limit.ready() <= now) {
            limit.count(now);
            sent.push_back(now);
        }
    }
    CHECK(most_in_a_second(sent) <= static_cast<std::size_t>(rate));
}

TEST_CASE("rate limit: with punctual wake-ups at least 97 % of the rate is used", "[scanner][pacer]")
{
    const auto rate = GENERATE(100, 200, 500, 20000);
    CAPTURE(rate);
    RateLimit limit{static_cast<double>(rate)};
    auto now = Clock::time_point{} + 1h;
    const auto end = now + 10s;
    long sent = 0;
    for (; now < end; now = std::max(now + 60us, limit.ready() + 60us)) {
        while (limit.ready() <= now) {
            limit.count(now);
            ++sent;
        }
    }
    CHECK(sent <= 10L * rate);
    CHECK(sent >= 97L * rate / 10);
}

TEST_CASE("rate limit: idle time is not saved up", "[scanner][pacer]")
{
    RateLimit limit{100};
    auto now = Clock::time_point{} + 1h;
    limit.count(now);
    now += 1h;
    std::vector<Clock::time_point> sent;
    for (const auto end = now + 3s; now < end; now += 100us)
        if (limit.ready() <= now) {
            limit.count(now);
            sent.push_back(now);
        }
    CHECK(most_in_a_second(sent) <= 100);
}

TEST_CASE("rate limit: 0 is no limit", "[scanner][pacer]")
{
    RateLimit limit{0};
    const auto now = Clock::time_point{} + 1h;
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(limit.ready() <= now);
        limit.count(now);
    }
}

TEST_CASE("pacer: an excluded address never gets a packet, whatever the rates", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0}, AddressSet{{{0x0a000007, 0x0a000009}}}};
    const auto now = Clock::time_point{} + 1h;
    CHECK(pacer.ask(make_address("10.0.0.7"), SendKind::ordinary, now).answer == Permit::Answer::never);
    CHECK(pacer.ask(make_address("10.0.0.9"), SendKind::new_neighbour, now).answer == Permit::Answer::never);
    CHECK(pacer.ask(make_address("10.0.0.10"), SendKind::ordinary, now).answer == Permit::Answer::now);
}

TEST_CASE("pacer: one /24 is held to its own rate while another goes on", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .net_rate = 10, .host_gap = 0ms}, {}};
    const auto now = Clock::time_point{} + 1h;
    CHECK(pacer.ask(make_address("10.0.0.1"), SendKind::ordinary, now).answer == Permit::Answer::now);
    const auto second = pacer.ask(make_address("10.0.0.2"), SendKind::ordinary, now);
    CHECK(second.answer == Permit::Answer::later);
    CHECK(second.when == now + 100ms);
    CHECK(pacer.ask(make_address("10.0.1.2"), SendKind::ordinary, now).answer == Permit::Answer::now);
}

TEST_CASE("pacer: two packets to one device keep the host gap", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .net_rate = 0, .host_gap = 200ms}, {}};
    const auto now = Clock::time_point{} + 1h;
    CHECK(pacer.ask(make_address("10.0.0.1"), SendKind::ordinary, now).answer == Permit::Answer::now);
    const auto again = pacer.ask(make_address("10.0.0.1"), SendKind::ordinary, now + 50ms);
    CHECK(again.answer == Permit::Answer::later);
    CHECK(again.when == now + 200ms);
    CHECK(pacer.ask(make_address("10.0.0.1"), SendKind::ordinary, now + 200ms).answer == Permit::Answer::now);
}

TEST_CASE("pacer: on loopback only the total counts", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 20, .net_rate = 1, .host_gap = 10s}, {}};
    const auto now = Clock::time_point{} + 1h;
    CHECK(pacer.ask(make_address("127.0.0.1"), SendKind::ordinary, now).answer == Permit::Answer::now);
    const auto next = pacer.ask(make_address("127.0.0.1"), SendKind::ordinary, now);
    CHECK(next.answer == Permit::Answer::pause);
    CHECK(next.when == now + 50ms);
    CHECK(pacer.ask(make_address("127.0.0.1"), SendKind::ordinary, now + 50ms).answer == Permit::Answer::now);
}

TEST_CASE("pacer: new neighbours have their own rate", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .net_rate = 0, .host_gap = 0ms, .new_neighbours = 20}, {}};
    const auto now = Clock::time_point{} + 1h;
    CHECK(pacer.ask(make_address("10.0.0.1"), SendKind::new_neighbour, now).answer == Permit::Answer::now);
    CHECK(pacer.ask(make_address("10.0.0.2"), SendKind::new_neighbour, now).answer == Permit::Answer::later);
    CHECK(pacer.ask(make_address("10.0.0.3"), SendKind::ordinary, now).answer == Permit::Answer::now);
}

TEST_CASE("pacer: asking by ARP whose an address is takes no device's gap and no new neighbour's place",
          "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .net_rate = 0, .host_gap = 200ms, .new_neighbours = 20}, {}};
    const auto now = Clock::time_point{} + 1h;
    const auto ask = [&](const char* to, SendKind kind) { return pacer.ask(make_address(to), kind, now); };
    CHECK(ask("10.0.0.1", SendKind::resolve).answer == Permit::Answer::now);
    CHECK(ask("10.0.0.2", SendKind::resolve).answer == Permit::Answer::now);
    CHECK(ask("10.0.0.1", SendKind::new_neighbour).answer == Permit::Answer::now);
    CHECK(ask("10.0.0.1", SendKind::resolve).answer == Permit::Answer::now);
    // nor does it end a gap
    const auto again = ask("10.0.0.1", SendKind::ordinary);
    CHECK(again.answer == Permit::Answer::later);
    CHECK(again.when == now + 200ms);
}

TEST_CASE("pacer: asking by ARP counts in the total and for its /24, and keeps exclusions", "[scanner][pacer]")
{
    const auto now = Clock::time_point{} + 1h;
    Pacer whole{{.max_rate = 20, .net_rate = 0}, AddressSet{{{0x0a000007, 0x0a000007}}}};
    CHECK(whole.ask(make_address("10.0.0.7"), SendKind::resolve, now).answer == Permit::Answer::never);
    CHECK(whole.ask(make_address("10.0.0.1"), SendKind::resolve, now).answer == Permit::Answer::now);
    CHECK(whole.ask(make_address("10.0.1.2"), SendKind::ordinary, now).answer == Permit::Answer::pause);
    Pacer by_net{{.max_rate = 0, .net_rate = 10}, {}};
    CHECK(by_net.ask(make_address("10.0.0.1"), SendKind::resolve, now).answer == Permit::Answer::now);
    CHECK(by_net.ask(make_address("10.0.0.2"), SendKind::resolve, now).answer == Permit::Answer::later);
    CHECK(by_net.ask(make_address("10.0.1.2"), SendKind::resolve, now).answer == Permit::Answer::now);
}

TEST_CASE("pacer: connections have a rate of their own, and count in the total", "[scanner][pacer]")
{
    const auto rate = GENERATE(7, 100);
    const auto loopback = GENERATE(false, true);
    CAPTURE(rate, loopback);
    Pacer pacer{{.max_rate = 400, .connect_rate = static_cast<double>(rate), .net_rate = 0, .host_gap = 0ms}, {}};
    std::vector<Clock::time_point> connections;
    std::vector<Clock::time_point> all;
    std::uint32_t to = loopback ? 0x7f000001 : 0x0a000001;
    auto now = Clock::time_point{} + 1h;
    for (const auto end = now + 3s; now < end; now += 1ms) {
        const boost::asio::ip::address address = boost::asio::ip::address_v4{to};
        const auto permit = pacer.ask(address, SendKind::connection, now);
        if (permit.answer == Permit::Answer::now)
            connections.push_back(now);
        else {
            CHECK(permit.answer == Permit::Answer::pause);
            CHECK(permit.when > now);
        }
        if (permit.answer == Permit::Answer::now ||
            pacer.ask(address, SendKind::ordinary, now).answer == Permit::Answer::now)
            all.push_back(now);
        ++to;
    }
    CHECK(most_in_a_second(connections) <= static_cast<std::size_t>(rate));
    CHECK(connections.size() >= static_cast<std::size_t>(rate) * 2);
    CHECK(most_in_a_second(all) <= 400);
}

TEST_CASE("pacer: a connection to a new neighbour keeps both rates", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .connect_rate = 20, .net_rate = 0, .host_gap = 0ms, .new_neighbours = 5}, {}};
    const auto now = Clock::time_point{} + 1h;
    const auto ask = [&](const char* to, SendKind kind, Clock::duration after) {
        return pacer.ask(make_address(to), kind, now + after);
    };
    CHECK(ask("10.0.0.1", SendKind::connection_to_new_neighbour, 0ms).answer == Permit::Answer::now);
    CHECK(ask("10.0.0.2", SendKind::connection_to_new_neighbour, 0ms).answer == Permit::Answer::pause);
    const auto neighbour = ask("10.0.0.2", SendKind::connection_to_new_neighbour, 50ms);
    CHECK(neighbour.answer == Permit::Answer::later);
    CHECK(neighbour.when == now + 200ms);
    CHECK(ask("10.0.0.3", SendKind::connection, 50ms).answer == Permit::Answer::now);
}

TEST_CASE("pacer: addresses of one IPv6 /64 share its rate, those of another have their own", "[scanner][pacer]")
{
    Pacer pacer{{.max_rate = 0, .net_rate = 10, .host_gap = 0ms}, {}};
    const auto now = Clock::time_point{} + 1h;
    const auto ask = [&](const char* to) { return pacer.ask(make_address(to), SendKind::ordinary, now); };
    CHECK(ask("fd00:0:0:1::1").answer == Permit::Answer::now);
    const auto second = ask("fd00:0:0:1:ffff::2");
    CHECK(second.answer == Permit::Answer::later);
    CHECK(second.when == now + 100ms);
    CHECK(ask("fd00:0:0:2::1").answer == Permit::Answer::now);
    CHECK(ask("10.0.0.1").answer == Permit::Answer::now); // and so has IPv4
    CHECK(ask("10.0.1.1").answer == Permit::Answer::now);
    CHECK(ask("10.0.0.2").answer == Permit::Answer::later);
}

TEST_CASE("pacer: exclusions and the host gap hold for IPv6, and on ::1 only the total counts", "[scanner][pacer]")
{
    const auto excluded = number_of(make_address("fd00::7").to_v6());
    Pacer pacer{{.max_rate = 20, .net_rate = 0, .host_gap = 200ms}, AddressSet{{}, {{excluded, excluded}}}};
    const auto now = Clock::time_point{} + 1h;
    const auto ask = [&](const char* to, Clock::duration after) {
        return pacer.ask(make_address(to), SendKind::ordinary, now + after);
    };
    CHECK(ask("fd00::7", 0ms).answer == Permit::Answer::never);
    CHECK(ask("fd00::8", 0ms).answer == Permit::Answer::now);
    const auto again = ask("fd00::8", 100ms);
    CHECK(again.answer == Permit::Answer::later);
    CHECK(again.when == now + 200ms);
    CHECK(ask("::1", 100ms).answer == Permit::Answer::now);
    CHECK(ask("::1", 150ms).answer == Permit::Answer::now);
}

TEST_CASE("pacer: another rate holds in any second from then on", "[scanner][pacer]")
{
    const auto before = GENERATE(0, 500, 20000);
    const auto rate = GENERATE(10, 50, 250, 1000);
    CAPTURE(before, rate);
    Pacer pacer{{.max_rate = static_cast<double>(before), .net_rate = 0, .host_gap = 0ms}, {}};
    std::mt19937 random{5}; // NOLINT(cert-msc51-cpp): the same jitter on every run
    std::vector<Clock::time_point> sent;
    std::uint32_t to = 0x7f000001;
    auto now = Clock::time_point{} + 1h;
    const auto send_until = [&](Clock::time_point end) {
        for (; now < end; now += std::chrono::microseconds{50 + random() % 4000})
            for (int batch = 0; batch < 100; ++batch) {
                if (pacer.ask(boost::asio::ip::address_v4{to++}, SendKind::ordinary, now).answer != Permit::Answer::now)
                    break;
                sent.push_back(now);
            }
    };
    send_until(now + 2s);
    pacer.set_rate(rate);
    sent.clear();
    send_until(now + 5s);
    CHECK(most_in_a_second(sent) <= static_cast<std::size_t>(rate));
    CHECK(sent.size() >= static_cast<std::size_t>(rate) * 4);
    pacer.set_rate(0);
    sent.clear();
    send_until(now + 1s); // the first one may have to wait for its time yet
    CHECK(sent.size() >= 20'000);
}

TEST_CASE("rate limit: late wake-ups of up to 4 ms cost at most 2 % of the rate, and never exceed it",
          "[scanner][pacer]")
{
    const auto rate = GENERATE(50, 100, 500, 5'000, 100'000);
    CAPTURE(rate);
    RateLimit limit{static_cast<double>(rate)};
    std::mt19937 random{11}; // NOLINT(cert-msc51-cpp): the same jitter on every run
    std::vector<Clock::time_point> sent;
    const auto begin = Clock::time_point{} + 1h;
    auto now = begin;
    const auto end = begin + (rate > 10'000 ? 6s : 60s);
    while (now < end) {
        // Timers wake up late, mostly by little.
        const auto late = random() % 8 == 0 ? random() % 4'001 : random() % 300;
        now = std::max(now, limit.ready()) + std::chrono::microseconds{late};
        while (limit.ready() <= now) {
            limit.count(now);
            sent.push_back(now);
        }
    }
    CHECK(most_in_a_second(sent) <= static_cast<std::size_t>(rate));
    const auto seconds = std::chrono::duration<double>(now - begin).count();
    CHECK(static_cast<double>(sent.size()) >= 0.98 * rate * seconds);
}

TEST_CASE("pacer: while the network is away nothing may leave", "[scanner][pacer]")
{
    Pacer pacer{{}, {}};
    const auto now = Clock::time_point{} + 1h;
    const auto to = make_address("10.0.0.1");
    pacer.set_away(true);
    for (const auto kind : {SendKind::ordinary, SendKind::connection, SendKind::resolve}) {
        const auto permit = pacer.ask(to, kind, now);
        CHECK(permit.answer == Permit::Answer::pause);
        CHECK(permit.when > now);
    }
    pacer.set_away(false);
    CHECK(pacer.ask(to, SendKind::ordinary, now).answer == Permit::Answer::now);
}
