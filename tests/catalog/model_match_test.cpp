#include "catalog/model_match.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// The shipped list with its index.
struct LyncIndex {
    std::filesystem::path path = catalog_data() / "lync.xml";
    ModelNames names = shipped_names();
    CatalogFile list = read_catalog(path);
    ModelIndex index{list, names, path};

    /// The row's product text, or why there is none.
    std::string row(std::string_view vendor, std::string_view model) const
    {
        const auto match = find(vendor, model);
        if (match.kind == ModelMatch::Kind::ambiguous) return "ambiguous";
        return match.kind == ModelMatch::Kind::none ? "none" : list.rows[match.found->rows.front()].product_text();
    }

    ModelMatch find(std::string_view vendor, std::string_view model) const
    {
        return index.find(PhoneKey{names, vendor, model}, model);
    }
};

struct Case {
    std::string_view vendor;
    std::string_view model;
    std::string_view row;
};

} // namespace

TEST_CASE("models: spellings, noise words and aliases lead to the row", "[catalog][models]")
{
    const LyncIndex lync;
    constexpr Case cases[] = {
        {"Polycom", "VVX_410", "Polycom VVX 410"},
        {"poly", "vvx-410", "Polycom VVX 410"},
        {"HP Poly", "VVX410", "Polycom VVX 410"},
        {"HP | Poly", "VVX 410 Business Media Phone", "Polycom VVX 410"},
        {"POLYCOM", "Polycom VVX 410", "Polycom VVX 410"},
        {"Polycom, Inc.",
         "VVX\xc2\xa0"
         "410",
         "Polycom VVX 410"},
        {"Polycom", "VVX 310", "Polycom VVX 300 and 310"},
        {"Polycom", "SPIP_335", "Polycom SoundPoint IP 335"},
        {"Polycom", "SoundPoint IP 335", "Polycom SoundPoint IP 335"},
        {"Polycom", "SoundPointIP-SPIP_335", "Polycom SoundPoint IP 335"},
        {"Polycom", "VVX 300 and 310", "Polycom VVX 300 and 310"},
        {"Polycom", "Polycom VVX 300/310", "Polycom VVX 300 and 310"},
        {"Plantronics", "VVX 310", "Polycom VVX 300 and 310"},
        {"Polycom", "IP 335", "Polycom SoundPoint IP 335"},
        {"Polycom", "CX600", "Polycom CX600"},
        {"Polycom", "CX600 Lync Phone Edition", "Polycom CX600"},
        {"Aastra", "6725ip Lync Phone Edition", "Mitel MiVoice 6725 Lync Phone"},
        {"Polycom", "CX 600 IP Phone", "Polycom CX600"},
        {"Yealink", "SIP-T48G", "Yealink SIP-T48G"},
        {"YEALINK", "T48G", "Yealink SIP-T48G"},
        {"Yealink Network Technology Co., Ltd.", "SIP T22P", "Yealink SIP-T22P"},
        {"Yealink", "SIPT22P", "Yealink SIP-T22P"},
        {"YEALINK(XIAMEN) NETWORK TECHNOLOGY CO.,LTD.", "T48G", "Yealink SIP-T48G"},
        {"XIAMEN YEALINK NETWORK TECHNOLOGY CO.,LTD", "T48G", "Yealink SIP-T48G"},
        {"AudioCodes", "430HD", "AudioCodes 430HD"},
        {"AudioCodes", "UC430HD", "AudioCodes 430HD"},
        {"AUDC", "IPPhone-430HD", "AudioCodes 430HD"},
        {"Audio Codes", "430hd IP Phone", "AudioCodes 430HD"},
        {"Mitel", "6725ip", "Mitel MiVoice 6725 Lync Phone"},
        {"Aastra", "6725ip", "Mitel MiVoice 6725 Lync Phone"},
        {"Mitel/Aastra", "MiVoice 6725ip Lync Phone", "Mitel MiVoice 6725 Lync Phone"},
        {"HP", "4110", "HP 4110 IP Phone"},
        {"HP Inc.", "Poly VVX 410", "Polycom VVX 410"},
        {"HP", "Polycom VVX 410", "Polycom VVX 410"},
        {"HP", "HP4110", "HP 4110 IP Phone"},
        {"Hewlett-Packard Company", "HP 4120 IP Phone", "HP 4120 IP Phone"},
        {"Spectralink", "8450", "Spectralink 84-Series Wireless Telephones"},
        {"Spectralink", "Spectralink 8441 Wireless Telephone", "Spectralink 84-Series Wireless Telephones"},
        {"Spectralink", "7522", "Spectralink 7000 Portfolio Handsets"},
        {"Spectralink", "84xx", "Spectralink 84-Series Wireless Telephones"},
        {"Spectralink", "7202 DECT Handset", "Spectralink 7000 Portfolio Handsets"},
        {"KIRK", "7642", "Spectralink 7000 Portfolio Handsets"},
        {"Spectralink", "IP-DECT Server 400", "Spectralink IP-DECT Server 400"},
        {"Spectralink", "IP-DECT 400", "Spectralink IP-DECT Server 400"},
        {"Spectralink", "KIRK Wireless Server 400", "Spectralink IP-DECT Server 400"},
        {"KIRK", "KWS6500", "Spectralink IP-DECT Server 6500"},
        {"Spectralink Corporation", "IP DECT Server 6500", "Spectralink IP-DECT Server 6500"},
        {"", "Yealink SIP-T48G", "Yealink SIP-T48G"},
        {"", "SIP-T48G", "Yealink SIP-T48G"},
        {"", "430HD", "AudioCodes 430HD"},
    };
    for (const auto& [vendor, model, row] : cases) {
        CAPTURE(vendor, model);
        CHECK(lync.row(vendor, model) == row);
    }
}

