#include "scanner/store/anonymiser.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

const SipHashKey test_key{std::byte{7}, std::byte{3}};

std::string shown(Field field, std::string_view text, bool knows_fingerprints = true)
{
    static const Anonymiser with{test_key, &shipped()};
    static const Anonymiser without{test_key};
    const DeviceFacts facts{{*MacAddress::parse("00:04:f2:aa:bb:cc")}, {}, {}, {}};
    return (knows_fingerprints ? with : without).text(field, text, facts);
}

std::string name(std::string_view original)
{
    return Anonymiser{test_key}.name(original);
}

} // namespace

TEST_CASE("anonymiser: of a certificate's names every value goes, its types stay", "[scanner][store]")
{
    for (const Field field : {Field::tls_subject, Field::tls_issuer}) {
        CHECK(shown(field, "CN=reception,O=Example Ltd") == "CN=" + name("reception") + ",O=" + name("Example Ltd"));
        CHECK(shown(field, "CN=a+OU=b,C=c") == "CN=" + name("a") + "+OU=" + name("b") + ",C=" + name("c"));
        CHECK(shown(field, "CN=Jo\\, Doe=x") == "CN=" + name("Jo\\, Doe=x"));
        CHECK_THAT(shown(field, "CN=0004f2aabbcc"), !contains("f2aabbcc"));
        CHECK(shown(field, "no name") == "no name");
        CHECK(shown(field, "").empty());
    }
}

TEST_CASE("anonymiser: alternative names of a certificate are names", "[scanner][store]")
{
    CHECK_THAT(shown(Field::tls_san, "reception.example.org"), !contains("reception"));
    CHECK_THAT(shown(Field::tls_san, "reception.example.org"), !contains("example"));
    CHECK_THAT(shown(Field::tls_san, "10.3.0.12"), !contains("10.3.0.12"));
}

TEST_CASE("anonymiser: a Location and a page go unless fingerprints read them", "[scanner][store]")
{
    CHECK_THAT(shown(Field::http_location, "/users/reception/start"), !contains("reception"));
    const auto stand_in = shown(Field::http_body, "<p>Reception of Example Ltd</p>");
    CHECK(stand_in.starts_with("name-"));
    CHECK(shown(Field::http_body, "<p>Reception of Example Ltd</p>", false) == stand_in); // equal pages stay equal
    CHECK(shown(Field::http_body, "<p>Reception of Another Ltd</p>") != stand_in);
}
