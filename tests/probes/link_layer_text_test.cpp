#include "tests/probes/ear.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("link layer: a frame's MAC address is the sender's where its packet was not routed", "[probes][sip]")
{
    Ear ear;
    ear.hear(udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 300 2.1.7")));
    ear.hear(udp_frame("10.8.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 400 2.1.7"), 62, router_mac));
    for (const auto& one : ear.all())
        CHECK(one.source.mac.has_value() == (one.source.address.to_string() == "10.0.0.7"));
    CHECK(ear.said(Field::sip_user_agent) ==
          Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}, {"10.8.0.7", "Acme Desk 400 2.1.7"}});
}

TEST_CASE("link layer: a request that a proxy passed on, and a proxy's answers, name nobody", "[probes][sip]")
{
    Ear ear;
    const auto more = "Via: SIP/2.0/UDP 10.0.0.9\r\n";
    ear.hear(udp_frame("10.0.0.1", "10.0.0.2", sip_request("INVITE", "Acme Desk 300 2.1.7", more)));
    const std::string answer = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n"
                               "Contact: <sip:4711@10.0.0.3:5060>\r\nUser-Agent: Acme Desk 300 2.1.7\r\n\r\n";
    ear.hear(udp_frame("10.0.0.4", "10.0.0.7", answer)); // by its Contact another wrote it
    const std::string busy = "SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n"
                             "User-Agent: Acme Desk 300 2.1.7\r\n\r\n";
    ear.hear(udp_frame("10.0.0.4", "10.0.0.7", busy)); // without one nobody knows
    CHECK(ear.said(Field::sip_user_agent).empty());
    CHECK(ear.counts().passed_on == 1);

    // Whoever gets a registration serves phones, and passes their words on.
    ear.hear(udp_frame("10.0.0.3", "10.0.0.7", answer));
    CHECK(ear.said(Field::sip_user_agent) == Said{{"10.0.0.3", "Acme Desk 300 2.1.7"}});
    ear.hear(udp_frame("10.0.0.8", "10.0.0.3", sip_request("REGISTER", "Acme Desk 500 1.0")));
    CHECK(ear.said(Field::sip_user_agent) == Said{{"10.0.0.8", "Acme Desk 500 1.0"}});
}

TEST_CASE("link layer: plug and play gives its event and the MAC address in its From", "[probes][pnp]")
{
    Ear ear;
    std::string request =
        "SUBSCRIBE sip:MAC%3a0004F2AABBCC@224.0.1.75 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.7:5060\r\n"
        "From: <sip:MAC%3a0004F2AABBCC@224.0.1.75>;tag=1\r\nTo: <sip:MAC%3a0004F2AABBCC@224.0.1.75>\r\n"
        "CSeq: 1 SUBSCRIBE\r\n"
        "Event: ua-profile;profile-type=\"device\";vendor=\"acme\";model=\"300\";version=\"2.1.7\"\r\n\r\n";
    ear.hear(udp_frame("10.0.0.7", "224.0.1.75", request, 1));
    CHECK(ear.said(Field::pnp_event)["10.0.0.7"].ends_with("model=\"300\";version=\"2.1.7\""));
    CHECK(ear.said(Field::mac) == Said{{"10.0.0.7", phone_mac}});
    CHECK(ear.counts().pnp == 1);
    for (const auto& one : ear.all())
        CHECK(one.value.find('@') == std::string::npos);
}

