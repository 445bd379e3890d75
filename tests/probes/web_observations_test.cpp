#include "probes/web_observations.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/tls_side.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

WebRequest request(std::string path = "/")
{
    WebRequest asked;
    asked.address = boost::asio::ip::make_address_v4("10.0.0.7");
    asked.port = 8080;
    asked.path = std::move(path);
    return asked;
}

WebReply page(long status = 200, std::string body = "<title>Acme &amp; Co</title>")
{
    WebReply reply;
    reply.end = WebReply::End::answered;
    reply.status = status;
    reply.content_type = "text/html";
    reply.body = std::move(body);
    return reply;
}

using Said = std::vector<std::string>; ///< `field=value`

Said said(const WebRequest& asked, const WebReply& reply, Channel channel = Channel::http)
{
    Said found;
    const auto time = WallClock::time_point{} + std::chrono::hours{5};
    for (const auto& observation : web_observations(asked, reply, channel, time)) {
        CHECK(observation.source.address == asked.address);
        CHECK(observation.source.port == asked.port);
        CHECK(observation.channel == channel);
        CHECK(observation.time == time);
        found.push_back(std::string{name_of(observation.field)} + '=' + observation.value);
    }
    return found;
}

} // namespace

TEST_CASE("web observations: all that a page says, in order", "[probes][web]")
{
    auto reply = page(401);
    reply.server = {"Acme/1.0", "second"};
    reply.authenticate = {"Basic realm=\"Acme Phone\", Digest realm=\"d\", nonce=\"17\""};
    reply.location = "/next";
    CHECK(said(request(), reply) == Said{"http.server=Acme/1.0", "http.server=second",
                                         "http.realm=Basic realm=\"Acme Phone\"", "http.realm=Digest realm=\"d\"",
                                         "http.location=/next", "http.title=Acme & Co",
                                         "http.body=<title>Acme &amp; Co</title>"});
}

TEST_CASE("web observations: of another page than the first its path comes first", "[probes][web]")
{
    auto reply = page();
    reply.server = {"Acme"};
    CHECK(said(request("/info?x"), reply) == Said{"http.path=/info?x", "http.server=Acme", "http.title=Acme & Co",
                                                  "http.body=<title>Acme &amp; Co</title>"});
}

TEST_CASE("web observations: a page that is not found keeps no body", "[probes][web]")
{
    auto reply = page(404);
    CHECK(said(request("/info"), reply).empty());
    reply.server = {"Acme"};
    CHECK(said(request("/info"), reply) == Said{"http.server=Acme"});
    CHECK(said(request(), reply).size() == 3); // of the first page, what it says of not finding it
}

TEST_CASE("web observations: an answer that says nothing leaves its path", "[probes][web]")
{
    CHECK(said(request(), page(200, "")) == Said{"http.path=/"});
    WebReply nothing;
    nothing.end = WebReply::End::answered;
    CHECK(said(request(), nothing).empty());
    CHECK(said(request(""), page()).empty());
}

TEST_CASE("web observations: bodies that are no text are not kept", "[probes][web]")
{
    const struct {
        const char* type;
        bool is_kept;
    } rows[] = {{"image/gif", false},
                {"application/octet-stream", false},
                {"application/json", true},
                {"Text/HTML", true},
                {"application/xhtml+xml", true},
                {"", true},
                {"text/javascript", true},
                {"video/mp4", false}};
    for (const auto& row : rows) {
        CAPTURE(row.type);
        auto reply = page();
        reply.content_type = row.type;
        CHECK(said(request(), reply).size() == (row.is_kept ? 2U : 1U));
    }
}

TEST_CASE("web observations: are bounded and printable", "[probes][web]")
{
    auto reply = page(200, "a\x1b[31m\xff\n<title>\x07</title>");
    reply.server = {std::string(5'000, 's'), "\x1b]0;x"};
    reply.location = "/" + std::string(5'000, 'l');
    for (const auto& value : said(request(), reply)) {
        CAPTURE(value);
        CHECK(value.find('\x1b') == std::string::npos);
        CHECK(value.size() <= 1'050);
    }
}

TEST_CASE("web observations: what TLS says, and until when", "[probes][web][tls]")
{
    WebReply reply;
    reply.end = WebReply::End::answered;
    reply.tls.version = 0x0301;
    reply.tls.certificate = certificate_der({.common_name = "phone", .names = "DNS:a.example,IP:10.0.0.7"});
    const Said expected = {"tls.version=TLS 1.0", "tls.subject=CN=phone",
                           "tls.issuer=CN=phone", "tls.san=a.example",
                           "tls.san=10.0.0.7",    "tls.validity=2020-01-01T00:00:00Z/2029-12-31T23:59:59Z"};
    CHECK(said(request(""), reply, Channel::sip_tls) == expected);
    reply.tls.certificate.resize(50);
    CHECK(said(request(""), reply, Channel::sip_tls) == Said{"tls.version=TLS 1.0"});
    reply.tls = {};
    CHECK(said(request(""), reply, Channel::sip_tls).empty());
}

TEST_CASE("web observations: values that name a person or a number are gone", "[probes][web]")
{
    auto reply = page(200, "<phoneDN>4711</phoneDN><a href=\"sip:jo@pbx.example\">Jo</a> Firmware 1.2");
    reply.location = "/start?user=jo&x=1";
    for (const auto& value : said(request(), reply)) {
        CAPTURE(value);
        CHECK(value.find("4711") == std::string::npos);
        CHECK(value.find("jo@") == std::string::npos);
        CHECK(value.find("user=jo") == std::string::npos);
        if (value.starts_with("http.body=")) CHECK(value.ends_with(" Firmware 1.2"));
    }
}
