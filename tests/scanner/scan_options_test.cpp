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
        {"sip:5061,sips:5061", {5061}, {5061}, {}, {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto ports = parse_ports(row.text);
        CHECK(ports.sip == row.sip);
        CHECK(ports.web.sips == row.sips);
        CHECK(ports.web.http == row.http);
        CHECK(ports.web.https == row.https);
    }
    const auto usual = parse_ports(default_ports);
    CHECK(usual.sip == ScanPorts{}.sip);
    CHECK(usual.web.http == ScanPorts{}.web.http);
    CHECK(usual.web.https == ScanPorts{}.web.https);
    CHECK(usual.web.sips == ScanPorts{}.web.sips);
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

TEST_CASE("scan options: whose web ports are asked", "[scanner]")
{
    CHECK(parse_http_mode("auto") == HttpMode::auto_);
    CHECK(parse_http_mode("all") == HttpMode::all);
    CHECK(parse_http_mode("off") == HttpMode::off);
    for (const auto* const text : {"", "ALL", "on", "auto,all"})
        CHECK_THROWS_AS(parse_http_mode(text), UsageError);
}
