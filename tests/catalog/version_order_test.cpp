#include "catalog/version_order.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

const SchemeBook& schemes()
{
    static const auto book = shipped_schemes();
    return book;
}

const VersionScheme& scheme(std::string_view id)
{
    return *std::ranges::find(schemes().schemes(), id, &VersionScheme::id);
}

struct Texts {
    std::string_view scheme;
    std::vector<std::string> versions;
};

/// Versions around every edge: leading zeros, missing ends, letters, editions, branches.
const std::vector<Texts>& generated()
{
    static const auto all = [] {
        std::vector<Texts> result = {
            {"poly-ucs", {"5.4.0", "5.4.0A", "5.4.0B", "5.4.0AA", "5.4.1", "5.4.0.5841", "5.4.0.10182", "5.4.0.10181"}},
            {"lync-phone-edition", {"3.5.6907.196", "1.0.522.101", "4.0.7423.1"}},
            {"audiocodes", {"UC420HD_2.0.1.44.9", "420HD_UC_2.0.13.121", "UC_3.1.2.89", "C450HD_TEAMS_0.225", "1.8"}},
            {"yealink",
             {"7.72.0.30", "7.73.193.50", "58.15.0.20", "58.15.91.6", "28.8.1.52", "55.66.91.11", "7.5.0.1"}},
            {"spectralink-pcs", {}},
            {"spectralink-dotted", {"4.6", "4.6.0", "4.6.0.0008", "4.11.0.2110"}},
        };
        for (const auto* a : {"0", "4", "19"})
            for (const auto* b : {"0", "7", "9", "80"})
                for (const auto* c : {"0", "1", "12"})
                    for (const auto* d : {"0", "09", "999999999"}) {
                        const auto text = std::string{a} + '.' + b + '.' + c + '.' + d;
                        for (auto& texts : result)
                            if (texts.scheme != "spectralink-pcs") texts.versions.push_back(text);
                    }
        for (const auto* year : {"09", "13", "22"})
            for (const auto* letters : {"A", "A_", "Aa", "Ab", "B", "Bz", "Z_"})
                result[4].versions.push_back(std::string{"PCS"} + year + letters);
        return result;
    }();
    return all;
}

Order opposite(Order order)
{
    if (order == Order::older) return Order::newer;
    return order == Order::newer ? Order::older : order;
}

Comparison compared(std::string_view id, std::string_view observed, std::string_view listed,
                    std::string_view model_key = "vvx410")
{
    const auto a = scheme(id).parse(observed);
    const auto b = scheme(id).parse(listed);
    REQUIRE(a.has_value());
    REQUIRE(b.has_value());
    return compare(scheme(id), model_key, *a, *b);
}

} // namespace

TEST_CASE("versions: equal, older, newer as each vendor counts", "[catalog][version]")
{
    struct Case {
        std::string_view scheme;
        std::string_view observed;
        std::string_view listed;
        Order order;
    };
    constexpr Case cases[] = {
        {"poly-ucs", "4.1.4.7430", "4.1.2.25646", Order::newer}, // the release before the build
        {"poly-ucs", "5.4.0.5841", "5.4.0.10182", Order::older},
        {"poly-ucs", "4.0.15.1047", "4.1.0.84959", Order::older},
        {"poly-ucs", "5.10.0.1", "5.9.0.9373", Order::newer}, // not text
        {"poly-ucs", "5.4.0A", "5.3.0.12768", Order::newer},
        {"poly-ucs", "5.3.9AA", "5.4.0A", Order::older},
        {"poly-ucs", "5.4.0A", "5.4.0A", Order::equal},
        {"poly-ucs", "5.4.0.10182", "5.4.0A", Order::equal},
        {"poly-ucs", "5.4.0A", "5.4.0.5841", Order::newer},
        {"poly-ucs", "5.2.9", "5.3.0.12074", Order::older}, // whatever its build
        {"lync-phone-edition", "4.0.7577.4387", "4.0.7577.4444", Order::older},
        {"lync-phone-edition", "4.0.7423.1", "4.0.7577.4444", Order::older},
        {"lync-phone-edition", "3.5.6907.196", "4.0.7577.4444", Order::older},
        {"audiocodes", "UC_3.0.1.89", "UC_3.0.1.89.1", Order::older},
        {"audiocodes", "UC_3.0.1", "UC_3.0.1.0.0", Order::equal},
        {"audiocodes", "UCC450HD_3.2.0.1003.61", "C450HD_UC_3.4.6.604", Order::older},
        {"audiocodes", "C450HD_TEAMS_0.225", "C448HD_TEAMS_1.3.47", Order::older},
        {"yealink", "35.7.0.13", "35.7.0.26", Order::older},
        {"yealink", "28.8.1.52", "28.7.0.26", Order::newer}, // a minor inside this edition
        {"yealink", "28.8.1.52", "X.8.1.52", Order::equal},
        {"yealink", "28.8.1.51", "x.8.1.52", Order::older},
        {"yealink", "58.15.0.124", "58.15.0.20", Order::newer},
        {"yealink", "66.84.0.15", "66.86.0.5", Order::older},
        {"yealink", "55.200.91.11", "55.200.91.11", Order::equal}, // of no known edition: the same and no more
        {"spectralink-pcs", "PCS13Ea", "PCS13Eb", Order::older},
        {"spectralink-pcs", "PCS13F", "PCS13Eb", Order::newer},
        {"spectralink-pcs", "PCS14A_", "PCS14A", Order::equal},
        {"spectralink-pcs", "PCS14A_", "PCS14Aa", Order::older},
        {"spectralink-dotted", "4.11.0.2110", "4.6.0.0008", Order::newer},
        {"spectralink-dotted", "4.6.0.8", "4.6.0.0008", Order::equal},
    };
    for (const auto& [id, observed, listed, order] : cases) {
        CAPTURE(id, observed, listed);
        CHECK(compared(id, observed, listed).order == order);
        CHECK(compared(id, listed, observed).order == opposite(order));
    }
}