TEST_CASE("models: a different model is never taken for a listed one", "[catalog][models]")
{
    const LyncIndex lync;
    constexpr Case cases[] = {
        {"AudioCodes", "440HDG", ""},
        {"AudioCodes", "C440HD", ""},
        {"AudioCodes", "C450HD", ""},
        {"AudioCodes", "440HD+", ""},
        {"Polycom", "VVX 411", ""},
        {"Polycom", "VVX 301", ""},
        {"Polycom", "VVX 41", ""},
        {"Polycom", "VVX 4100", ""},
        {"Polycom", "VVX 410/411", ""},
        {"Polycom", "VVX 410 EM", ""},
        {"Polycom", "CX3000", ""},
        {"Polycom", "CX5100", ""},
        {"Polycom", "CX600x", ""},
        {"Polycom", "SPIP_670", ""},
        {"Polycom", "SSIP_450", ""},
        {"Polycom", "SPIP335b", ""},
        {"Polycom", "Trio 8450", ""},
        {"Polycom", "8450", ""},
        {"Yealink", "T48S", ""},
        {"Yealink", "T48GN", ""},
        {"Yealink", "VP-T48G", ""},
        {"Mitel", "6721ip", ""},
        {"Mitel", "6725i", ""},
        {"Mitel", "MiVoice 6920", ""},
        {"HP", "4110ip2", ""},
        {"HP", "411", ""},
        {"Spectralink", "8450S", ""},
        {"Spectralink", "84500", ""},
        {"Spectralink", "845", ""},
        {"Spectralink", "IP-DECT Server 200", ""},
        {"Spectralink", "75222", ""},
        {"Cisco", "8450", ""},
        {"Grandstream", "VVX 410", ""},
        {"", "VVX 411", ""},
        {"Yealink", "EXP50 supported on T48G", ""},
        {"Yealink", "Polycom VVX 410", ""},
        {"Polycom", "HP 4110", ""},
        {"HP", "VVX 410", ""},
        {"HP", "Polycom VVX 411", ""},
        {"HP", "Yealink SIP-T48G", ""},
        {"", "", ""},
        {"Polycom", "", ""},
    };
    for (const auto& [vendor, model, row] : cases) {
        CAPTURE(vendor, model);
        CHECK(lync.row(vendor, model) == "none");
    }
}

TEST_CASE("models: a name that lacks letters, or a number without a maker, is not taken for a model",
          "[catalog][models]")
{
    const LyncIndex lync;
    constexpr Case cases[] = {
        {"AudioCodes", "440", "AudioCodes 440HD"},
        {"Polycom", "410", "Polycom VVX 410"},
        {"Polycom", "335", "Polycom SoundPoint IP 335"},
        {"Polycom", "500", "Polycom CX500"}, // and VVX 500
        {"Yealink", "T22", "Yealink SIP-T22P"},
        {"Yealink", "SIP-T48", "Yealink SIP-T48G"}, // not a T48S, a T48U?
        {"Yealink", "48G", "Yealink SIP-T48G"},
        {"Spectralink", "400", "Spectralink IP-DECT Server 400"},
        {"", "4110", "HP 4110 IP Phone"},
        {"", "8450", "Spectralink 84-Series Wireless Telephones"},
        {"", "400", "Polycom VVX 400"}, // and a server
        {"", "410", "Polycom VVX 410"},
        {"", "T48", "Yealink SIP-T48G"},
    };
    for (const auto& [vendor, model, row] : cases) {
        CAPTURE(vendor, model);
        const auto match = lync.find(vendor, model);
        CHECK(match.kind == ModelMatch::Kind::ambiguous);
        REQUIRE_FALSE(match.candidates.empty());
        CHECK(lync.list.rows[match.candidates.front()].product_text() == row);
    }
    CHECK(lync.find("Polycom", "500").candidates.size() == 2);
}

