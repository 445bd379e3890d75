#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <chrono>

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("identify: models never seen before are read by their grammar", "[fingerprints]")
{
    struct Row {
        const char* text;
        const char* vendor;
        const char* model;
        const char* firmware;
        const char* mac;
    };
    // Texts made for the test: known shapes, models and versions that no example has.
    for (const auto& row : {
             Row{"PolycomVVX-VVX_999-UA/6.9.9.1234", "Polycom", "VVX 999", "6.9.9.1234", ""},
             Row{"Poly/9.0.0.1234 PolyEdge-Edge_B99-UA/9.0.0.1234_0004f2aabbcc", "Poly", "Edge B99", "9.0.0.1234",
                 "00:04:f2:aa:bb:cc"},
             Row{"PolycomSoundPointIP-SPIP_335-UA/4.1.0.84959_0004f2aabbcc", "Polycom", "SoundPoint IP 335",
                 "4.1.0.84959", "00:04:f2:aa:bb:cc"},
             Row{"PolycomSoundStationIP-SPIP_6000-UA/3.1.0.0084", "Polycom", "SoundStation IP 6000", "3.1.0.0084", ""},
             Row{"AUDC-IPPhone-440HD_UC_2.0.3.21/1.0.0000.0", "AudioCodes", "440HD", "2.0.3.21", ""},
             Row{"AUDC-IPPhone-C470HD_TEAMS_1.10.120/5", "AudioCodes", "C470HD", "1.10.120", ""},
             Row{"AUDC-IPPhone/2.2.8.61 (440HDG-Rev0; 00908F602AAC)", "AudioCodes", "440HDG", "2.2.8.61",
                 "00:90:8f:60:2a:ac"},
             Row{"YEALINK SIP-T99X 199.99.0.1", "Yealink", "SIP-T99X", "199.99.0.1", ""},
             Row{"Yealink SIP-T48G 35.8.1.52 00:15:65:aa:bb:cc", "Yealink", "SIP-T48G", "35.8.1.52",
                 "00:15:65:aa:bb:cc"},
             Row{"Yealink SIP-T58W Pro 150.86.0.14 805ec0aabbcc", "Yealink", "SIP-T58W Pro", "150.86.0.14",
                 "80:5e:c0:aa:bb:cc"},
             Row{"Yealink T58A 58.15.0.131", "Yealink", "SIP-T58A", "58.15.0.131", ""},
             Row{"W90B 131.85.0.1", "Yealink", "W90B", "131.85.0.1", ""},
             Row{"Mitel 6940w/6.3.3.1", "Mitel", "6940w", "6.3.3.1", ""},
             Row{"Aastra 480i CT/1.4.2.1081 Brcm Callctrl/1.5.1 MxSF/v3.2.6.26", "Aastra", "480i CT", "1.4.2.1081", ""},
             Row{"Cisco-CP8899/14.2.1", "Cisco", "CP-8899", "14.2.1", ""},
             Row{"reseller.example 0002fdaabbcc Linksys/SPA942-5.1.10", "Linksys", "SPA942", "5.1.10", ""},
             Row{"grandstream GRP2699W 1.0.1.1 c074adaabbcc", "Grandstream", "GRP2699W", "1.0.1.1",
                 "c0:74:ad:aa:bb:cc"},
             Row{"snomD999/11.0.1.2", "snom", "D999", "11.0.1.2", ""},
             Row{"snom821/8.7.3.19", "snom", "snom821", "8.7.3.19", ""},
             Row{"Avaya one-X Deskphone 7.1.15.1.3 b4475ea2e9a0", "Avaya", "", "7.1.15.1.3", "b4:47:5e:a2:e9:a0"},
             Row{"Fanvil X99U Pro 2.12.44", "Fanvil", "X99U Pro", "2.12.44", ""},
             Row{"OBIHAI/OBi2182-6.4.0", "Obihai", "OBi2182", "6.4.0", ""},
         }) {
        CAPTURE(row.text);
        const auto identity = identify(row.text);
        CHECK(identity.kind == Kind::phone);
        CHECK(identity.vendor == row.vendor);
        CHECK(identity.model == row.model);
        CHECK(identity.firmware == row.firmware);
        CHECK((identity.mac ? identity.mac->to_string() : "") == row.mac);
        CHECK(identify({seen(Field::sip_server, row.text)}).model == row.model);
    }
}