TEST_CASE("versions: incomparable, and the weightiest reason", "[catalog][version]")
{
    struct Case {
        std::string_view scheme;
        std::string_view observed;
        std::string_view listed;
        std::string_view reason;
    };
    constexpr Case cases[] = {
        {"poly-ucs", "5.4.0.12541", "5.4.0A", "release-letter"},
        {"poly-ucs", "5.4.0B", "5.4.0A", "release-letter"},
        {"poly-ucs", "5.5.0.1", "5.5.0A", "release-letter"}, // no alias is known
        {"poly-ucs", "5.4.0", "5.4.0A", "release-letter"},
        {"poly-ucs", "5.4.0", "5.4.0.5841", "observed-unparsable"},
        {"poly-ucs", "5.4.0.5841", "5.4.0", "cell-truncated"},
        {"audiocodes", "UC_2.0.1", "X_TEAMS_2.0.1", "edition"},
        {"audiocodes", "2.0.1", "UC_2.0.1", "edition"},
        {"yealink", "7.72.0.30", "7.7.0.26", "edition"},
        {"yealink", "28.7.0.26", "35.7.0.26", "platform-code"},
        {"yealink", "28.72.0.26", "35.7.0.26", "platform-code"},
        {"yealink", "58.15.91.6", "58.15.0.20", "branch"},
        {"yealink", "7.72.193.50", "7.7.0.26", "edition"},
        {"yealink", "7.73.193.50", "7.72.0.30", "branch"},
        {"yealink", "55.200.91.11", "55.200.91.12", "edition"},
    };
    for (const auto& [id, observed, listed, reason] : cases) {
        CAPTURE(id, observed, listed);
        const auto comparison = compared(id, observed, listed);
        CHECK(comparison.order == Order::incomparable);
        CHECK(name_of(comparison.reason) == reason);
    }
    // Letters stand for other builds on other models.
    CHECK(compared("poly-ucs", "5.4.0.10182", "5.4.0A", "soundpointip450").order == Order::incomparable);
}

TEST_CASE("versions: what the grammar does not take in full is no version", "[catalog][version]")
{
    struct Case {
        std::string_view scheme;
        std::vector<std::string> texts;
    };
    const Case cases[] = {
        {"poly-ucs",
         {"", "5", "5.4", "5.4.0.", "5.4.0.1.2", "5.4.0a", "5.4.0AAA", "v5.4.0.1", "5.4.0.1 ", "5..0.1", ".5.4.0",
          "5.4.0.1234567890", "5.4.0.-1", "5.4.0.+1", "5.4.0.0x1", "5.4.0.1A"}},
        {"lync-phone-edition", {"4.0.7577", "4.0.7577.4444.1", "4.0.7577.x"}},
        {"audiocodes", {"2", "2.0.0_build_15", "2.0.1.44.9.1", "UC420HD_", "UC420HD2.0.1", "_UC_2.0.1", "UC__2.0.1"}},
        {"yealink", {"35.7.0", "35.7.0.26.1", "xx.7.0.26", "35.x.0.26", "2.41.0"}},
        {"spectralink-pcs",
         {"1.2.3", "PCS", "PCS13", "PCS13b", "PCS13Ebc", "PCS13E__", "pcs13Eb", "PCSE", "PCS9A", "PCS013Eb"}},
        {"spectralink-dotted", {"4", "5.4.0A", "4.6.0.0008.1"}},
    };
    for (const auto& [id, texts] : cases)
        for (const auto& text : texts) {
            CAPTURE(id, text);
            CHECK_FALSE(scheme(id).parse(text).has_value());
        }
    CHECK_FALSE(scheme("yealink").parse_observed("83").has_value()); // a list's minimum, which no phone says
}

TEST_CASE("versions: no text up to three characters and no cut of a version upsets the parser", "[catalog][version]")
{
    constexpr std::string_view alphabet = "09aA._xPCSU{} \xff";
    for (const auto& one : schemes().schemes()) {
        for (const char a : alphabet)
            for (const char b : alphabet)
                for (const char c : alphabet) {
                    const auto version = one.parse(std::string{a, b, c});
                    if (version) CHECK(one.parse(one.print(*version)).has_value());
                }
    }
    for (const auto& [id, versions] : generated())
        for (const auto& text : versions)
            for (std::size_t length = 0; length < text.size(); ++length) {
                const std::vector<char> cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
                (void)scheme(id).parse(std::string_view{cut.data(), cut.size()});
            }
}