TEST_CASE("models: every other character after a listed model makes another model", "[catalog][models]")
{
    const LyncIndex lync;
    for (const auto& row : lync.list.rows)
        for (const auto& model : row.models)
            for (char c = '!'; c <= '~'; ++c) {
                if (c == '-' || c == '_') continue;
                CAPTURE(model, c);
                CHECK(lync.row(row.vendor, model + c) == "none");
                CHECK(lync.row("", model + c) == "none");
            }
}

TEST_CASE("models: a family's name alone is ambiguous, never a row", "[catalog][models]")
{
    const LyncIndex lync;
    for (const auto* model : {"VVX", "SoundPoint IP", "SoundPoint", "CX"})
        CHECK(lync.row("Polycom", model) == "ambiguous");
    CHECK(lync.row("Spectralink", "IP-DECT Server") == "ambiguous");
    CHECK(lync.row("", "VVX") == "ambiguous");
    CHECK(lync.row("", "SoundPoint") == "ambiguous");
    CHECK(lync.row("Polycom", "V") == "none");
    CHECK(lync.row("Yealink", "VVX") == "none");
}

TEST_CASE("models: without a maker, a name too short to be one maker's is ambiguous", "[catalog][models]")
{
    const auto path = catalog_data() / "sip-gateway.xml";
    const auto names = shipped_names();
    const auto list = read_catalog(path);
    const ModelIndex index{list, names, path};
    const auto find = [&](std::string_view vendor, std::string_view model) {
        return index.find(PhoneKey{names, vendor, model}, model);
    };
    for (const auto* const model : {"M3", "i63", "S33"}) {
        CAPTURE(model);
        const auto match = find("", model);
        CHECK(match.kind == ModelMatch::Kind::ambiguous);
        CHECK_FALSE(match.candidates.empty());
    }
    CHECK(find("Alcatel-Lucent Enterprise", "M3").kind == ModelMatch::Kind::row);
    CHECK(find("", "Z9").kind == ModelMatch::Kind::none);
    CHECK(find("", "T46S").kind == ModelMatch::Kind::row);
}

TEST_CASE("models: how a row was found", "[catalog][models]")
{
    const LyncIndex lync;
    CHECK(lync.find("Polycom", "VVX 410").found->way == RowsOfModel::Way::exact);
    CHECK(lync.find("Mitel", "6725ip").found->way == RowsOfModel::Way::alias);
    CHECK(lync.find("Polycom", "VVX 300").found->way == RowsOfModel::Way::multi_model_row);
    CHECK(lync.find("Spectralink", "8450").found->way == RowsOfModel::Way::series);
}

TEST_CASE("models: the nearest row is of the same vendor and family, by number, then by spelling", "[catalog][models]")
{
    const LyncIndex lync;
    const auto nearest = [&](std::string_view vendor, std::string_view model) {
        const auto vendor_key = lync.names.vendor_key(vendor);
        const auto row = lync.index.nearest(vendor_key, lync.names.model_key(vendor_key, model));
        return row ? lync.list.rows[*row].product_text() : "";
    };
    CHECK(nearest("Polycom", "VVX 411") == "Polycom VVX 410");
    CHECK(nearest("Polycom", "VVX 301") == "Polycom VVX 300 and 310");
    CHECK(nearest("Polycom", "CX3000") == "Polycom CX600");
    CHECK(nearest("AudioCodes", "440HDG") == "AudioCodes 440HD");
    CHECK(nearest("Yealink", "T46G") == "Yealink SIP-T48G");
    CHECK(nearest("Polycom", "Trio 8800").empty());
    CHECK(nearest("Cisco", "CP-8851").empty());
}

TEST_CASE("models: hostile names cost little and match nothing", "[catalog][models]")
{
    const LyncIndex lync;
    std::string noise;
    while (noise.size() < 1'000'000)
        noise += "IP Phone ";
    CHECK(lync.row("Polycom", noise + "VVX 410") == "none");
    CHECK(lync.row(noise, "VVX 410") == "none");
    CHECK(lync.row("Polycom", std::string(1'000'000, '9')) == "none");
    CHECK(lync.row("Polycom", std::string_view{"VVX 410\0", 8}) == "none");
}

TEST_CASE("model patterns: # is one digit, * any rest", "[catalog][models]")
{
    CHECK(ModelPattern{"84##"}.matches("8450"));
    CHECK_FALSE(ModelPattern{"84##"}.matches("845"));
    CHECK_FALSE(ModelPattern{"84##"}.matches("84501"));
    CHECK_FALSE(ModelPattern{"84##"}.matches("84a0"));
    CHECK(ModelPattern{"VVX *"}.matches("vvx"));
    CHECK(ModelPattern{"VVX *"}.matches("vvx410"));
    CHECK_FALSE(ModelPattern{"VVX *"}.matches("vv"));
    CHECK(ModelPattern{"*"}.matches(""));
}
