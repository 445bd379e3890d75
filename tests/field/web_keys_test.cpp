#include "tests/field/listed.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/web_answer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace phonescan;
using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t net = 127U << 24 | 43U << 16;

Site site_of(const std::string& text)
{
    return read_site_text("play 127.43.0.0/24\n" + text, "test.site");
}

const WebService& web_at(const Site& site, std::uint32_t host)
{
    const auto device = site.at(net + host);
    REQUIRE(device.has_value());
    return device->behaviour->web;
}

} // namespace

TEST_CASE("web keys: a service is there only when it is switched on, at its usual port or another", "[field][web]")
{
    using Ports = std::vector<std::uint16_t>;
    const auto site = site_of("device 127.43.0.1 web-server=x\n"
                              "device 127.43.0.2 http https sips\n"
                              "device 127.43.0.3 http-port=8080,8081 http https-port=8443\n"
                              "device 127.43.0.4 http silent\n");
    CHECK_FALSE(web_at(site, 1).any());
    CHECK(web_at(site, 2).http_ports == Ports{80});
    CHECK(web_at(site, 2).https_ports == Ports{443});
    CHECK(web_at(site, 2).sips_ports == Ports{5061});
    CHECK(web_at(site, 3).http_ports == Ports{8080, 8081});
    CHECK(protocol_on(web_at(site, 3), 8081) == WebProtocol::http);
    CHECK(protocol_on(web_at(site, 3), 8443) == WebProtocol::https);
    CHECK_FALSE(protocol_on(web_at(site, 3), 80).has_value());
    CHECK_FALSE(site.at(net + 4)->behaviour->serves_web());
}

TEST_CASE("web keys: every key sets what it names", "[field][web]")
{
    const auto site = site_of(
        "device 127.43.0.1 http https mac=64:16:7f:00:00:01 web-status=403 web-title=\"T {n}\" web-realm=\"Basic a\" "
        "web-realm=\"Digest b\" web-location=/x web-redirect-https web-close web-chunked web-gzip web-delay=500ms "
        "hostile=gzip-bomb cert-subject=\"CN={MAC},O=Acme\\\\, Inc.\" cert-issuer=\"CN=Acme CA\" "
        "cert-names=a.example,b.example cert-key=rsa1024 cert-hash=sha1 tls=1.1 tls-least=1.1 tls-ciphers=AES128-SHA\n"
        "device 127.43.0.2 http tls=old\n");
    const auto& web = web_at(site, 1);
    const auto facts = site.at(net + 1)->facts();
    CHECK(web.status == 403);
    CHECK(web.title.text_for(facts) == "T 0");
    CHECK(web.realms.size() == 2);
    CHECK(web.location.text_for(facts) == "/x");
    CHECK((web.redirects_to_https && web.closes && web.chunked && web.gzip));
    CHECK(web.delay == 500ms);
    CHECK(web.hostile == Hostile::gzip_bomb);
    CHECK(web.tls.subject.text_for(facts) == "CN=64167F000001,O=Acme\\, Inc.");
    CHECK(web.tls.issuer.text_for(facts) == "CN=Acme CA");
    CHECK(web.tls.names.text_for(facts) == "a.example,b.example");
    CHECK(web.tls.key == TlsKey::rsa1024);
    CHECK(web.tls.hash == TlsHash::sha1);
    CHECK(web.tls.most == TlsVersion::tls11);
    CHECK(web.tls.least == TlsVersion::tls11);
    CHECK(web.tls.ciphers == "AES128-SHA");
    CHECK(web_at(site, 2).tls.most == TlsVersion::old);
}