TEST_CASE("versions: printing and parsing lead back to the same version", "[catalog][version]")
{
    for (const auto& [id, versions] : generated())
        for (const auto& text : versions) {
            CAPTURE(id, text);
            const auto version = scheme(id).parse(text);
            REQUIRE(version.has_value());
            CHECK(scheme(id).parse(scheme(id).print(*version)) == version);
        }
    CHECK(scheme("yealink").print(*scheme("yealink").parse("X.8.01.62")) == "x.8.1.62");
    CHECK(scheme("poly-ucs").print(*scheme("poly-ucs").parse("5.4.3AA")) == "5.4.3AA");
    CHECK(scheme("poly-ucs").print(*scheme("poly-ucs").parse("5.4.3ZZ")) == "5.4.3ZZ");
    CHECK(scheme("spectralink-pcs").print(*scheme("spectralink-pcs").parse("PCS14A_")) == "PCS14A");
}

TEST_CASE("versions: the order is reflexive, antisymmetric and, where defined, transitive", "[catalog][version]")
{
    for (const auto& [id, texts] : generated()) {
        const auto& one = scheme(id);
        std::vector<Version> versions;
        for (const auto& text : texts)
            versions.push_back(*one.parse(text));
        const auto count = versions.size();
        std::vector<Order> order(count * count);
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < count; ++b)
                order[a * count + b] = compare(one, "vvx410", versions[a], versions[b]).order;
        std::size_t broken = 0;
        std::size_t ordered = 0;
        for (std::size_t a = 0; a < count; ++a) {
            if (order[a * count + a] != Order::equal) ++broken;
            for (std::size_t b = 0; b < count; ++b) {
                if (order[a * count + b] != opposite(order[b * count + a])) ++broken;
                if (order[a * count + b] != Order::older && order[a * count + b] != Order::equal) continue;
                for (std::size_t c = 0; c < count; ++c) {
                    const auto next = order[b * count + c];
                    if (next != Order::older && next != Order::equal) continue;
                    const auto whole = order[a * count + c];
                    const bool strict = next == Order::older || order[a * count + b] == Order::older;
                    if (whole == Order::newer || (whole == Order::equal && strict)) ++broken;
                    ++ordered;
                }
            }
        }
        CAPTURE(id);
        CHECK(broken == 0);
        CHECK(ordered > count);
    }
}

TEST_CASE("versions: a phone's own word for its edition counts where the version does not tell", "[catalog][version]")
{
    const auto& one = scheme("audiocodes");
    const auto listed = one.parse("UC_2.0.1.44.9");
    const auto order = [&](std::string_view text, std::string_view edition) {
        return compare_observed(one, "420hd", {one.parse(text), one.edition_named(edition), false}, listed);
    };
    CHECK(order("2.0.1.44.9", "UC").order == Order::equal);
    CHECK(order("2.0.1.44.9", "uc").order == Order::equal);
    CHECK(order("2.0.1.44.9", "Lync").order == Order::equal);
    CHECK(order("2.0.1.44.9", "SIP").reason == Incomparable::edition);
    CHECK(order("2.0.1.44.9", "").reason == Incomparable::edition);
    CHECK(order("2.0.1.44.9", "whatever").reason == Incomparable::edition);
    CHECK(order("UC_2.0.1.44.9", "").order == Order::equal);
    CHECK(order("UC_2.0.1.44.9", "SIP").reason == Incomparable::edition);
    CHECK(order("2.0.0_build_15", "SIP").reason == Incomparable::edition);
    CHECK(order("2.0.0_build_15", "UC").reason == Incomparable::observed_unparsable);
    CHECK(order("2.0.0_build_15", "").reason == Incomparable::observed_unparsable);
}

TEST_CASE("version schemes: which models follow which", "[catalog][version]")
{
    const auto names = shipped_names();
    const auto id = [&](std::string_view vendor, std::string_view model) -> std::string {
        const auto vendor_key = names.vendor_key(vendor);
        const auto* found = schemes().scheme_for(vendor_key, names.model_key(vendor_key, model));
        return found ? found->id : "";
    };
    CHECK(id("Polycom", "VVX 410") == "poly-ucs");
    CHECK(id("Polycom", "CX600") == "lync-phone-edition");
    CHECK(id("Polycom", "CX3000") == "lync-phone-edition");
    CHECK(id("HP", "4120") == "lync-phone-edition");
    CHECK(id("Aastra", "6725ip") == "lync-phone-edition");
    CHECK(id("Mitel", "6930") == "");
    CHECK(id("Spectralink", "IP-DECT Server 400") == "spectralink-pcs");
    CHECK(id("Spectralink", "8450") == "spectralink-dotted");
    CHECK(id("Nobody", "1") == "");
}
