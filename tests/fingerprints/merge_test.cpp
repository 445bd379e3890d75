#include "fingerprints/merge.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::string vvx = "PolycomVVX-VVX_410-UA/5.3.0.12074";

Observation with_mac(Observation observation, const char* mac)
{
    observation.source.mac = *MacAddress::parse(mac);
    return observation;
}

const Conflict* conflict_about(const Identity& identity, std::string_view attribute)
{
    for (const auto& conflict : identity.conflicts)
        if (conflict.attribute == attribute) return &conflict;
    return nullptr;
}

} // namespace

TEST_CASE("merge: the halves of a split dual banner make one phone", "[fingerprints]")
{
    const auto identity = identify({seen(Field::sip_server, "Polycom/5.3.0.12074"), seen(Field::sip_user_agent, vvx)});
    CHECK(identity.model == "VVX 410");
    CHECK(identity.firmware == "5.3.0.12074");
    CHECK(identity.conflicts.empty());
    CHECK(identity.confidence == Confidence::high);
}

TEST_CASE("merge: the more certain statement wins whatever the order, and the other stays visible", "[fingerprints]")
{
    const auto generic = seen(Field::sip_server, "Yealink IP Phone");
    const auto strict = seen(Field::sip_user_agent, vvx);
    for (const auto& observations : {Observations{generic, strict}, Observations{strict, generic}}) {
        const auto identity = identify(observations);
        CHECK(identity.kind == Kind::phone);
        CHECK(identity.vendor == "Polycom");
        const auto* const conflict = conflict_about(identity, "vendor");
        REQUIRE(conflict != nullptr);
        REQUIRE(conflict->values.size() == 2);
        CHECK(conflict->values[0].value == "Polycom");
        CHECK(conflict->values[0].field == Field::sip_user_agent);
        CHECK(conflict->values[1].value == "Yealink");
        CHECK(conflict->values[1].field == Field::sip_server);
        CHECK(identity.confidence == Confidence::medium);
    }
}

TEST_CASE("merge: between equals the fresher statement wins", "[fingerprints]")
{
    auto before = seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.3.0.12074");
    auto after = seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.9.0.9373");
    after.time = before.time + std::chrono::minutes{5};
    for (const auto& observations : {Observations{before, after}, Observations{after, before}}) {
        const auto identity = identify(observations);
        CHECK(identity.firmware == "5.9.0.9373");
        REQUIRE(conflict_about(identity, "firmware") != nullptr);
        CHECK(conflict_about(identity, "firmware")->values[1].value == "5.3.0.12074");
    }
}

TEST_CASE("merge: a phone behind a PBX is a contradiction, not a mixture", "[fingerprints]")
{
    const auto identity = identify({seen(Field::sip_user_agent, vvx), seen(Field::sip_server, "Asterisk PBX 13.18.5")});
    CHECK(identity.model == "VVX 410");
    CHECK(identity.firmware == "5.3.0.12074");
    REQUIRE(conflict_about(identity, "kind") != nullptr);
    CHECK(conflict_about(identity, "kind")->values[0].value == "phone");
    CHECK(conflict_about(identity, "kind")->values[1].value == "not-phone");
}

TEST_CASE("merge: a PBX that says more does not hide a phone that says little", "[fingerprints]")
{
    const auto identity =
        identify({seen(Field::sip_user_agent, "Asterisk PBX 13.18.5"), seen(Field::sip_server, "AUDC-IPPhone/2.2.2")});
    CHECK(identity.kind == Kind::phone);
    CHECK(identity.vendor == "AudioCodes");
    CHECK(identity.firmware == "2.2.2");
    CHECK(conflict_about(identity, "kind") != nullptr);
}

TEST_CASE("merge: the same text twice is no contradiction", "[fingerprints]")
{
    CHECK(identify({seen(Field::sip_user_agent, vvx), seen(Field::sip_server, vvx), seen(Field::sip_user_agent, vvx)})
              .conflicts.empty());
}

TEST_CASE("merge: the observed MAC completes a banner", "[fingerprints]")
{
    const auto by_field = identify({seen(Field::sip_user_agent, vvx), seen(Field::mac, "0004.f2aa.bbcc")});
    REQUIRE(by_field.mac.has_value());
    CHECK(by_field.mac->to_string() == "00:04:f2:aa:bb:cc");
    CHECK(by_field.conflicts.empty());
    CHECK(by_field.evidence.back().attribute == "mac");
    CHECK(by_field.evidence.back().field == Field::mac);

    const auto by_frame = identify({with_mac(seen(Field::sip_user_agent, vvx), "0004f2aabbcc")});
    REQUIRE(by_frame.mac.has_value());
    CHECK(by_frame.mac->to_string() == "00:04:f2:aa:bb:cc");
    CHECK_FALSE(identify({seen(Field::sip_user_agent, vvx), seen(Field::mac, "no mac")}).mac.has_value());

    // A block that only telephony has is a sign of a phone, one that others have too is none.
    const auto alone = identify({seen(Field::mac, "0004f2aabbcc")});
    CHECK(alone.kind == Kind::possible_phone);
    CHECK(alone.vendor == "Polycom");
    CHECK(alone.confidence == Confidence::low);
    CHECK(identify({seen(Field::mac, "00908faabbcc")}).kind == Kind::unknown);
}

