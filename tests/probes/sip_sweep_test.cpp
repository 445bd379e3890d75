#include "probes/sip_sweep.hpp"

#include "tests/probes/sip_sweeping.hpp"

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using boost::asio::ip::make_address_v4;

namespace {

struct Swept {
    SipSweepOutcome outcome;
    std::map<std::string, std::map<Field, std::string>> heard; // by address
};

Swept sweep(AddressRange range, std::uint16_t port, SendGate& gate, const SipSweepOptions& options,
            std::optional<Clock::duration> stop_after = std::nullopt)
{
    SipSweeping sweeping{AddressSet{{range}}, port, gate, options};
    if (stop_after) sweeping.after(*stop_after, [&sweeping] { sweeping.sweep.stop(); });
    sweeping.run();
    return {std::move(sweeping.outcome), std::move(sweeping.heard)};
}

} // namespace

TEST_CASE("SIP sweep: an answer of any final status gives its banner", "[probes][sip]")
{
    const auto head = GENERATE("200 OK", "401 Unauthorized", "403 Forbidden", "404 Not Found", "405 Method Not Allowed",
                               "481 Call/Transaction Does Not Exist", "486 Busy Here", "503 Service Unavailable");
    CAPTURE(head);
    Responder phone{{"127.61.0.1"}, 0, [&](auto at, const auto& from, auto request, const auto& send) {
                        send(at, from, sip_response(request, head, "User-Agent: Acme 1.0\r\n"));
                    }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.0.1"), number("127.61.0.1")}, phone.port(), gate, quick());
    CHECK(swept.outcome.answered == 1);
    CHECK(swept.heard.at("127.61.0.1").at(Field::sip_user_agent) == "Acme 1.0");
    CHECK(swept.heard.at("127.61.0.1").at(Field::sip_status) == std::string{head}.substr(0, 3));
}

TEST_CASE("SIP sweep: closed neighbours cost no listening target its datagram", "[probes][sip]")
{
    // Live and closed addresses interleaved: each refusal makes a later send() on the shared socket fail.
    std::vector<std::string> live;
    for (int i = 0; i < 200; i += 2)
        live.push_back("127.61.1." + std::to_string(i));
    Responder phones{live, 0, [](auto at, const auto& from, auto request, const auto& send) {
                         send(at, from, sip_response(request, "200 OK", "Server: Acme\r\n"));
                     }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.1.0"), number("127.61.1.199")}, phones.port(), gate, quick(0));
    CHECK(swept.outcome.answered == 100);
    CHECK(swept.outcome.refused == 100);
    CHECK(swept.outcome.unsent == 0);
    CHECK(swept.outcome.datagrams == 200);
}

TEST_CASE("SIP sweep: forged, foreign, duplicated and displaced answers are told apart", "[probes][sip]")
{
    Responder phones{{"127.61.2.1", "127.61.2.2", "127.61.2.3", "127.61.2.4"},
                     0,
                     [](auto at, const auto& from, auto request, const auto& send) {
                         const auto answer = sip_response(request, "200 OK", "User-Agent: Acme\r\n");
                         auto forged = answer;
                         for (std::size_t i = 0; (i = forged.find("ps7f", i)) != std::string::npos; ++i)
                             forged[i + 14] = forged[i + 14] == '0' ? '1' : '0';
                         switch (at) {
                         case 0: // twice
                             send(0, from, answer);
                             send(0, from, answer);
                             break;
                         case 1:
                             send(1, from, forged);
                             break;
                         case 2: // nothing of ours, then bytes that are no SIP
                             send(2, from, "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKabc\r\n\r\n");
                             send(2, from, std::string_view{"\0\0\0\0", 4});
                             break;
                         default:
                             send(0, from, answer); // from another address
                         }
                     }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.2.1"), number("127.61.2.4")}, phones.port(), gate, quick(0));
    CHECK(swept.outcome.answered == 1);
    CHECK(swept.heard.size() == 1);
    CHECK(swept.outcome.arrivals.duplicates == 1);
    CHECK(swept.outcome.arrivals.forged == 1);
    CHECK(swept.outcome.arrivals.foreign == 2);
    REQUIRE(swept.outcome.arrivals.answered_by.size() == 1);
    CHECK(swept.outcome.arrivals.answered_by.front().asked == make_address_v4("127.61.2.4"));
    CHECK(swept.outcome.arrivals.answered_by.front().by == make_address_v4("127.61.2.1"));
    CHECK(swept.outcome.silent == 3);
}

TEST_CASE("SIP sweep: a provisional answer is not final, but not nothing either", "[probes][sip]")
{
    Responder phones{{"127.61.3.1", "127.61.3.2"}, 0, [](auto at, const auto& from, auto request, const auto& send) {
                         send(at, from, sip_response(request, "100 Trying", "Server: Early\r\n"));
                         if (at == 0) send(at, from, sip_response(request, "486 Busy Here", "Server: Late\r\n"));
                     }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.3.1"), number("127.61.3.2")}, phones.port(), gate, quick(0));
    CHECK(swept.outcome.answered == 2);
    CHECK(swept.heard.at("127.61.3.1").at(Field::sip_server) == "Late");
    CHECK(swept.heard.at("127.61.3.2").at(Field::sip_server) == "Early");
    CHECK(swept.heard.at("127.61.3.2").at(Field::sip_status) == "100");
}

TEST_CASE("SIP sweep: lost requests are repeated byte for byte", "[probes][sip]")
{
    std::vector<std::string> seen;
    Responder phone{{"127.61.4.1"}, 0, [&](auto at, const auto& from, auto request, const auto& send) {
                        seen.emplace_back(request);
                        if (seen.size() == 2) send(at, from, sip_response(request, "200 OK", ""));
                    }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.4.1"), number("127.61.4.1")}, phone.port(), gate, quick(3));
    CHECK(swept.outcome.answered == 1);
    CHECK(swept.outcome.datagrams == 2);
    REQUIRE(phone.requests() == 2);
    CHECK(seen[0] == seen[1]);
}

TEST_CASE("SIP sweep: an answer from another port of the target counts", "[probes][sip]")
{
    Responder elsewhere{{"127.61.5.1"}, 0, [](auto&&...) {}};
    Responder* other = &elsewhere;
    boost::asio::io_context context;
    boost::asio::ip::udp::socket socket{context, {make_address_v4("127.61.5.1"), 0}};
    Responder phone{{"127.61.5.1"}, 0, [&](auto, const auto& from, auto request, const auto&) {
                        socket.send_to(boost::asio::buffer(sip_response(request, "200 OK", "")), from);
                    }};
    OpenGate gate;
    const auto swept = sweep({number("127.61.5.1"), number("127.61.5.1")}, phone.port(), gate, quick(0));
    CHECK(swept.outcome.answered == 1);
    CHECK(other->requests() == 0);
}

TEST_CASE("SIP sweep: what the gate never lets through gets no packet and is counted", "[probes][sip]")
{
    Responder phones{{"127.61.6.1", "127.61.6.2"}, 0, [](auto at, const auto& from, auto request, const auto& send) {
                         send(at, from, sip_response(request, "200 OK", ""));
                     }};
    OpenGate gate{AddressSet{{{number("127.61.6.2"), number("127.61.6.2")}}}};
    const auto swept = sweep({number("127.61.6.1"), number("127.61.6.2")}, phones.port(), gate, quick(0));
    CHECK(phones.requests() == 1);
    CHECK(swept.outcome.answered == 1);
    CHECK(swept.outcome.unsent == 1);
    CHECK(swept.outcome.incomplete.empty()); // whoever closed the gate knows
}

TEST_CASE("SIP sweep: stopped, it keeps what it has and says what it did not ask", "[probes][sip]")
{
    class SlowGate final : public SendGate {
    public:
        Permit ask(const boost::asio::ip::address&, SendKind, Clock::time_point now) override
        {
            if (now < next_) return {Permit::Answer::pause, next_};
            next_ = now + 20ms;
            return {Permit::Answer::now, now};
        }

    private:
        Clock::time_point next_{};
    };
    Responder phones{{"127.61.7.1"}, 0, [](auto at, const auto& from, auto request, const auto& send) {
                         send(at, from, sip_response(request, "200 OK", ""));
                     }};
    SlowGate gate;
    const auto swept = sweep({number("127.61.7.0"), number("127.61.7.255")}, phones.port(), gate, quick(0), 300ms);
    CHECK(swept.outcome.unsent > 200);
    CHECK(swept.outcome.unsent < 256);
    CHECK(swept.outcome.unsent + swept.outcome.datagrams == 256);
}

TEST_CASE("SIP sweep: a port that is taken is an error, not a silent network", "[probes][sip]")
{
    const bool shared = GENERATE(false, true); // as another scan would have it
    CAPTURE(shared);
    boost::asio::io_context context;
    boost::asio::ip::udp::socket taken{context, boost::asio::ip::udp::v4()};
    taken.bind({boost::asio::ip::udp::v4(), 0});
    const int on = shared ? 1 : 0;
    REQUIRE(::setsockopt(taken.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
    auto options = quick(0);
    options.source_port = taken.local_endpoint().port();
    const TargetOrder targets{AddressSet{{{number("127.61.8.1"), number("127.61.8.1")}}}, {5060}, 1};
    const auto routes = routes_to(targets.addresses(), "");
    OpenGate gate;
    SipSweep sweep{targets, routes, gate, options, [](auto&&...) {}};
    std::exception_ptr failure;
    boost::asio::co_spawn(context, sweep.run(),
                          [&](std::exception_ptr error, const SipSweepOutcome&) { failure = error; });
    context.run();
    REQUIRE(failure);
    CHECK_THROWS_AS(std::rethrow_exception(failure), boost::system::system_error);
}
