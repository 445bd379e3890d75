#include "probes/web_redirect.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace phonescan;
using namespace std::chrono_literals;

namespace {

WebRequest request(std::string path = "/a/b?c=d", std::uint16_t port = 80, bool tls = false)
{
    WebRequest from;
    from.address = boost::asio::ip::make_address_v4("10.0.0.7");
    from.port = port;
    from.tls = tls;
    from.path = std::move(path);
    from.limit = 7s;
    return from;
}

/// `http://10.0.0.7:80/x`; `-`: it leads nowhere.
std::string target_of(const WebRequest& from, std::string_view location)
{
    const auto to = redirect_of(from, location);
    if (!to) return "-";
    CHECK(to->limit == from.limit);
    return (to->tls ? "https://" : "http://") + to->address.to_string() + ':' + std::to_string(to->port) + to->path;
}

} // namespace

TEST_CASE("web redirect: where a Location leads", "[probes][web]")
{
    const struct {
        const char* location;
        const char* target;
    } rows[] = {
        {"/login.htm", "http://10.0.0.7:80/login.htm"},
        {"login.htm", "http://10.0.0.7:80/a/login.htm"},
        {"?x=1", "http://10.0.0.7:80/a/b?x=1"},
        {"/x?y=1&z=%20", "http://10.0.0.7:80/x?y=1&z=%20"},
        {"/x#part", "http://10.0.0.7:80/x"},
        {"http://10.0.0.7/x", "http://10.0.0.7:80/x"},
        {"HTTP://10.0.0.7/x", "http://10.0.0.7:80/x"},
        {"http://10.0.0.7", "http://10.0.0.7:80/"},
        {"http://10.0.0.7:8080/x", "http://10.0.0.7:8080/x"},
        {"https://10.0.0.7/x", "https://10.0.0.7:443/x"},
        {"https://10.0.0.7:8443/", "https://10.0.0.7:8443/"},
        {"//10.0.0.7/x", "http://10.0.0.7:80/x"},
        {"", "-"},
        {"http://10.0.0.8/x", "-"},
        {"//10.0.0.8/x", "-"},
        {"http://phone.example/x", "-"},
        {"//phone.example/x", "-"},
        {"http://10.0.0.7.example/x", "-"},
        {"http://localhost/", "-"},
        {"http://[::1]/", "-"},
        {"http://[::ffff:10.0.0.7]/", "-"},
        {"http://10.0.0.7:0/", "-"},
        {"http://10.0.0.7:65536/", "-"},
        {"http://10.0.0.7:x/", "-"},
        {"http://user@10.0.0.7/", "-"},
        {"http://user:secret@10.0.0.7/", "-"},
        {"http://10.0.0.7@10.0.0.8/", "-"},
        {"ftp://10.0.0.7/", "-"},
        {"file:///etc/passwd", "-"},
        {"gopher://10.0.0.7/", "-"},
        {"javascript:alert(1)", "-"},
        {"sip:10.0.0.7", "-"},
        {"/a b", "-"},
        {" /a", "-"},
        {"/a\tb", "-"},
        {"/a\r\nX: y", "-"},
        {"/a\x7f", "-"},
        {"/\xc3\xa4", "-"},
        {"\\\\10.0.0.8\\x", "-"},
        {"http:/\\10.0.0.8/x", "-"},
        {"http:/\\\\10.0.0.8", "-"},
        {"http://10.0.0.7\\@10.0.0.8/", "-"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.location);
        CHECK(target_of(request(), row.location) == row.target);
    }
    CHECK(target_of(request(), std::string_view{"/a\0b", 4}) == "-");
    CHECK(target_of(request("/", 8443, true), "/x") == "https://10.0.0.7:8443/x");
    CHECK(target_of(request("/", 443, true), "//10.0.0.7:8443/x") == "https://10.0.0.7:8443/x");
    CHECK(target_of(request("", 443, true), "x") == "https://10.0.0.7:443/x");
}

TEST_CASE("web redirect: whatever it is written as, it never leads to another address", "[probes][web]")
{
    for (const std::string location :
         {"http:10.0.0.8/x", "http:/10.0.0.8/x", "http:///10.0.0.8/x", "////10.0.0.8/x", "http://0x0a000007/",
          "http://167772167/", "http://10.0.7/", "http://10.0.0.7%2f@10.0.0.8/", "http://10.0.0.7#@10.0.0.8/",
          "http://10.0.0.7?@10.0.0.8/", "https:10.0.0.8", "http://%31%30.0.0.8/"}) {
        CAPTURE(location);
        const auto to = redirect_of(request(), location);
        if (to) CHECK(to->address == boost::asio::ip::make_address_v4("10.0.0.7"));
        if (to) CHECK_THAT(to->path, Catch::StartsWith("/"));
    }
}

TEST_CASE("web redirect: a Location longer than a path may be leads nowhere", "[probes][web]")
{
    CHECK(redirect_of(request(), "/" + std::string(1'023, 'x')).has_value());
    CHECK_FALSE(redirect_of(request(), "/" + std::string(1'024, 'x')).has_value());
}
