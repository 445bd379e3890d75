#include "probes/wire/http_challenge.hpp"

#include "probes/wire/byte_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;

using Realms = std::vector<std::string>;

TEST_CASE("HTTP challenge: schemes and realms are told", "[wire][challenge]")
{
    struct Row {
        std::string field;
        Realms realms;
    };
    const auto row = GENERATE(
        Row{R"(Basic realm="a")", {R"(Basic realm="a")"}}, Row{R"(Basic REALM="elmeg")", {R"(Basic REALM="elmeg")"}},
        Row{R"(Digest  realm="spa user", domain="/",nonce="1bf",qop="auth")", {R"(Digest realm="spa user")"}},
        Row{R"(Basic realm="Aastra 6757i")", {R"(Basic realm="Aastra 6757i")"}},
        Row{R"(Digest nonce="1", algorithm=MD5, realm="a", stale=false)", {R"(Digest realm="a")"}},
        Row{"NTLM", {"NTLM"}}, Row{"Negotiate oRQwEg==", {"Negotiate"}},
        Row{R"(Negotiate, NTLM TlRM/+a=,, Basic realm="a")", {"Negotiate", "NTLM", R"(Basic realm="a")"}},
        Row{R"(Digest realm="a", nonce="b", Basic realm="c")", {R"(Digest realm="a")", R"(Basic realm="c")"}},
        Row{R"(Digest realm="a, Basic realm=\"b\"", nonce="c")", {R"(Digest realm="a, Basic realm=\"b\"")"}},
        Row{R"(Digest nonce="a, Basic realm=b", realm="c\\")", {R"(Digest realm="c\\")"}},
        Row{R"(Basic realm="")", {R"(Basic realm="")"}}, Row{"Basic realm=", {R"(Basic realm="")"}},
        Row{R"( , ,Basic , realm="a", ,)", {R"(Basic realm="a")"}}, Row{R"(Basic realm = "a")", {R"(Basic realm="a")"}},
        Row{R"(Basic realm="a",realm="b")", {R"(Basic realm="a")"}}, Row{"basic\trealm=a", {R"(basic realm="a")"}},
        Row{"Basic realm=My  Phone", {R"(Basic realm="My  Phone")"}},
        Row{"Digest realm=My Phone nonce=1, qop=auth", {R"(Digest realm="My Phone")"}},
        Row{"Digest realm=a=b\\ ,nonce=1", {R"(Digest realm="a=b\\")"}},
        Row{R"(Digest realm="a" nonce="b" Basic realm="c")", {R"(Digest realm="a")", R"(Basic realm="c")"}},
        Row{R"(Digest stale=false Basic realm="c")", {"Digest", R"(Basic realm="c")"}},
        Row{R"(Basic realm="elmeg)", {R"(Basic realm="elmeg")"}},
        Row{R"(Digest realm="elmeg, nonce=17)", {R"(Digest realm="elmeg")"}},
        Row{R"(Basic realm="a\)", {R"(Basic realm="a")"}},
        Row{R"(Basic realm="a"b"c, Digest realm="d")", {R"(Basic realm="a")", R"(Digest realm="d")"}},
        Row{"Basic realm=\"M\xfcnchen\"", {"Basic realm=\"M\xfcnchen\""}}, Row{R"(Basic "realm"="a")", {"Basic"}},
        Row{"Basic realm", {"Basic"}}, Row{R"(B@d realm="a", Basic realm="b")", {R"(Basic realm="b")"}});
    CAPTURE(row.field);
    CHECK(http_realms(row.field) == row.realms);
}

TEST_CASE("HTTP challenge: where there is none, none is told", "[wire][challenge]")
{
    const auto* field = GENERATE("", " ", ",,,", R"(realm="a")", "=", R"("Basic realm=a")", "\"", "(a)", "a\\b");
    CAPTURE(field);
    CHECK(http_realms(field).empty());
}

TEST_CASE("HTTP challenge: what is told is bounded", "[wire][challenge]")
{
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "Basic realm=\"" + std::to_string(i) + "\", ";
    REQUIRE(http_realms(many).size() == max_http_challenges);
    CHECK(http_realms(many).back() == R"(Basic realm="15")");

    const auto realm_of = [](const std::string& realm) { return http_realms("Basic realm=\"" + realm + "\"").at(0); };
    const std::string longest(max_http_realm, 'r');
    CHECK(realm_of(longest) == "Basic realm=\"" + longest + "\"");
    CHECK(realm_of(longest + "r") == "Basic realm=\"" + longest + "\"");
    CHECK(realm_of(longest.substr(1) + "\xc3\xbc") == "Basic realm=\"" + longest.substr(1) + "\"");
    CHECK(realm_of(longest.substr(1) + "\\\"") == "Basic realm=\"" + longest.substr(1) + "\"");
    CHECK(http_realms(std::string(max_http_scheme + 1, 'B') + " realm=\"a\"").empty());
}

TEST_CASE("HTTP challenge: cut anywhere it tells schemes and beginnings of realms", "[wire][challenge]")
{
    const std::string_view field = R"(Digest realm="a\"b, c", nonce="1, 2", Basic REALM="d e", NTLM)";
    CHECK(http_realms(field) == Realms{R"(Digest realm="a\"b, c")", R"(Basic REALM="d e")", "NTLM"});
    test::for_every_prefix(std::as_bytes(std::span{field}), [](Bytes cut) {
        CAPTURE(text_of(cut));
        const auto realms = http_realms(text_of(cut));
        REQUIRE(realms.size() <= 3);
        if (cut.size() >= 22) CHECK(realms[0] == R"(Digest realm="a\"b, c")");
        for (const auto& realm : realms)
            CHECK(realm.find("1") == std::string::npos);
    });
}