TEST_CASE("web keys: pages and paths may stand in files, and braces in them stay", "[field][web]")
{
    const test::TemporaryDirectory folder;
    folder.file("page.html", "<html>\n<style>b {color: red}</style>{model} {n}{</html>\n");
    folder.file("info.xml", "<a>{firmware}==</a>");
    const auto site = read_site(folder.file("a.site", "play 127.43.0.0/24\n"
                                                      "device 127.43.0.1 http model=D1 firmware=2.0 web-file=page.html "
                                                      "web-path-file=/info=info.xml web-path-file=/q?a=b==info.xml "
                                                      "web-path=\"/j?c=d=={\\\"n\\\":{n}}\" web-path=/j=1==2\n"));
    const auto& web = web_at(site, 1);
    const auto facts = site.at(net + 1)->facts();
    CHECK(web.page.text_for(facts) == "<html>\n<style>b {color: red}</style>D1 0{</html>\n");
    REQUIRE(web.paths.size() == 4);
    CHECK(web.paths[0].path.text_for(facts) == "/info");
    CHECK(web.paths[0].body.text_for(facts) == "<a>2.0==</a>");
    CHECK(web.paths[1].path.text_for(facts) == "/q?a=b");
    CHECK(web.paths[1].body.text_for(facts) == "<a>2.0==</a>");
    CHECK(web.paths[2].path.text_for(facts) == "/j?c=d");
    CHECK(web.paths[2].body.text_for(facts) == "{\"n\":0}");
    CHECK(web.paths[3].path.text_for(facts) == "/j");
    CHECK(web.paths[3].body.text_for(facts) == "1==2");
}

TEST_CASE("web keys: what is wrong is named with line and what was expected", "[field][web]")
{
    const auto [keys, message] = GENERATE(table<std::string, std::string>({
        {"http-port=0", "http-port: expected a number from 1 to 65535, found \"0\""},
        {"http-port=80,", "http-port: expected a number from 1 to 65535, found \"\""},
        {"web-server", "expected a value: web-server=…"},
        {"web-close=yes", "expected silent, closed, unreachable, trying or a key such as user-agent=…; found "
                          "\"web-close\""},
        {"web-status=42", "web-status: expected a number from 200 to 599, found \"42\""},
        {"web-title={serial}",
         "web-title: expected {mac}, {MAC}, {mac:}, {n}, {ip}, {model} or {firmware}, found {serial}"},
        {"web-path=info", "web-path: expected /path=body or /path?query==body, found \"info\""},
        {"web-path=/info?a=b", "web-path: expected /path=body or /path?query==body, found \"/info?a=b\""},
        {"web-path-file=/info", "web-path-file: expected /path=NAME or /path?query==NAME, found \"/info\""},
        {"web-file=none.html", "expected a file with something in it: none.html"},
        {"web-delay=5", "web-delay: expected a duration like 300ms, 2s or 250us, found \"5\""},
        {"cert-subject=Acme", "cert-subject: expected a name like CN={MAC},O=Acme of CN, O, OU, L, ST, C, serialNumber "
                              "and emailAddress; found \"Acme\""},
        {"cert-key=rsa512", "cert-key: expected one of rsa1024, rsa2048, ec256; found \"rsa512\""},
        {"cert-hash=md5", "cert-hash: expected one of sha1, sha256; found \"md5\""},
        {"tls=1.4", "tls: expected one of 1.0, 1.1, 1.2, 1.3, old; found \"1.4\""},
        {"tls-least=old", "tls-least: expected one of 1.0, 1.1, 1.2, 1.3; found \"old\""},
        {"tls=1.1 tls-least=1.2", "expected a tls-least that is not above tls"},
        {"http web-redirect-https", "expected https with web-redirect-https"},
        {"http https-port=80", "expected each TCP port once, found 80 twice"},
        {"http web-title={mac}", "expected mac=… or oui=… because the banner names it"},
        {"sip=no", "sip: expected one of on, off; found \"no\""},
    }));
    CAPTURE(keys);
    CHECK_THROWS_WITH(site_of("device 127.43.0.1 " + keys), "test.site:2: " + message);
    CHECK_THROWS_WITH(site_of("device 127.43.0.1 hostile=nice"), Catch::Contains("hostile: expected one of endless-"));
}

TEST_CASE("site list: a phone without SIP counts by its web services", "[field][web]")
{
    const auto site = site_of("unlisted closed\n"
                              "device 127.43.0.1 sip=off http vendor=Acme model=D1 user-agent=x mac=00:04:f2:00:00:01 "
                              "web-title={MAC}\n"
                              "device 127.43.0.2 sip=off https kind=not-phone\n"
                              "device 127.43.0.3 sip=off\n");
    const auto list = list_of(site);
    CHECK_THAT(list, Catch::Contains("127.43.0.1\t5060\t\tAcme\tD1\t\tphone\tphone\t00:04:f2:00:00:01\t\n") &&
                         Catch::Contains("127.43.0.2\t5060\t\t\t\t\tnot-phone\tnot-phone\t\t\n") &&
                         Catch::Contains("127.43.0.3\t5060\t\t\t\t\tsilent\t\t\t\n"));
}
