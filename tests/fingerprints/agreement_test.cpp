#include "fingerprints/agreement.hpp"
#include "tests/support/catch.hpp"

#include <tuple>
#include <vector>

using namespace phonescan;

namespace {

Agreement turned(Agreement agreement)
{
    if (agreement == Agreement::first_more) return Agreement::second_more;
    if (agreement == Agreement::second_more) return Agreement::first_more;
    return agreement;
}

using Case = std::tuple<const char*, const char*, Agreement>;

} // namespace

TEST_CASE("agreement: models written differently are one, a longer one says more", "[fingerprints]")
{
    for (const auto& [first, second, expected] : std::vector<Case>{
             {"VVX 410", "VVX 410", Agreement::same},
             {"VVX410", "VVX 410", Agreement::same},
             {"vvx_410", "VVX 410", Agreement::same},
             {"CP-7962G", "CP-7962", Agreement::first_more},
             {"CP-7962G", "7962G", Agreement::first_more},
             {"CP-7962", "7962G", Agreement::second_more},
             {"SIP-T48G", "T48G", Agreement::first_more},
             {"SIP-T58", "SIP-T58A", Agreement::second_more},
             {"440HD", "440HDG", Agreement::second_more},
             {"CP-8851-3PCC", "8851", Agreement::first_more},
             {"CP-88513", "8851", Agreement::contradiction},
             {"VVX 410", "VVX 400", Agreement::contradiction},
             {"VVX 40", "VVX 400", Agreement::contradiction},
             {"VVX 400", "CCX 400", Agreement::contradiction},
             {"SIP-T46G", "SIP-T46S", Agreement::contradiction},
             {"Trio Visual", "Trio Visual+", Agreement::second_more},
             {"VVX 500", "VVX", Agreement::first_more},
             {"4", "SPA504", Agreement::contradiction},
             {"", "VVX 500", Agreement::contradiction},
         }) {
        CAPTURE(first, second);
        CHECK(compare_models(first, second) == expected);
        CHECK(compare_models(second, first) == turned(expected));
    }
}

TEST_CASE("agreement: a version that names the image or leaves out the build is the same one, less exactly",
          "[fingerprints]")
{
    for (const auto& [first, second, expected] : std::vector<Case>{
             {"5.3.0.12074", "5.3.0.12074", Agreement::same},
             {"01.133", "1.133", Agreement::same},
             {"sip88xx.12-0-1ES-13", "12.0.1", Agreement::first_more},
             {"sip78xx.11-5-1-18", "11.5.1", Agreement::first_more},
             {"sip8845_65.14-2-1-0101-22", "14.2.1", Agreement::first_more},
             {"V14-3-1SR3-1", "14.3.1", Agreement::first_more},
             {"Main 06.05.00.18", "06.05.00.18", Agreement::same},
             {"UC_3.1.2.89", "3.1.2.89", Agreement::same},
             {"P00308010100", "8.1", Agreement::first_more},
             {"P00308010100", "8.1.1", Agreement::first_more},
             {"P00308010100", "8.2", Agreement::contradiction},
             {"P00308010100", "7.1", Agreement::contradiction},
             {"P0S3-8-12-00", "8.12", Agreement::first_more},
             {"P0S3-8-12-00", "8.11", Agreement::contradiction},
             {"96x1-IPT-SIP-R6_5_0-102612", "6.5.0", Agreement::same},
             {"96x1-IPT-SIP-R6_5_0-102612", "6.5.0.17", Agreement::second_more},
             {"S96x1_SALBR6_5_0_17_V4r83.tar", "6.5.0.17", Agreement::same},
             {"S96x1_SALBR6_5_0_17_V4r83.tar", "6.5.1.17", Agreement::contradiction},
             {"H1xx_SIP-R1_0_2_3_3050.tar", "R1_0_2_3_3050", Agreement::same},
             {"V3 R5.13.0", "V2 R5.13.0", Agreement::contradiction},
             {"sip88xx.14-0-1SR2-1", "14.0.2", Agreement::contradiction},
             {"5.9.2.3446", "5.9.2", Agreement::first_more},
             {"5.9.2", "5.9.20", Agreement::contradiction},
             {"5.9", "6.9", Agreement::contradiction},
             {"5", "5.9.2", Agreement::contradiction}, // one number is no beginning of anything
             {"5.5.1A.12", "5.5.1.12", Agreement::contradiction},
             {"PCS13Eb", "PCS13Ea", Agreement::contradiction},
             {"PCS13Eb", "PCS13Eb", Agreement::same},
             {"!", "?", Agreement::contradiction},
         }) {
        CAPTURE(first, second);
        CHECK(compare_firmware(first, second) == expected);
        CHECK(compare_firmware(second, first) == turned(expected));
    }
}

TEST_CASE("agreement: serials and editions are equal to the letter, but for case", "[fingerprints]")
{
    CHECK(compare_values(Attribute::serial, "fch1610A5S5", "FCH1610A5S5") == Agreement::same);
    CHECK(compare_values(Attribute::serial, "FCH1610A5S5", "FCH1610A5S") == Agreement::contradiction);
    CHECK(compare_values(Attribute::edition, "UC", "SIP") == Agreement::contradiction);
    CHECK(compare_values(Attribute::model, "T48G", "SIP-T48G") == Agreement::second_more);
    CHECK(compare_values(Attribute::firmware, "1.2", "1.2.3") == Agreement::second_more);
}
