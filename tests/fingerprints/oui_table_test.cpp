#include "fingerprints/oui_table.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("OUI table: owners, their other names, and who is unknown", "[fingerprints]")
{
    OuiTable table;
    table.read(shipped_directory() / "oui.csv");
    const auto* const polycom = table.find(*MacAddress::parse("0004f2aabbcc"));
    REQUIRE(polycom != nullptr);
    CHECK(polycom->vendor == "Polycom");
    CHECK(polycom->dedicated);
    CHECK(OuiTable::may_be(*polycom, "polycom"));
    CHECK(OuiTable::may_be(*polycom, "Poly"));
    CHECK_FALSE(OuiTable::may_be(*polycom, "Yealink"));
    const auto* const audiocodes = table.find(*MacAddress::parse("00908faabbcc"));
    REQUIRE(audiocodes != nullptr);
    CHECK_FALSE(audiocodes->dedicated);
    CHECK(audiocodes->builds_phones);
    const auto* const computers = table.find(*MacAddress::parse("001422aabbcc"));
    REQUIRE(computers != nullptr);
    CHECK_FALSE(computers->builds_phones);
    CHECK(table.find(*MacAddress::parse("020000000001")) == nullptr);
}

TEST_CASE("OUI table: the smallest block that holds an address counts", "[fingerprints]")
{
    const TemporaryFile file{"oui,vendor,use,also\n70B3D5,Many,mixed,\n70B3D51,Some,mixed,\n70B3D5123,One,dedicated,\n",
                             ".csv"};
    OuiTable table;
    table.read(file.path());
    CHECK(table.find(*MacAddress::parse("70b3d5123456"))->vendor == "One");
    CHECK(table.find(*MacAddress::parse("70b3d5100000"))->vendor == "Some");
    CHECK(table.find(*MacAddress::parse("70b3d5f00000"))->vendor == "Many");
}

TEST_CASE("OUI table: what is wrong is said with its line", "[fingerprints]")
{
    struct Row {
        const char* text;
        const char* message;
    };
    const std::string header = "# c\noui,vendor,use,also\n";
    for (const auto& [text, message] : {Row{"0004F2,Polycom,dedicated", ":3: expected four cells"},
                                        Row{"0004F20A,Polycom,dedicated,", ":3: expected 6, 7 or 9 hexadecimal digits"},
                                        Row{"0004FG,Polycom,dedicated,", ":3: expected 6, 7 or 9 hexadecimal digits"},
                                        Row{"0004F2,,dedicated,", ":3: expected a vendor"},
                                        Row{"0004F2,Polycom,often,", ":3: expected 'dedicated' or 'mixed'"},
                                        Row{"0004F2,A,mixed,\n0004f2,B,mixed,", ":4: expected each OUI once"}}) {
        const TemporaryFile file{header + text + "\n", ".csv"};
        CAPTURE(text);
        OuiTable table;
        CHECK_THROWS_WITH(table.read(file.path()), Catch::Contains(file.path().string() + message));
    }
    const TemporaryFile bare{"0004F2,Polycom,dedicated,\n", ".csv"};
    OuiTable table;
    CHECK_THROWS_WITH(table.read(bare.path()), Catch::Contains(":1: expected the header"));
    CHECK_THROWS_AS(table.read("/nonexistent/oui.csv"), DataError);
}
