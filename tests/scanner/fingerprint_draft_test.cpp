#include "scanner/fingerprint_draft.hpp"

#include "fingerprints/fingerprint.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

namespace {

std::optional<FingerprintElement> draft(std::string_view text)
{
    return draft_of(Redactor{SipHashKey{}}.redact(text));
}

/// `name=value …`
std::string attributes_of(const FingerprintElement& element)
{
    std::string line;
    for (const auto& [name, value] : element.examples.front().attributes)
        line += name + "=" + value + " ";
    return line;
}

} // namespace

TEST_CASE("draft: version, model and MAC address become groups, the rest is quoted", "[scanner][unknown]")
{
    struct Case {
        std::string text;
        std::string pattern;
        std::string attributes;
    };
    const std::vector<Case> cases = {
        {"Acme Desk 300 2.1.7", R"(^Acme Desk (\d+) (\d+(?:\.\d+)+)$)", "hw.product=300 hw.version=2.1.7 "},
        {"Acme SIP-T48G 1.2 0004f2aabbcc", R"(^Acme (SIP-T\d[0-9A-Za-z]*) (\d+(?:\.\d+)+) ([0-9A-Fa-f]{12})$)",
         "hw.product=SIP-T48G hw.version=1.2 host.mac=0004f2000000 "},
        {"Acme (x) [y] a+b? 1.2", R"(^Acme \(x\) \[y\] a\+b\? (\d+(?:\.\d+)+)$)", "hw.version=1.2 "},
        {"Acme 1.0 Desk 300 2.1", R"(^Acme \d+(?:\.\d+)+ Desk (\d+) (\d+(?:\.\d+)+)$)",
         "hw.product=300 hw.version=2.1 "},
        {"SIP/2.0 Acme 3.1", R"(^SIP/\d+(?:\.\d+)+ Acme (\d+(?:\.\d+)+)$)", "hw.version=3.1 "},
        {"Acme SN:AB1234, x", R"(^Acme SN:\S+, x$)", ""},
        {"Acme name: Jo Doe; x", R"(^Acme name: .+; x$)", ""},
        {"Acme\nline\t2", R"(^Acme\nline\t\S+$)", ""},
        {"Acme Phone 102", R"(^Acme Phone (\d+)$)", "hw.product=0000 "},
        {"Acme 1.2.3rc2", R"(^Acme (\d+(?:\.\d+)+)rc2$)", "hw.version=1.2.3 "},
    };
    for (const auto& [text, pattern, attributes] : cases) {
        CAPTURE(text);
        const auto element = draft(text);
        REQUIRE(element.has_value());
        CHECK(element->pattern == pattern);
        CHECK(attributes_of(*element) == attributes);
        const Fingerprint print{*element, {}};
        CHECK(print.match(text).has_value());
        CHECK(print.match(element->examples.front().text).has_value());
        CHECK(print.kind() == Kind::possible_phone);
    }
}

TEST_CASE("draft: none where nothing is left to recognise anything by", "[scanner][unknown]")
{
    for (const auto* text : {"", " ", "phone", "VoIP Phone", "SIP", "1.2.3.4", "0004f2aabbcc", "sip:jo@x", "123456 77",
                             "5.0.1", "FCH2134A0BC FCH2134A0BC"}) {
        CAPTURE(text);
        CHECK_FALSE(draft(text).has_value());
    }
}

TEST_CASE("draft: none where only the form of a field is left", "[scanner][unknown]")
{
    for (const auto* text : {"Basic realm=\"jo@x\"", "Digest realm=\"FCH2134A0BC\"", "CN=Jo Doe", "Login",
                             "<title>FCH2134A0BC</title>", "V1"}) {
        CAPTURE(text);
        CHECK_FALSE(draft(text).has_value());
    }
    CHECK(draft("CN=jo,O=Acme").has_value());
    CHECK(draft("Acme Login").has_value());
}

TEST_CASE("draft: a long text is taken up to a blank and still matches", "[scanner][unknown]")
{
    std::string text = "Acme Desk 300 2.1.7";
    while (text.size() < 3000)
        text += " and so on";
    const auto element = draft(text);
    REQUIRE(element.has_value());
    CHECK(element->examples.front().text.size() <= 1024);
    CHECK_FALSE(element->pattern.ends_with('$'));
    CHECK(Fingerprint(*element, {}).match(text).has_value());
}