TEST_CASE("identify: a number that is no firmware is not reported as one", "[fingerprints]")
{
    for (const auto* const text :
         {"PolycomVVX-VVX_600-UA/132.244.41.145", "PolycomVVX-VVX_600-UA/10.0.0.5", "Yealink SIP-T22P 7.73.",
          "Yealink SIP-T48G 192.168.1.20", "Yealink SIP-T48G 10.40.12.7", "Yealink SIP-T48G 172.16.0.9",
          "optiPoint 600 office MxSF/v3.5.3.4", "CSCO/4", "Avaya one-X Deskphone",
          "PolycomSoundPointIP-SPIP_335-UA/4.2.1.0275 Type/Updater", "Yealink SIP-T46S 66.9.0.23-beta",
          "PolycomVVX-VVX_410-UA/5.3.0.12074-rc1", "Grandstream GXP2130 1.0.7.25-rc",
          "Grandstream GXP2000 (boot55e.bin:1.1.6.9)"}) {
        CAPTURE(text);
        CHECK(identify(text).kind == Kind::phone);
        CHECK(identify(text).firmware.empty());
    }
}

TEST_CASE("identify: an address in the place of the version is no firmware", "[fingerprints]")
{
    for (const auto* const phone :
         {"Yealink SIP-T46S ", "Yealink CP960 ", "Grandstream GXP2130 ", "Mitel 6930/", "Aastra 6731i/", "Fanvil X4 ",
          "PolycomSoundPointIP-SPIP_550-UA/", "PolyCCX-CCX_600-UA/", "AUDC-IPPhone-405HD_UC_", "Cisco-CP8851/",
          "Cisco/SPA504G-", "Avaya one-X Deskphone ", "Panasonic_KX-UT113/", "Htek UC921 V", "Sangoma S505 ",
          "OBIHAI/OBi1062-"}) {
        for (const auto* const address : {"203.0.113.7", "132.244.41.145", "93.184.216.34", "10.1.1.9"}) {
            CAPTURE(phone, address);
            CHECK(identify(std::string{phone} + address).kind == Kind::phone);
            CHECK(identify(std::string{phone} + address).firmware.empty());
        }
    }
    for (const auto* const address : {"203.0.113.7", "132.244.41.145", "93.184.216.34", "10.40.12.7"}) {
        CHECK(identify(std::string{"snomD785/"} + address).model == "D785");
        CHECK(identify(std::string{"snomD785/"} + address).firmware.empty());
        CHECK(identify(std::string{"snom320/"} + address).firmware.empty());
    }
    CHECK(identify("snomD785/10.1.39.11").firmware == "10.1.39.11");
    CHECK(identify("Cisco-CP7937G/1.4.5").firmware == "1.4.5");
    CHECK(identify("Alcatel IP Touch 4028/203.0.113.7").firmware.empty());
    CHECK(identify("Mitel-Mitel-SIP-Phone 203.0.113.7 08000FA1B2C3").firmware.empty());
}

TEST_CASE("identify: what stands behind the number of a model is part of it, in the maker's spelling", "[fingerprints]")
{
    CHECK(identify("PolycomVVX-VVX_1500_C-UA/4.0.11.0583").model == "VVX 1500 C");
    CHECK(identify("PolycomSoundStationDuo-SSDuo-UA/4.0.2.11307").model == "SoundStation Duo");
    CHECK(identify("Spectralink/KIRK IP6000/PCS24Ab").model == "IP-DECT Server 6000");
}

