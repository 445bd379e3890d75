#include "probes/sip_observations.hpp"
#include "tests/support/catch.hpp"

#include <map>

using namespace phonescan;

namespace {

Observations observe(std::string_view message, Channel channel = Channel::sip_udp)
{
    const auto response = wire::parse_sip_response(message);
    REQUIRE(response.has_value());
    const Source source{boost::asio::ip::make_address("10.0.0.1"), 5060, {}};
    return sip_observations(*response, source, channel, WallClock::time_point{std::chrono::seconds{5}});
}

std::map<Field, std::string> by_field(const Observations& observations)
{
    std::map<Field, std::string> fields;
    for (const auto& observation : observations)
        CHECK(fields.emplace(observation.field, observation.value).second);
    return fields;
}

} // namespace

TEST_CASE("SIP observations: status, transport, banner and methods, and nothing of persons", "[probes][sip]")
{
    const auto seen = observe("SIP/2.0 401 Unauthorized\r\n"
                              "From: \"Alice\" <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\n"
                              "Call-ID: secret@example.org\r\nContact: \"Alice\" <sip:alice@10.0.0.1>\r\n"
                              "WWW-Authenticate: Digest realm=\"home\"\r\nAuthorization: Digest username=\"alice\"\r\n"
                              "Allow: INVITE,ACK\r\nALLOW:\r\nallow: BYE\r\n"
                              "Server: \r\nServer: Acme Gate 2\r\nUser-Agent: Acme\r\n Desk\t300\\x \xe9\r\n\r\n");
    CHECK(by_field(seen) == std::map<Field, std::string>{{Field::sip_status, "401"},
                                                         {Field::sip_transport, "udp"},
                                                         {Field::sip_user_agent, "Acme Desk\t300\\x5cx \\xe9"},
                                                         {Field::sip_server, "Acme Gate 2"},
                                                         {Field::sip_allow, "INVITE,ACK, BYE"}});
    for (const auto& observation : seen) {
        CHECK(observation.source.address.to_string() == "10.0.0.1");
        CHECK(observation.source.port == 5060);
        CHECK(observation.channel == Channel::sip_udp);
        CHECK(observation.time == WallClock::time_point{std::chrono::seconds{5}});
    }
}

TEST_CASE("SIP observations: a response without a banner still says that it came", "[probes][sip]")
{
    using Fields = std::map<Field, std::string>;
    const auto* message = "SIP/2.0 481 No\r\nUser-Agent:\r\n\r\n";
    CHECK(by_field(observe(message, Channel::sip_tcp)) ==
          Fields{{Field::sip_status, "481"}, {Field::sip_transport, "tcp"}});
    CHECK(by_field(observe(message, Channel::sip_tls)).at(Field::sip_transport) == "tls");
    CHECK(by_field(observe(message, Channel::imported)) == Fields{{Field::sip_status, "481"}});
}

TEST_CASE("SIP observations: long fields are cut, and not inside a character", "[probes][sip]")
{
    const auto kept = [](const std::string& banner) {
        return by_field(observe("SIP/2.0 200 OK\r\nUser-Agent: " + banner + "\r\n\r\n")).at(Field::sip_user_agent);
    };
    CHECK(kept(std::string(max_sip_observation, 'x')).size() == max_sip_observation);
    CHECK(kept(std::string(60'000, 'x')).size() == max_sip_observation);
    CHECK(kept(std::string(60'000, '\x01') + "x").size() == 4 * max_sip_observation);
    for (std::size_t before = 0; before <= 4; ++before) {
        const std::string ascii(max_sip_observation - before, 'x');
        CHECK(kept(ascii + "\xf0\x9f\x93\x9e tail") == ascii + (before == 4 ? "\xf0\x9f\x93\x9e" : ""));
    }

    std::string many = "SIP/2.0 200 OK\r\n";
    for (int i = 0; i < 200; ++i)
        many += "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n";
    CHECK(by_field(observe(many)).at(Field::sip_allow).size() == max_sip_observation);
}
