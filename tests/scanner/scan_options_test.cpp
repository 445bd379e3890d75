#include "scanner/scan_options.hpp"

#include "scanner/usage_error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

using Ports = std::vector<std::uint16_t>;

std::string complaint(std::string_view text)
{
    try {
        (void)parse_ports(text);
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("scan options: ports by language", "[scanner]")
{
    const struct {
        const char* text;
        Ports sip;
        Ports sips;
        Ports http;
        Ports https;
    } rows[] = {
        {default_ports, {5060}, {5061}, {80}, {443}},
        {"sip:5060,5070,sips:5061,http:80,8080,https:443", {5060, 5070}, {5061}, {80, 8080}, {443}},
        {"5060", {5060}, {}, {}, {}},
        {"5060,5070", {5060, 5070}, {}, {}, {}},
        {"5060,http:80,sip:5070", {5060, 5070}, {}, {80}, {}},
        {"http:80,http:8080,80", {}, {}, {80, 8080}, {}},
        {"https:65535,1", {}, {}, {}, {65535, 1}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto ports = parse_ports(row.text);
        CHECK(ports.sip == row.sip);
        CHECK(ports.connections.sip == row.sip); // over TCP, too
        CHECK(ports.connections.sips == row.sips);
        CHECK(ports.connections.http == row.http);
        CHECK(ports.connections.https == row.https);
    }
    const auto usual = parse_ports(default_ports);
    CHECK(usual.sip == ScanPorts{}.sip);
    CHECK(usual.connections.sip == ScanPorts{}.connections.sip);
    CHECK(usual.connections.http == ScanPorts{}.connections.http);
    CHECK(usual.connections.https == ScanPorts{}.connections.https);
    CHECK(usual.connections.sips == ScanPorts{}.connections.sips);
}

TEST_CASE("scan options: what is no port is refused by name", "[scanner]")
{
    for (const auto* const text : {"", "0", "65536", "-1", "5060,", ",5060", "sip:", "sip:5060,,5070", "80 ", "0x50",
                                   "http:80-90", "http:http:80", "sip:5060;http:80"}) {
        CAPTURE(text);
        CHECK_THAT(complaint(text), contains("is no port") && contains(default_ports));
    }
    for (const auto* const text : {"ftp:21", "HTTP:80", " http:80", ":80"}) {
        CAPTURE(text);
        CHECK_THAT(complaint(text), contains("cannot be asked"));
    }
    CHECK_THAT(complaint("http:80,https:443,80"), contains("port 80 cannot be both http and https"));
}

TEST_CASE("scan options: a port over TCP speaks one language", "[scanner]")
{
    CHECK_THAT(complaint("sip:5061,sips:5061"), contains("port 5061 cannot be both sip-tcp and sip-tls"));
    CHECK_THAT(complaint("sip:80,http:80"), contains("port 80 cannot be both sip-tcp and http"));
    CHECK_THAT(complaint("sips:443,https:443"), contains("port 443 cannot be both sip-tls and https"));
}

TEST_CASE("scan options: who is asked over connections", "[scanner]")
{
    CHECK(parse_ask_mode("--http", "auto", "off") == AskMode::auto_);
    CHECK(parse_ask_mode("--http", "all", "off") == AskMode::all);
    CHECK(parse_ask_mode("--http", "off", "off") == AskMode::off);
    CHECK(parse_ask_mode("--sip", "auto", "udp") == AskMode::auto_);
    CHECK(parse_ask_mode("--sip", "all", "udp") == AskMode::all);
    CHECK(parse_ask_mode("--sip", "udp", "udp") == AskMode::off);
    for (const auto* const text : {"", "ALL", "on", "auto,all", "udp"})
        CHECK_THROWS_AS(parse_ask_mode("--http", text, "off"), UsageError);
    for (const auto* const text : {"", "UDP", "off", "tcp"})
        CHECK_THROWS_WITH(parse_ask_mode("--sip", text, "udp"),
                          contains("--sip: ") && contains("none of auto, all, udp"));
}

TEST_CASE("scan options: everybody is asked up to 65,536 addresses, unless the user says it", "[scanner]")
{
    CHECK(asks_everybody(AskMode::auto_, 1));
    CHECK(asks_everybody(AskMode::auto_, 65'536));
    CHECK_FALSE(asks_everybody(AskMode::auto_, 65'537));
    CHECK(asks_everybody(AskMode::all, 65'537));
    CHECK_FALSE(asks_everybody(AskMode::off, 1));
}