TEST_CASE("merge: the device's own MAC stands against the neighbour table, a placeholder does not", "[fingerprints]")
{
    const auto own = identify({with_mac(seen(Field::sip_user_agent, vvx + "_0004f2aabbcc"), "00156500aa11")});
    CHECK(own.mac->to_string() == "00:04:f2:aa:bb:cc");
    REQUIRE(conflict_about(own, "mac") != nullptr);
    CHECK(conflict_about(own, "mac")->values[1].value == "00:15:65:00:aa:11");
    CHECK(conflict_about(own, "mac")->values[1].field == Field::mac);

    const auto placeholder = identify({with_mac(seen(Field::sip_user_agent, vvx + "_010203040506"), "0004f2aabbcc")});
    CHECK(placeholder.mac->to_string() == "00:04:f2:aa:bb:cc");
    CHECK(placeholder.conflicts.empty());
}

TEST_CASE("merge: a MAC block of another maker is a contradiction", "[fingerprints]")
{
    const auto wrong = identify({seen(Field::sip_user_agent, vvx), seen(Field::mac, "00:15:65:aa:bb:cc")});
    CHECK(wrong.vendor == "Polycom");
    REQUIRE(conflict_about(wrong, "vendor") != nullptr);
    CHECK(conflict_about(wrong, "vendor")->values[1].value == "Yealink");
    CHECK(wrong.confidence == Confidence::medium);
    CHECK(identify({seen(Field::sip_user_agent, "Aastra 57i/2.5.2.1500"), seen(Field::mac, "00:08:5d:aa:bb:cc")})
              .conflicts.empty());
    CHECK(identify({seen(Field::sip_user_agent, "Asterisk PBX 13.18.5"), seen(Field::mac, "00:15:65:aa:bb:cc")})
              .conflicts.empty());
}

TEST_CASE("merge: a MAC block supports, it never makes a phone", "[fingerprints]")
{
    const auto answers = identify({seen(Field::sip_status, "404"), seen(Field::mac, "00:15:65:aa:bb:cc")});
    CHECK(answers.kind == Kind::possible_phone);
    CHECK(answers.vendor == "Yealink");
    CHECK(answers.model.empty());
    CHECK(answers.confidence == Confidence::low);
    const auto mixed = identify({seen(Field::sip_status, "404"), seen(Field::mac, "00:90:8f:aa:bb:cc")});
    CHECK(mixed.vendor.empty());
    const auto silent = identify({seen(Field::http_server, "nginx"), seen(Field::mac, "00:15:65:aa:bb:cc")});
    CHECK(silent.kind == Kind::possible_phone);
    CHECK(silent.vendor == "Yealink");
}

TEST_CASE("merge: of a device that says it is a phone and not whose, the maker of the MAC block is the maker",
          "[fingerprints]")
{
    const auto named = identify({seen(Field::cdp_device_id, "SEPC8F9F9D61BC2")}); // a block of routers, too
    CHECK(named.kind == Kind::phone);
    CHECK(named.vendor == "Cisco");
    CHECK(named.confidence == Confidence::medium);
    CHECK(identify({seen(Field::lldp_system_name, "SEP64167F892F9D")}).vendor == "Polycom");
    CHECK(identify({seen(Field::cdp_device_id, "SEP009E2E69AC48"), seen(Field::cdp_platform, "CTS-CODEC-SX80")}).kind ==
          Kind::not_phone);
    const auto posing = identify({seen(Field::sip_user_agent, "OCPhone/4.0.7577.4444"), // behind a block of PCs
                                  seen(Field::mac, "00:14:22:00:01:02")});
    CHECK(posing.vendor.empty());
    REQUIRE(conflict_about(posing, "kind") != nullptr);
    CHECK(conflict_about(posing, "kind")->values[1].field == Field::mac);
}

TEST_CASE("merge: what one field says later replaces what it said, and the earlier stays visible", "[fingerprints]")
{
    auto before = seen(Field::sip_user_agent, vvx + "_0004f2aabbcc"); // says more, but is of yesterday
    auto after = seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.9.0.9373");
    after.time = before.time + std::chrono::hours{24};
    const auto identity = identify({before, after});
    CHECK(identity.firmware == "5.9.0.9373");
    REQUIRE(conflict_about(identity, "firmware") != nullptr);
    CHECK(conflict_about(identity, "firmware")->values[1].value == "5.3.0.12074");
}