TEST_CASE("link layer: heads over several segments, sent again and cut at the end", "[probes][tcp]")
{
    const auto message = sip_request("REGISTER", "Acme Desk 300 2.1.7");
    for (const std::size_t border : {std::size_t{20}, message.size() / 2, message.size() - 2}) {
        CAPTURE(border);
        Ear ear;
        ear.hear(tcp_frame(1'000, message.substr(0, border)));
        ear.hear(tcp_frame(1'000, message.substr(0, border))); // again
        CHECK(ear.said(Field::sip_user_agent).empty());
        ear.hear(tcp_frame(1'000 + border, message.substr(border)));
        CHECK(ear.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}});
        CHECK(ear.counts().sip == 1);
    }
    Ear turned; // the second half comes first but for the beginning
    turned.hear(tcp_frame(1, message.substr(0, 40)));
    turned.hear(tcp_frame(101, message.substr(100)));
    turned.hear(tcp_frame(41, message.substr(40, 60)));
    CHECK(turned.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}});

    Ear cut;
    cut.hear(tcp_frame(1, message.substr(0, message.find("Content-Length"))));
    CHECK(cut.all().empty());
    cut.finish();
    CHECK(cut.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}});

    Ear many; // under way at once: bounded, and the last one ends well
    for (std::size_t i = 0; i < 3 * TcpHeads::most_heads; ++i)
        many.hear(ethernet(phone_mac, 0x0800,
                           ipv4("10.0.0.7", "10.0.0.1", 6, tcp(10'000 + i, 5060, 1, text(message.substr(0, 90))))));
    many.hear(ethernet(phone_mac, 0x0800,
                       ipv4("10.0.0.7", "10.0.0.1", 6,
                            tcp(10'000 + 3 * TcpHeads::most_heads - 1, 5060, 91, text(message.substr(90))))));
    CHECK(many.counts().sip == 1);
}

TEST_CASE("link layer: HTTP requests name their sender, but not what a proxy passed on", "[probes][http]")
{
    Ear ear;
    ear.hear(
        tcp_frame(1, "GET /0004f2aabbcc.cfg HTTP/1.1\r\nHost: 10.0.0.1\r\nUser-Agent: Acme Desk 300 2.1.7\r\n\r\n"));
    CHECK(ear.said(Field::http_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}});
    Ear proxy;
    proxy.hear(tcp_frame(1, "GET / HTTP/1.1\r\nUser-Agent: Acme Desk 300 2.1.7\r\nVia: 1.1 squid\r\n\r\n"));
    CHECK(proxy.all().empty());
}

TEST_CASE("link layer: a message by multicast of one hop comes from the link", "[probes][pnp]")
{
    Ear ear;
    ear.hear(udp_frame("10.0.0.7", "224.0.1.75", sip_request("OPTIONS", "Acme Desk 300 2.1.7"), 1));
    ear.hear(udp_frame("10.0.0.8", "10.0.0.1", sip_request("OPTIONS", "Acme Desk 300 2.1.7"), 1)); // at its last hop
    for (const auto& one : ear.all())
        CHECK(one.source.mac.has_value() == (one.source.address.to_string() == "10.0.0.7"));
    CHECK(ear.all().size() == 2);
}

TEST_CASE("link layer: a registrar's own words are its answer to a registration and what it asks for itself",
          "[probes][sip]")
{
    const auto answer = [](std::string_view method, std::string_view server) {
        return "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK1\r\nCSeq: 1 " + std::string{method} +
               "\r\nServer: " + std::string{server} + "\r\nContent-Length: 0\r\n\r\n";
    };
    Ear ear;
    ear.hear(udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 300 2.1.7")));
    ear.hear(udp_frame("10.0.0.1", "10.0.0.7", answer("REGISTER", "Bell PBX 1.0")));
    ear.hear(udp_frame("10.0.0.1", "10.0.0.7", answer("INVITE", "Acme Desk 400 2.1.7")));
    ear.hear(udp_frame("10.0.0.1", "10.0.0.7", sip_request("INVITE", "Acme Desk 400 2.1.7")));
    ear.hear(udp_frame("10.0.0.1", "10.0.0.7", sip_request("OPTIONS", "Bell PBX 1.0")));
    CHECK(ear.said(Field::sip_server) == Said{{"10.0.0.1", "Bell PBX 1.0"}});
    CHECK(ear.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}, {"10.0.0.1", "Bell PBX 1.0"}});
}

TEST_CASE("link layer: two hops in one Via field are two, a comma in a quoted text is none", "[probes][sip]")
{
    const auto request = [](std::string_view via) {
        return "OPTIONS sip:10.0.0.1 SIP/2.0\r\nv: " + std::string{via} +
               "\r\nUser-Agent: Acme\r\nContent-Length: 0\r\n\r\n";
    };
    Ear two;
    two.hear(udp_frame("10.0.0.7", "10.0.0.1", request("SIP/2.0/UDP 10.0.0.9, SIP/2.0/UDP 10.0.0.8")));
    CHECK(two.all().empty());
    CHECK(two.counts().passed_on == 1);
    Ear one;
    one.hear(udp_frame("10.0.0.7", "10.0.0.1", request("SIP/2.0/UDP 10.0.0.9;comment=\"a, b\"")));
    CHECK(one.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme"}});
}

TEST_CASE("link layer: the first fragment says what its head says, later ones nothing", "[probes][sip]")
{
    const auto message = sip_request("REGISTER", "Acme Desk 300 2.1.7") + std::string(2'000, 'x');
    const auto datagram = udp(5060, 5060, text(message));
    const auto fragment = [&datagram](std::size_t begin, std::size_t length, std::size_t flags) {
        auto packet = ipv4("10.0.0.7", "10.0.0.1", 17,
                           {datagram.begin() + static_cast<std::ptrdiff_t>(begin),
                            datagram.begin() + static_cast<std::ptrdiff_t>(begin + length)});
        const auto place = u16(flags | begin / 8);
        std::ranges::copy(place, packet.begin() + 6);
        return ethernet(phone_mac, 0x0800, packet);
    };
    Ear ear;
    ear.hear(fragment(1'480, datagram.size() - 1'480, 0));
    CHECK(ear.all().empty());
    ear.hear(fragment(0, 1'480, 0x2000));
    CHECK(ear.said(Field::sip_user_agent) == Said{{"10.0.0.7", "Acme Desk 300 2.1.7"}});
    // Cut in the middle of the version: half a version is another version.
    const auto until = (message.find("2.1.7") + 8 + 3) / 8 * 8;
    Ear cut;
    cut.hear(fragment(0, until, 0x2000));
    CHECK(cut.said(Field::sip_user_agent).empty());
    CHECK(ear.counts().unreadable == 0);
}

TEST_CASE("link layer: nothing that names a person is kept of SIP", "[probes][sip]")
{
    Ear ear;
    ear.hear(
        udp_frame("10.0.0.7", "10.0.0.1",
                  sip_request("REGISTER", "Acme Desk 300 2.1.7",
                              "Contact: \"Jane\" <sip:4711@10.0.0.7>\r\nAuthorization: Digest username=\"4711\"\r\n")));
    REQUIRE_FALSE(ear.all().empty());
    for (const auto& one : ear.all()) {
        CHECK(one.value.find("4711") == std::string::npos);
        CHECK(one.value.find("Jane") == std::string::npos);
    }
}

TEST_CASE("link layer: SIP over TLS is counted by its handshakes, not read", "[probes][sip]")
{
    Ear ear;
    ear.hear(ethernet(phone_mac, 0x0800,
                      ipv4("10.0.0.7", "10.0.0.1", 6, tcp(40'000, 5061, 1, octets("16 03 01 00 05 01")))));
    ear.hear(ethernet(phone_mac, 0x0800,
                      ipv4("10.0.0.7", "10.0.0.1", 6, tcp(40'000, 5061, 7, octets("17 03 03 00 05 01")))));
    ear.hear(
        ethernet(phone_mac, 0x0800, ipv4("10.0.0.7", "10.0.0.1", 6, tcp(40'000, 443, 1, octets("16 03 01 00 05 01")))));
    CHECK(ear.counts().sip_tls == 1);
    CHECK(ear.all().empty());
}

TEST_CASE("link layer: a plug and play From without a MAC address names none", "[probes][pnp]")
{
    for (const std::string_view user : {"4711@224.0.1.75", "MAC%3a0004F2@224.0.1.75", "MAC%3a000000000000@224.0.1.75",
                                        "MAC%3a0104F2AABBCC@224.0.1.75", "0004F2AABBCC"}) {
        CAPTURE(user);
        Ear ear;
        ear.hear(udp_frame("10.0.0.7", "224.0.1.75",
                           "SUBSCRIBE sip:224.0.1.75 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.7:5060\r\nFrom: <sip:" +
                               std::string{user} + ">;tag=1\r\nEvent: ua-profile;vendor=\"acme\"\r\n\r\n",
                           1));
        CHECK(ear.said(Field::mac).empty());
        CHECK(ear.said(Field::pnp_event) == Said{{"10.0.0.7", "ua-profile;vendor=\"acme\""}});
    }
}

TEST_CASE("link layer: two devices that use one address are two senders, and who speaks for several is none",
          "[probes]")
{
    Ear ear;
    ear.hear(udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 300 2.1.7"), 64, phone_mac));
    ear.hear(udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 400 1.0"), 64, "00:04:f2:aa:bb:dd"));
    CHECK(ear.store().size() == 2);

    Ear gateway;
    for (const std::string agent : {"Acme Desk 300 2.1.7", "Acme Desk 400 1.0", "Bell Phone 7"})
        gateway.hear(udp_frame("10.0.0.9", "10.0.0.1", sip_request("INVITE", agent)));
    CHECK(gateway.said(Field::sip_user_agent).empty());
}
