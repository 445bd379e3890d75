#include "probes/tcp_heads.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/frame_builder.hpp"

#include <numeric>

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::string message = "REGISTER sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.7\r\n"
                            "User-Agent: Acme Desk 300 2.1.7\r\nContent-Length: 0\r\n\r\n";

/// One connection; `from` tells it from others.
class Connection {
public:
    explicit Connection(TcpHeads& heads, std::uint16_t from = 40'000) : heads_{heads}, from_{from} {}

    std::string take(std::uint32_t sequence, std::string_view payload, bool is_last = false)
    {
        wire::IpPacket packet;
        packet.source = boost::asio::ip::make_address("10.0.0.7");
        packet.destination = boost::asio::ip::make_address("10.0.0.1");
        const auto bytes = text(payload); // its own heap block, gone when this returns
        wire::TcpSegment segment;
        segment.source_port = from_;
        segment.destination_port = 5060;
        segment.sequence = sequence;
        segment.fin_or_rst = is_last;
        segment.payload = bytes;
        return std::string{heads_.take(packet, segment)};
    }

private:
    TcpHeads& heads_;
    std::uint16_t from_;
};

std::vector<std::string> given_up(TcpHeads& heads)
{
    std::vector<std::string> left;
    heads.give_up([&left](const boost::asio::ip::address& sender, std::string_view head) {
        left.push_back(sender.to_string() + " " + std::string{head});
    });
    return left;
}

} // namespace

TEST_CASE("TCP heads: a head in three segments comes out whole in any order of the last two, over the wrap of the "
          "sequence numbers",
          "[probes][tcp]")
{
    for (const std::uint32_t first : {1'000U, 0xffff'fff0U, 0U}) {
        CAPTURE(first);
        const auto second = first + 40;
        const auto third = first + 90;
        TcpHeads heads;
        Connection one{heads};
        CHECK(one.take(first, message.substr(0, 40)).empty());
        CHECK(one.take(second, message.substr(40, 50)).empty());
        CHECK(one.take(third, message.substr(90)) == message);
        Connection turned{heads, 40'001};
        CHECK(turned.take(first, message.substr(0, 40)).empty());
        CHECK(turned.take(third, message.substr(90)).empty());
        CHECK(turned.take(second, message.substr(40, 50)) == message);
        CHECK(given_up(heads).empty());
    }
}

TEST_CASE("TCP heads: one octet a segment behind the first line", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    std::string got = one.take(7, message.substr(0, 40));
    for (std::uint32_t at = 40; at < message.size(); ++at)
        got += one.take(7 + at, message.substr(at, 1));
    CHECK(got == message);
}

TEST_CASE("TCP heads: what is sent again counts once, also where more is sent with it", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    one.take(1'000, message.substr(0, 40));
    CHECK(one.take(1'000, message.substr(0, 40)).empty());
    CHECK(one.take(1'010, message.substr(10, 20)).empty());
    CHECK(one.take(1'000, message) == message); // all of it in one segment now
    one.take(5'000, message.substr(0, 40));
    CHECK(one.take(5'030, message.substr(30)) == message);
}

TEST_CASE("TCP heads: a segment that never comes costs its message, not the connection", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    one.take(1'000, message.substr(0, 40));
    const auto next = 1'000 + static_cast<std::uint32_t>(message.size());
    CHECK(one.take(next, message) == message);             // whole, though the one before it still waits
    CHECK(one.take(1'040, message.substr(40)) == message); // and can still end

    one.take(9'000, message.substr(0, 40));
    std::uint32_t sequence = 9'200;
    for (std::size_t i = 0; i < TcpHeads::most_ahead; ++i)
        one.take(sequence += 10, "a=rtpmap\r\n");
    CHECK(one.take(sequence + 10, message.substr(0, 50)).empty());
    CHECK(one.take(sequence + 60, message.substr(50)) == message);
}

TEST_CASE("TCP heads: a later connection of the same ports begins anew", "[probes][tcp]")
{
    for (const std::uint32_t elsewhere : {100U, 0x4000'0000U}) { // before and far behind
        CAPTURE(elsewhere);
        TcpHeads heads;
        Connection one{heads};
        one.take(0x1000'0000, message.substr(0, 40));
        CHECK(one.take(elsewhere, message.substr(0, 50)).empty());
        CHECK(one.take(elsewhere + 50, message.substr(50)) == message);
    }
}

TEST_CASE("TCP heads: the end of the connection, and of what was captured, gives what there is", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    one.take(1'000, message.substr(0, 40));
    CHECK(one.take(1'040, message.substr(40, 20), true) == message.substr(0, 60));
    one.take(2'000, message.substr(0, 40));
    CHECK(one.take(2'040, "", true) == message.substr(0, 40));
    CHECK(one.take(3'000, message.substr(0, 40), true) == message.substr(0, 40));
    one.take(4'000, message.substr(0, 40));
    CHECK(given_up(heads) == std::vector<std::string>{"10.0.0.7 " + message.substr(0, 40)});
    CHECK(given_up(heads).empty());
}

TEST_CASE("TCP heads: what is no message is not looked at", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    CHECK(one.take(1, "\x16\x03\x01").empty());
    CHECK(one.take(4, message.substr(5)).empty());
    CHECK(one.take(9, "", true).empty());
    CHECK(given_up(heads).empty());
}

TEST_CASE("TCP heads: a head without an end is bounded, and so is what comes before its turn", "[probes][tcp]")
{
    TcpHeads heads;
    Connection one{heads};
    one.take(0, message.substr(0, 40));
    const std::string much(1'400, 'x');
    std::string got;
    for (std::uint32_t sequence = 40; got.empty() && sequence < 100'000; sequence += 1'400)
        got = one.take(sequence, much);
    CHECK(got.size() == TcpHeads::longest_head);

    one.take(200'000, message.substr(0, 40));
    for (std::uint32_t i = 1; i < 1'000; ++i)
        CHECK(one.take(200'040 + i * 1'400, much).empty());
    CHECK(given_up(heads).size() == 1);
}

TEST_CASE("TCP heads: more than 1,024 at once: the oldest gives way", "[probes][tcp]")
{
    TcpHeads heads;
    const auto port = [](std::size_t number) { return static_cast<std::uint16_t>(10'000 + number); };
    for (std::size_t i = 0; i <= TcpHeads::most_heads; ++i)
        Connection{heads, port(i)}.take(1, message.substr(0, 40));
    CHECK(Connection{heads, port(0)}.take(41, message.substr(40)).empty());
    CHECK(Connection{heads, port(1)}.take(41, message.substr(40)) == message);
    CHECK(Connection{heads, port(TcpHeads::most_heads)}.take(41, message.substr(40)) == message);
    CHECK(given_up(heads).size() == TcpHeads::most_heads - 2);
}