TEST_CASE("merge: a later hint does not replace a strict statement", "[fingerprints]")
{
    const auto strict = seen(Field::sip_user_agent, vvx);
    auto hint = seen(Field::sip_user_agent, "Polycom");
    hint.time = strict.time + std::chrono::hours{24};
    const auto identity = identify({strict, hint});
    CHECK(identity.kind == Kind::phone);
    CHECK(identity.model == "VVX 410");
    CHECK(identity.conflicts.empty());
}

namespace {

/// A statement of a device's vendor, model and firmware, as strict as `certainty`.
Statement said(const Observation& observation, double certainty, const char* vendor, const char* model,
               const char* firmware)
{
    Statement statement{&observation, "test", "", Kind::phone, certainty, {}};
    statement.values.set(Attribute::vendor, vendor);
    statement.values.set(Attribute::model, model);
    statement.values.set(Attribute::firmware, firmware);
    return statement;
}

OuiTable shipped_ouis()
{
    OuiTable ouis;
    ouis.read(shipped_directory() / "oui.csv");
    return ouis;
}

} // namespace

TEST_CASE("merge: of two values that agree the more exact is taken, with its own evidence", "[fingerprints]")
{
    const auto banner = seen(Field::sip_user_agent, "banner");
    const auto frame = seen(Field::lldp_med_model, "frame");
    const auto identity =
        merge({said(banner, 0.9, "Acme", "T58", "12.0.1"), said(frame, 0.5, "Acme", "SIP-T58A", "sip88.12-0-1-7")}, {},
              OuiTable{});
    CHECK(identity.model == "SIP-T58A");
    CHECK(identity.firmware == "sip88.12-0-1-7");
    CHECK(identity.conflicts.empty());
    for (const auto& evidence : identity.evidence) {
        const bool refined = evidence.attribute == "model" || evidence.attribute == "firmware";
        CHECK(evidence.field == (refined ? Field::lldp_med_model : Field::sip_user_agent));
        CHECK(evidence.certainty == (refined ? 0.5 : 0.9));
    }
    CHECK(identity.evidence.size() == 4);
}

TEST_CASE("merge: of two that are equally strict the one of the preferred file decides", "[fingerprints]")
{
    const auto banner = seen(Field::sip_user_agent, "banner");
    const auto page = seen(Field::http_server, "page");
    auto guess = said(page, 0.85, "Acme", "Server", "9.9");
    guess.preference = 0.2;
    auto ours = said(banner, 0.85, "Acme", "X5", "");
    ours.preference = 0.95;
    CHECK(merge({guess, ours}, {}, OuiTable{}).model == "X5");
    CHECK(merge({ours, guess}, {}, OuiTable{}).model == "X5");
}

TEST_CASE("merge: an address is no firmware, a group's MAC no device's", "[fingerprints]")
{
    const auto banner = seen(Field::sip_user_agent, "banner");
    const Observations macs = {seen(Field::mac, "00:00:00:00:00:00"), seen(Field::mac, "ff:ff:ff:ff:ff:ff"),
                               seen(Field::mac, "01:80:c2:00:00:0e")};
    const auto identity = merge({said(banner, 0.9, "Acme", "X5", "192.168.1.7")}, macs, OuiTable{});
    CHECK(identity.model == "X5");
    CHECK(identity.firmware.empty());
    CHECK_FALSE(identity.mac.has_value());
}

TEST_CASE("merge: of two pages of a phone one may spell the model more exactly", "[fingerprints]")
{
    const auto identity = identify({seen(Field::http_body, "Cisco Systems, Inc. IP Phone CP-7940G ( SEP0016462B0036 )"),
                                    seen(Field::http_body, "<HostName>SEP0016462B0036</HostName><phoneDN></phoneDN>"
                                                           "<appLoadID>P0030801SR02</appLoadID><versionID>= 8.1(2.0)"
                                                           "</versionID><modelNumber>CP-7940</modelNumber>")});
    CHECK(identity.model == "CP-7940G");
    CHECK(identity.firmware == "P0030801SR02");
    CHECK(identity.mac == MacAddress::parse("00:16:46:2b:00:36").value());
    CHECK(identity.conflicts.empty());
}

TEST_CASE("merge: one field that names a longer model names another model", "[fingerprints]")
{
    const auto before = seen(Field::sip_user_agent, "before");
    auto after = seen(Field::sip_user_agent, "after");
    after.time = before.time + std::chrono::hours{1};
    const auto identity =
        merge({said(before, 0.9, "Acme", "X5", "2.12"), said(after, 0.9, "Acme", "X5U", "2.12")}, {}, OuiTable{});
    CHECK(identity.model == "X5U");
    REQUIRE(conflict_about(identity, "model") != nullptr);
    CHECK(conflict_about(identity, "model")->values[1].value == "X5");
}

