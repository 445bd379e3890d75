#include "probes/sip_request.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <regex>
#include <vector>

using namespace phonescan;
namespace ip = boost::asio::ip;

namespace {

const SipCookie cookie{SipHashKey{}};

SipTarget target(const char* address, std::uint16_t port = 5060)
{
    return {ip::make_address(address), port};
}

SipOptionsRequest::Settings from(const char* source, std::uint16_t port, SipTransport transport = SipTransport::udp)
{
    SipOptionsRequest::Settings settings;
    settings.source = ip::make_address(source);
    settings.source_port = port;
    settings.transport = transport;
    return settings;
}

std::string request_of(const SipOptionsRequest::Settings& settings, const SipTarget& asked)
{
    const auto request = SipOptionsRequest::prepare(settings);
    REQUIRE(request.has_value());
    std::vector<char> out(SipOptionsRequest::max_length); // its own heap block, so ASan sees any overrun
    const auto length = request->write(out, asked, cookie);
    REQUIRE(length > 0);
    return {out.data(), length};
}

/// Reads a request as strictly as the grammar is, and by other means than the product: every line ends in CR LF, every
/// field is `Name: value` and stands once.
struct StrictRequest {
    std::string start_line;
    std::map<std::string, std::string> fields;
    std::string body;

    explicit StrictRequest(const std::string& text)
    {
        const auto head_end = text.find("\r\n\r\n");
        REQUIRE(head_end != std::string::npos);
        body = text.substr(head_end + 4);
        static const std::regex line_form{"([A-Za-z-]+): ([\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)"};
        std::size_t at = text.find("\r\n");
        start_line = text.substr(0, at);
        while (at < head_end) {
            const auto begin = at + 2;
            at = text.find("\r\n", begin);
            const std::string line = text.substr(begin, at - begin);
            CAPTURE(line);
            std::smatch parts;
            REQUIRE(std::regex_match(line, parts, line_form));
            REQUIRE(fields.emplace(parts[1], parts[2]).second);
        }
    }
};

void check_matches(const std::string& text, const std::string& form)
{
    CAPTURE(text, form);
    CHECK(std::regex_match(text, std::regex{form}));
}

/// What RFC 3261 8.1.1 demands of every request and 11.1 of OPTIONS.
void check_rfc_3261(const StrictRequest& request, const std::string& host, const std::string& source_host)
{
    const std::string token = "[A-Za-z0-9.!%*_+`'~-]+";
    const std::string port = ":[1-9][0-9]{0,4}";
    check_matches(request.start_line, "OPTIONS sip:" + host + "(?:" + port + ")?(?:;transport=(?:tcp|tls))? SIP/2\\.0");
    check_matches(request.fields.at("Via"),
                  "SIP/2\\.0/(?:UDP|TCP|TLS) " + source_host + port + ";branch=z9hG4bK" + token + ";rport");
    CHECK(request.fields.at("Max-Forwards") == "70");
    check_matches(request.fields.at("To"), "<sip:" + host + ">");
    check_matches(request.fields.at("From"), "<sip:phonescan@" + source_host + ">;tag=" + token);
    check_matches(request.fields.at("Call-ID"), token);
    check_matches(request.fields.at("CSeq"), "[0-9]{1,9} OPTIONS");
    check_matches(request.fields.at("Contact"),
                  "<sip:phonescan@" + source_host + port + "(?:;transport=(?:tcp|tls))?>");
    CHECK(request.fields.at("Accept") == "application/sdp");
    CHECK(request.fields.at("Content-Length") == "0");
    CHECK(request.body.empty());
    CHECK(request.fields.size() == 10);
}

} // namespace

TEST_CASE("SIP request: over UDP it is this, byte for byte", "[probes][sip]")
{
    auto settings = from("10.0.0.9", 40000);
    settings.user_agent = "audit/1";
    const std::string token{cookie.token(target("10.0.0.1")).text()};
    const std::string expected = "OPTIONS sip:10.0.0.1 SIP/2.0\r\n"
                                 "Via: SIP/2.0/UDP 10.0.0.9:40000;branch=z9hG4bK" +
                                 token +
                                 ";rport\r\n"
                                 "Max-Forwards: 70\r\n"
                                 "To: <sip:10.0.0.1>\r\n"
                                 "From: <sip:phonescan@10.0.0.9>;tag=" +
                                 token +
                                 "\r\n"
                                 "Call-ID: " +
                                 token +
                                 "\r\n"
                                 "CSeq: 1 OPTIONS\r\n"
                                 "Contact: <sip:phonescan@10.0.0.9:40000>\r\n"
                                 "Accept: application/sdp\r\n"
                                 "User-Agent: audit/1\r\n"
                                 "Content-Length: 0\r\n\r\n";
    CHECK(request_of(settings, target("10.0.0.1")) == expected);
}