TEST_CASE("identify: a firmware has one spelling, whatever the channel", "[fingerprints]")
{
    CHECK(identify("Digium D65 2_9_10").firmware == "2.9.10");
    CHECK(identify({seen(Field::dhcp_vendor_class, "digium_D65_2_9_10")}).firmware == "2.9.10");
    CHECK(identify("FreePBX 15, a PBX").firmware == "15");
    CHECK(identify("KIRK Wireless Server 6000 (PCS13Eb)").firmware == "PCS13Eb");
    CHECK(identify({seen(Field::lldp_med_manufacturer, "Grandstream"), seen(Field::lldp_med_model, "HT802"),
                    seen(Field::lldp_med_software_revision, "1.0.17.5")})
              .firmware == "1.0.17.5");
}

TEST_CASE("identify: a serial number that looks like a MAC is none", "[fingerprints]")
{
    const auto both = identify("Cisco/SPA508G-7.4.4 (0002FDFF2103)(CBT141400UK)");
    CHECK(both.mac == *MacAddress::parse("0002fdff2103"));
    CHECK(both.serial == "CBT141400UK");
    const auto serial = identify("Linksys/SPA942-5.1.10 (4000EF903042)");
    CHECK_FALSE(serial.mac.has_value());
    CHECK(serial.serial == "4000EF903042");
}

TEST_CASE("identify: the edition only where the banner names one", "[fingerprints]")
{
    CHECK(identify("AUDC-IPPhone-420HD_UC_2.0.1.44.9/1.0.0000.0").edition == "UC");
    CHECK(identify("AUDC-IPPhone-C450HD_TEAMS_1.3.47/1").edition == "TEAMS");
    CHECK(identify("AUDC-IPPhone/2.2.8.61 (420HD; 00908F602AAC)").edition == "SIP");
    CHECK(identify("AUDC-IPPhone/2.2.2").edition == "SIP");
    CHECK(identify("PolycomVVX-VVX_410-UA/5.3.0.12074").edition.empty());
    CHECK(identify("Yealink SIP-T48G 35.7.0.26").edition.empty());
}

TEST_CASE("identify: Lync Phone Edition names a phone, its firmware, and nothing else", "[fingerprints]")
{
    const std::string banner = "CPE/4.0.7577.4444 OCPhone/4.0.7577.4444 (Microsoft Lync Phone Edition)";
    const auto alone = identify(banner);
    CHECK(alone.kind == Kind::phone);
    CHECK(alone.firmware == "4.0.7577.4444");
    CHECK(alone.vendor.empty());
    CHECK(alone.model.empty());
    CHECK(alone.confidence == Confidence::medium);

    const auto on_polycom_block =
        identify({seen(Field::sip_user_agent, banner), seen(Field::mac, "00:04:f2:00:01:76")});
    CHECK(on_polycom_block.vendor == "Polycom");
    CHECK(on_polycom_block.model.empty());
    CHECK(on_polycom_block.confidence == Confidence::medium);
    CHECK(on_polycom_block.conflicts.empty());
}

TEST_CASE("identify: the same first word, and not a phone", "[fingerprints]")
{
    for (const auto* const text : {"Grandstream HT802 1.0.17.5",
                                   "Grandstream UCM6302 1.0.20.40",
                                   "Grandstream GXW4216 1.0.5.3",
                                   "Cisco/SPA112-1.4.1",
                                   "Cisco/SPA232D-1.4.1(002_282)",
                                   "Linksys/PAP2T-5.1.6(LS)",
                                   "Cisco/SPA8000-6.1.3",
                                   "Cisco-ATA187/9.2.3",
                                   "PolycomHDX4000/3.1.0",
                                   "PolycomRealPresenceTrio-Trio_Visual+-UA/5.7.2.3123",
                                   "Aastra MX-ONE",
                                   "Mitel-3300-ICP 14.0.1.36",
                                   "snomPA1/8.7.3.19",
                                   "Fanvil i16SV 2.12.1",
                                   "Mediant 1000/v.6.20A",
                                   "Nero SIPPS IP Phone Version 2.0.51.16",
                                   "Telephone 1.5.2",
                                   "OCPHONE/.0.522",
                                   "Avaya One-X Deskphone/6.6.5",
                                   "PolycomSoundPointIP SPIP_550 UA 3.3.2.0413"}) {
        CAPTURE(text);
        CHECK(identify(text).kind == Kind::not_phone);
    }
}