TEST_CASE("merge: a maker's other name is no contradiction, another maker is one", "[fingerprints]")
{
    const auto banner = seen(Field::sip_user_agent, "banner");
    const auto page = seen(Field::http_title, "page");
    const auto ouis = shipped_ouis();
    const auto kin = merge(
        {said(banner, 0.9, "Polycom", "VVX 450", ""), said(page, 0.8, "Poly", "VVX 450", "6.4.7.4560")}, {}, ouis);
    CHECK(kin.vendor == "Polycom");
    CHECK(kin.firmware == "6.4.7.4560");
    CHECK(kin.conflicts.empty());
    const auto strangers =
        merge({said(banner, 0.9, "Polycom", "VVX 450", ""), said(page, 0.8, "Yealink", "", "1.2")}, {}, ouis);
    CHECK(conflict_about(strangers, "vendor") != nullptr);
    CHECK(strangers.firmware.empty()); // wrong in one thing, not trusted with another
}

TEST_CASE("merge: a conditional statement waits for its vendor, whichever comes first", "[fingerprints]")
{
    const auto bare = seen(Field::lldp_system_description, "52.80.14.1");
    const auto name = seen(Field::lldp_system_name, "name");
    auto version = said(bare, 0.85, "", "", "52.80.14.1");
    version.kind = Kind::unknown;
    version.if_vendor = "Acme";
    const auto ouis = shipped_ouis();
    CHECK(merge({version, said(name, 0.85, "Acme", "T21", "")}, {}, ouis).firmware == "52.80.14.1");
    CHECK(merge({version, said(name, 0.4, "ACME", "", "")}, {}, ouis).firmware == "52.80.14.1");
    CHECK(merge({version, said(name, 0.85, "Other", "T21", "")}, {}, ouis).firmware.empty());
    CHECK(merge({version}, {}, ouis).firmware.empty());
    version.if_vendor = "*";
    CHECK(merge({version, said(name, 0.85, "Other", "T21", "")}, {}, ouis).firmware == "52.80.14.1");
    auto pbx = said(name, 0.85, "Other", "", "");
    pbx.kind = Kind::not_phone;
    CHECK(merge({version, pbx}, {}, ouis).firmware.empty());
}

TEST_CASE("merge: the maker of the MAC block is a vendor that a condition can wait for", "[fingerprints]")
{
    const auto bare = seen(Field::lldp_system_description, "52.80.14.1");
    const auto mac = seen(Field::mac, "00:15:65:00:aa:11");
    auto version = said(bare, 0.85, "", "", "52.80.14.1");
    version.kind = Kind::unknown;
    version.if_vendor = "Yealink";
    version.values.set(Attribute::mac, "00:15:65:00:aa:22");
    const auto identity = merge({version}, std::span{&mac, 1}, shipped_ouis());
    CHECK(identity.vendor == "Yealink");
    CHECK(identity.firmware == "52.80.14.1");
    CHECK(identity.mac->to_string() == "00:15:65:00:aa:22"); // its own word, and the table's is kept
    REQUIRE(conflict_about(identity, "mac") != nullptr);
    CHECK(conflict_about(identity, "mac")->values[1].value == "00:15:65:00:aa:11");
    CHECK(conflict_about(identity, "mac")->values.size() == 2);
}

TEST_CASE("merge: a thousand contradictions of a hostile device stay a bounded list", "[fingerprints]")
{
    Observations observations;
    for (int i = 0; i < 1000; ++i)
        observations.push_back(seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.3.0." + std::to_string(10000 + i)));
    const auto identity = identify(observations);
    REQUIRE(conflict_about(identity, "firmware") != nullptr);
    CHECK(conflict_about(identity, "firmware")->values.size() == 64);
}

TEST_CASE("merge: a placeholder of a MAC address or a serial number is no attribute and no conflict", "[fingerprints]")
{
    for (const auto* const mac : {"000000000000", "ffffffffffff", "0180c200000e"}) {
        CAPTURE(mac);
        const auto identity = identify(vvx + "_" + mac);
        CHECK(identity.model == "VVX 410");
        CHECK_FALSE(identity.mac.has_value());
        CHECK(identity.conflicts.empty());
        CHECK(identity.confidence == Confidence::high);
    }
    const auto serial_of = [](const std::string& serial) {
        return identify("Linksys/SPA-962-6.1.5(a) (" + serial + ")").serial;
    };
    CHECK(serial_of("4MM00F903042") == "4MM00F903042");
    CHECK(serial_of("0000000000").empty());
    CHECK(serial_of("1234567890").empty());
}