TEST_CASE("SIP request: every field that RFC 3261 demands is there and well-formed", "[probes][sip]")
{
    const auto transport = GENERATE(SipTransport::udp, SipTransport::tcp, SipTransport::tls);
    const auto port = GENERATE(as<std::uint16_t>{}, 1, 5060, 5061, 65535);
    const StrictRequest v4{request_of(from("192.168.100.200", 65535, transport), target("192.168.255.254", port))};
    check_rfc_3261(v4, "192\\.168\\.255\\.254", "192\\.168\\.100\\.200");
    const StrictRequest v6{request_of(from("2001:db8::9", 1, transport), target("fe80::1%7", port))};
    check_rfc_3261(v6, "\\[fe80::1\\]", "\\[2001:db8::9\\]");
}

TEST_CASE("SIP request: the port stands in the Request-URI when it is not the default", "[probes][sip]")
{
    const auto line = [](SipTransport transport, std::uint16_t port) {
        return StrictRequest{request_of(from("10.0.0.9", 4, transport), target("10.0.0.1", port))}.start_line;
    };
    CHECK(line(SipTransport::udp, 5060) == "OPTIONS sip:10.0.0.1 SIP/2.0");
    CHECK(line(SipTransport::udp, 5061) == "OPTIONS sip:10.0.0.1:5061 SIP/2.0");
    CHECK(line(SipTransport::tcp, 5060) == "OPTIONS sip:10.0.0.1;transport=tcp SIP/2.0");
    CHECK(line(SipTransport::tls, 5061) == "OPTIONS sip:10.0.0.1;transport=tls SIP/2.0");
    CHECK(line(SipTransport::tls, 5060) == "OPTIONS sip:10.0.0.1:5060;transport=tls SIP/2.0");
}

TEST_CASE("SIP request: a response that echoes it leads back to the target", "[probes][sip]")
{
    for (const auto& asked : {target("10.0.0.1"), target("2001:db8::1", 5070)}) {
        const auto request = request_of(from("10.0.0.9", 40000), asked);
        const auto answer = "SIP/2.0 200 OK" + request.substr(request.find("\r\n"));
        const auto response = wire::parse_sip_response(answer);
        REQUIRE(response.has_value());
        const auto found = find_target(*response, cookie);
        CHECK(found.kind == SipAnswerTo::Kind::ours);
        CHECK(found.target == asked);
    }
}

TEST_CASE("SIP request: the longest fits, and a short buffer stays untouched", "[probes][sip]")
{
    const char* const longest = "2001:db80:1111:2222:3333:4444:5555:6666";
    auto settings = from(longest, 65535, SipTransport::tls);
    settings.user_agent = std::string(128, 'x');
    CHECK(request_of(settings, target(longest, 65535)).size() <= SipOptionsRequest::max_length);

    std::vector<char> small(SipOptionsRequest::max_length - 1, '.');
    CHECK(SipOptionsRequest::prepare(settings)->write(small, target("10.0.0.1"), cookie) == 0);
    CHECK(std::string(small.begin(), small.end()) == std::string(small.size(), '.'));
}

TEST_CASE("SIP request: the user agent is honest by default and cannot smuggle a line", "[probes][sip]")
{
    CHECK(std::regex_match(std::string{default_sip_user_agent()}, std::regex{R"(phonescan/\d+\.\d+\.\d+)"}));
    const StrictRequest request{request_of(from("10.0.0.9", 4), target("10.0.0.1"))};
    CHECK(request.fields.at("User-Agent") == default_sip_user_agent());

    CHECK(sip_user_agent("Acme audit 2 (ops@example.org)").value() == "Acme audit 2 (ops@example.org)");
    for (const auto* bad : {"", "  ", "a\r\nX: y", "a\nb", "a\tb", "a\x7f", "\xc3\xa4", "\x01"}) {
        CAPTURE(bad);
        REQUIRE(sip_user_agent(bad).has_error());
        CHECK(sip_user_agent(bad).error() == Errc::malformed);
        auto settings = from("10.0.0.9", 4);
        settings.user_agent = bad;
        CHECK(SipOptionsRequest::prepare(settings).has_error());
    }
    CHECK(sip_user_agent(std::string(129, 'x')).error() == Errc::too_long);
}

TEST_CASE("SIP request: without a source to answer to there is none", "[probes][sip]")
{
    CHECK(SipOptionsRequest::prepare(from("0.0.0.0", 5060)).has_error());
    CHECK(SipOptionsRequest::prepare(from("::", 5060)).has_error());
    CHECK(SipOptionsRequest::prepare(from("10.0.0.9", 0)).has_error());
}
