#include "catalog/version_order.hpp"
#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

const VersionScheme& scheme(std::string_view id)
{
    static const auto names = ModelNames::load(programmes_data() / "models.xml");
    static const auto book = SchemeBook::load(programmes_data() / "version_schemes.xml", names);
    return *std::ranges::find(book.schemes(), id, &VersionScheme::id);
}

Comparison compared(std::string_view id, std::string_view observed, std::string_view listed,
                    ListedAs listed_as = ListedAs::exact)
{
    const auto a = scheme(id).parse_observed(observed);
    const auto b = scheme(id).parse(listed);
    REQUIRE(a.has_value());
    REQUIRE(b.has_value());
    return compare(scheme(id), "1", *a, *b, listed_as);
}

std::string edition_of(std::string_view text)
{
    const auto version = scheme("echo").parse(text);
    REQUIRE(version.has_value());
    return version->edition ? scheme("echo").editions[*version->edition].name : std::string{};
}

} // namespace

TEST_CASE("grammar: a text that must be the same", "[catalog][version]")
{
    CHECK(compared("dial", "CD-18781Y.200410.067", "CD-18781Y.200410.067").order == Order::equal);
    CHECK(compared("dial", "CD-18781Y.200410.66", "CD-18781Y.200410.067").order == Order::older);
    CHECK(compared("dial", "CD-18781Y.210101.001", "CD-18781Y.200410.067").order == Order::newer);
    const auto other = compared("dial", "CD-18782Y.200410.067", "CD-18781Y.200410.067");
    CHECK(other.order == Order::incomparable);
    CHECK(other.reason == Incomparable::platform_code);
    CHECK_FALSE(scheme("dial").parse("CD-18781Y").has_value());
    CHECK_FALSE(scheme("dial").parse("CD-18781Y.20041.067").has_value());
    CHECK_FALSE(scheme("dial").parse("." + std::string(24, 'A') + ".200410.067").has_value());
    CHECK(scheme("dial").parse(std::string(max_text, 'A') + ".200410.067").has_value());
    CHECK_FALSE(scheme("dial").parse(std::string(max_text + 1, 'A') + ".200410.067").has_value());
    CHECK(scheme("dial").print(*scheme("dial").parse("CD-18781Y.200410.067")) == "CD-18781Y.200410.67");
}

TEST_CASE("grammar: separators that stand for each other, and a word that proves the edition", "[catalog][version]")
{
    for (const auto* text : {"12-0-3MPP", "12.0.3MPP", "12_0.3-MPP", "12.0.3_MPP"}) {
        CHECK(edition_of(text) == "MPP");
        CHECK(compared("echo", text, "12-0-3MPP").order == Order::equal);
    }
    CHECK(edition_of("12.0.3") == "");
    CHECK(edition_of("11.3.7_MPP_0001") == "MPP");
    CHECK(compared("echo", "11.3.7_MPP_0001", "11.3.7MPP1").order == Order::equal);
    CHECK(compared("echo", "11.3.7_MPP_0001", "12-0-3MPP").order == Order::older);
    CHECK(compared("echo", "12.0.3", "12-0-3MPP").reason == Incomparable::edition);
    CHECK(compared("echo", "12-0-3MPP0101", "12-0-3MPP").reason == Incomparable::cell_truncated);
    CHECK(compared("echo", "12-0-3MPP", "12-0-3MPP0101-13").reason == Incomparable::observed_unparsable);
    CHECK(compared("echo", "12-0-3MPP0101", "11.1.1MPP", ListedAs::minimum).order == Order::newer);
    CHECK(compared("echo", "11-1-1MPP0101-7", "11.1.1MPP", ListedAs::minimum).order == Order::equal);
    for (const auto* text : {"12.0.3 MPP", "12+0.3MPP", "12.0MPP", "12.0.3MPP.", "12.0.3.", "12.0.3mpp", "MPP"}) {
        CAPTURE(text);
        CHECK_FALSE(scheme("echo").parse(text).has_value());
    }
    for (const auto* text : {"12-0-3MPP", "12.0.3MPP4", "12.0.3MPP4-5", "12.0.3.MPP.4", "12.0.3"}) {
        CAPTURE(text);
        const auto version = scheme("echo").parse(text);
        CHECK(scheme("echo").parse(scheme("echo").print(*version)) == version);
    }
}

TEST_CASE("grammar: equality only", "[catalog][version]")
{
    CHECK(compared("fern", "7.00A.021", "7.00A.21").order == Order::equal);
    for (const auto* other : {"7.00A.022", "7.00B.021", "8.00A.021"})
        CHECK(compared("fern", other, "7.00A.021").reason == Incomparable::scheme);
    CHECK(compared("fern", "7.00A", "7.00A.021").order == Order::incomparable);
}

TEST_CASE("grammar: forms that only lists use, and values that only lists leave open", "[catalog][version]")
{
    CHECK(scheme("acme").parse("83").has_value());
    CHECK_FALSE(scheme("acme").parse_observed("83").has_value());
    CHECK(scheme("acme").parse("x.8.1.52").has_value());
    CHECK_FALSE(scheme("acme").parse_observed("x.8.1.52").has_value());
    CHECK(scheme("acme").parse_observed("28.8.1.52").has_value());
    CHECK(scheme("acme").print(*scheme("acme").parse("83")) == "83");
}

TEST_CASE("grammar: a minimum leaves open what stands before and after it, no gap", "[catalog][version]")
{
    CHECK(compared("bell", "5.9.5.1", "5.9.5", ListedAs::minimum).order == Order::equal);
    CHECK(compared("bell", "5.9.5A", "5.9.5.1", ListedAs::minimum).reason == Incomparable::release_letter);
    CHECK(compared("bell", "5.9.5.1", "5.9.5").reason == Incomparable::cell_truncated);
    CHECK(compared("acme", "66.83.193.1", "83", ListedAs::minimum).order == Order::equal);
    CHECK(compared("acme", "66.83.193.1", "83").reason == Incomparable::cell_truncated);
    CHECK(compared("acme", "66.9.0.1", "83", ListedAs::minimum).reason == Incomparable::edition);
}

TEST_CASE("grammar: a number above the largest that it may be makes a text no version", "[catalog][version]")
{
    const auto book = shipped_schemes();
    const auto parses = [&book](std::string_view id, std::string_view text) {
        return std::ranges::find(book.schemes(), id, &VersionScheme::id)->parse_observed(text).has_value();
    };
    CHECK(parses("poly-ucs", "19.1.0.1"));
    CHECK_FALSE(parses("poly-ucs", "20.1.0.1"));
    CHECK(parses("ascom", "99.0.1"));
    CHECK_FALSE(parses("ascom", "2024.05.01"));
    CHECK(parses("gigaset", "83.V2.23.0"));
    CHECK_FALSE(parses("gigaset", "2024.05.01"));
}
