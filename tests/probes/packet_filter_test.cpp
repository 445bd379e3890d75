#include "probes/packet_filter.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/frame_builder.hpp"

#include <stdexcept>

using namespace phonescan;
using namespace phonescan::test;

namespace {

bool admits(PacketFilter& filter, wire::LinkType type, const Octets& bytes)
{
    wire::CapturedPacket packet;
    packet.link_type = type;
    packet.bytes = bytes;
    packet.length_on_wire = static_cast<std::uint32_t>(bytes.size());
    return filter.admits(packet);
}

const auto sip = ipv4("10.0.0.7", "10.0.0.1", 17, udp(5060, 5060, text("REGISTER")));
const auto dns = ipv4("10.0.0.7", "10.0.0.1", 17, udp(5000, 53, text("x")));

Octets framed(const Octets& packet)
{
    return ethernet("00:04:f2:aa:bb:cc", 0x0800, packet);
}

/// Linux cooked: incoming, Ethernet, a source address of 6 octets, IPv4.
Octets cooked(const Octets& packet)
{
    return joined({octets("0000 0001 0006 0004f2aabbcc 0000 0800"), packet});
}

} // namespace

TEST_CASE("packet filter: one expression holds for each link type, in any mixture", "[probes][read]")
{
    PacketFilter filter{"udp port 5060"};
    for (int i = 0; i < 3; ++i) {
        CHECK(admits(filter, wire::LinkType::ethernet, framed(sip)));
        CHECK_FALSE(admits(filter, wire::LinkType::ethernet, framed(dns)));
        CHECK(admits(filter, wire::LinkType::linux_sll, cooked(sip)));
        CHECK_FALSE(admits(filter, wire::LinkType::linux_sll, cooked(dns)));
        CHECK(admits(filter, wire::LinkType::raw, sip));
        CHECK_FALSE(admits(filter, wire::LinkType::raw, dns));
    }
    CHECK_FALSE(admits(filter, wire::LinkType::ethernet, {})); // nothing was captured of it
}

TEST_CASE("packet filter: where an expression means nothing it admits nothing", "[probes][read]")
{
    PacketFilter filter{"ether src 00:04:f2:aa:bb:cc"};
    CHECK(admits(filter, wire::LinkType::ethernet, framed(sip)));
    CHECK_FALSE(admits(filter, wire::LinkType::raw, sip));
    CHECK(admits(filter, wire::LinkType::ethernet, framed(dns)));
}

TEST_CASE("packet filter: a mistake is told in libpcap's words, before a file is read", "[probes][read]")
{
    CHECK_THROWS_AS(PacketFilter{"udp prot 5060"}, std::invalid_argument);
    CHECK_THROWS_WITH(PacketFilter{"udp port"}, Catch::Contains("syntax error"));
    PacketFilter from{"udp port 53"};
    PacketFilter moved{std::move(from)};
    CHECK(admits(moved, wire::LinkType::ethernet, framed(dns)));
}