TEST_CASE("identify: generic strings prove nothing, but what speaks SIP is reported", "[fingerprints]")
{
    for (const auto* const text :
         {"", "SIP", "sip phone", "Phone", "VoIP 1.0", "Mozilla/5.0", "Brcm Callctrl/1.5.1 MxSF/v3.2.6.26", "7.7.0.26",
          "M5T SIP Stack/4.1.2.2alliu", "T28", "X3 1.0", "SIP-T22P"}) {
        CAPTURE(text);
        const auto identity = identify(text);
        CHECK(identity.kind == Kind::possible_phone);
        CHECK(identity.confidence == Confidence::low);
        CHECK(identity.vendor.empty());
        CHECK(identity.model.empty());
        CHECK(identity.firmware.empty());
    }
    CHECK(identify({seen(Field::sip_status, "405")}).kind == Kind::possible_phone);
    CHECK(identify({seen(Field::http_server, "nginx")}).kind == Kind::unknown);
    CHECK(identify(Observations{}).kind == Kind::unknown);
    CHECK(identify({seen(Field::mac, "00:90:8f:aa:bb:cc")}).kind == Kind::unknown); // gateways have it too
    CHECK(identify("Yealink Something New").kind == Kind::possible_phone);
    CHECK(identify("Yealink Something New").vendor == "Yealink");
}

TEST_CASE("identify: evidence names attribute, field, text and fingerprint", "[fingerprints]")
{
    const auto identity = identify("PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288");
    REQUIRE(identity.evidence.size() == 5);
    std::vector<std::string> attributes;
    for (const auto& evidence : identity.evidence) {
        attributes.emplace_back(evidence.attribute);
        CHECK(evidence.field == Field::sip_user_agent);
        CHECK(evidence.value == "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288");
        CHECK(evidence.fingerprint == "Polycom and Poly phones on UC Software: VVX, Trio, CCX, Edge");
    }
    CHECK(attributes == std::vector<std::string>{"kind", "vendor", "model", "firmware", "mac"});
    CHECK(identity.confidence == Confidence::high);
}

TEST_CASE("identify: hostile texts are read in time and give nothing strange", "[fingerprints]")
{
    const std::size_t size = 64 << 10;
    std::string spaces = "Yealink SIP-T22P";
    spaces.append(size, ' ');
    std::string escapes;
    while (escapes.size() < size)
        escapes += "\\x00";
    std::string wide;
    while (wide.size() < size)
        wide += "\xf0\x9f\x93\x9e";
    std::string digits = "PolycomVVX-VVX_410-UA/";
    while (digits.size() < size)
        digits += "5.";
    std::string words = "Cisco/";
    while (words.size() < size)
        words += "SPA504G-7.5 (";
    const auto start = std::chrono::steady_clock::now();
    for (const auto& text : {std::string(size, 'a'), std::string(size, '\\'), spaces, escapes, wide, "a" + wide, digits,
                             words, "Yealink " + std::string(size, 'T')}) {
        for (const Field field : all_fields()) {
            const auto identity = identify({seen(field, text)});
            CHECK(identity.model.size() <= 4096);
            CHECK(identity.firmware.empty());
        }
    }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20}); // minutes if anything were not linear
}
