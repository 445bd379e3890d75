#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

Identity inventoried(const char* manufacturer, const char* model)
{
    return identify({seen(Field::lldp_med_manufacturer, manufacturer), seen(Field::lldp_med_model, model)});
}

} // namespace

TEST_CASE("restraint: in an inventory the model decides, not that its maker builds phones, too", "[fingerprints]")
{
    for (const auto& [manufacturer, model] : std::vector<std::pair<const char*, const char*>>{
             {"Mitel", "3300 ICP"},
             {"snom", "PA1"},
             {"Digium", "Switchvox 310"},
             {"Zultys", "MX250"},
             {"Yealink", "RT30"},
             {"Yealink", "MeetingBar A30"},
             {"Grandstream", "HT802"},
             {"Grandstream", "UCM6302"},
             {"Gigaset", "Repeater"},
             {"Sangoma", "Vega 60G"},
             {"Cisco Systems, Inc.", "ATA 191"},
             {"AudioCodes", "MP-124"},
             {"Fanvil", "i10SV"},
             {"Avaya", "G450"},
             {"NEC", "SV9100"},
             {"Obihai", "OBi202"},
             {"innovaphone", "IP811"},
             {"HP", "HP EliteBook 840 G5"},
             {"Polycom", "RealPresence Group 500"},
             {"Polycom", "CX5100"},
             {"Poly", "Studio X30"},
             {"Panasonic", "KX-NS700"},
             {"Axis Communications AB", "C1310-E"},
             {"Crestron", "TSW-760"},
             {"Lenovo", "ThinkSmart Hub"},
         }) {
        CAPTURE(manufacturer, model);
        CHECK(inventoried(manufacturer, model).kind == Kind::not_phone);
    }
    CHECK(inventoried("Mitel", "XYZ 1").kind == Kind::possible_phone);
}

TEST_CASE("restraint: an inventory that names a phone is one of a phone", "[fingerprints]")
{
    struct Row {
        const char* manufacturer;
        const char* model;
        const char* vendor;
        const char* read;
    };
    for (const auto& row : {
             Row{"Mitel Corporation", "MITEL 5320 IP", "Mitel", "5320"},
             Row{"Mitel", "6940", "Mitel", "6940"},
             Row{"Aastra", "6725ip", "Aastra", "6725ip"},
             Row{"snom", "D785", "snom", "D785"},
             Row{"snom", "370", "snom", "snom370"},
             Row{"Digium", "D65", "Digium", "D65"},
             Row{"Zultys", "ZIP 33G", "Zultys", "ZIP 33G"},
             Row{"Gigaset", "N870 IP PRO", "Gigaset", "N870 IP PRO"},
             Row{"Avaya", "9611", "Avaya", "9611"},
             Row{"POLYCOM", "CX600", "Polycom", "CX600"},
             Row{"HP", "4120", "HP", "4120"},
             Row{"Hewlett-Packard", "4110", "HP", "4110"},
             Row{"LG-Nortel", "IP8540", "LG-Nortel", "IP8540"},
             Row{"Polycom, Inc.", "SPIP_550", "Polycom", "SoundPoint IP 550"},
             Row{"AudioCodes Ltd.", "IPP-440HD", "AudioCodes", "440HD"},
             Row{"Unify", "OpenScape CP400", "Unify", "OpenScape Desk Phone CP400"},
             Row{"Crestron", "UC-P110-T", "Crestron", "UC-P110-T"},
             Row{"Lenovo", "ThinkSmart View", "Lenovo", "ThinkSmart View"},
             Row{"Spectralink Corp", "8440", "Spectralink", "8440"},
         }) {
        CAPTURE(row.manufacturer, row.model);
        const auto identity = inventoried(row.manufacturer, row.model);
        CHECK(identity.kind == Kind::phone);
        CHECK(identity.vendor == row.vendor);
        CHECK(identity.model == row.read);
        CHECK(identity.conflicts.empty());
    }
}

TEST_CASE("restraint: a page about a phone is not the phone's", "[fingerprints]")
{
    for (const auto* const title :
         {"snom 360 manual - buy now", "Polycom VVX 410 review", "Fanvil X4 best price",
          "Grandstream GXP2170 User Guide", "Gigaset N510 IP PRO review", "Polycom - Configuration Utility help",
          "Polycom Web Configuration Utility: how to open it", "Polycom - VVX 410 Configuration Utility guide",
          "Digium Phone Settings tutorial", "SoundPoint IP Configuration Utility - how to"}) {
        CAPTURE(title);
        CHECK(identify({seen(Field::http_title, title)}).kind != Kind::phone);
        CHECK(identify({seen(Field::http_title, title)}).model.empty());
    }
    for (const auto* const title : {"snom 360", "snom 105 VoIP Phone :: Home", "Polycom VVX 410", "Fanvil X4",
                                    "Grandstream GXP2170", "GXP2170", "Gigaset N510 IP PRO", "Yealink T46S Phone"}) {
        CAPTURE(title);
        CHECK(identify({seen(Field::http_title, title)}).kind == Kind::phone);
    }
}

TEST_CASE("restraint: a scanner that copied a phone's banner and left its own name in it is no phone", "[fingerprints]")
{
    for (const auto* const tail : {"(sipvicious)", "friendly-scanner", "pplsip", "VaxSIPUserAgent/3.1", "sundayddr",
                                   "Nmap", "zgrab/0.x", "masscan/1.3", "sipsak 0.9.6", "SIPp/3.3"}) {
        CAPTURE(tail);
        for (const auto* const banner : {"Yealink SIP-T46G 28.83.0.50", "PolycomVVX-VVX_410-UA/5.3.0.12074",
                                         "Cisco/SPA504G-7.6.2c", "Grandstream GXP2130 1.0.7.25"})
            CHECK(identify(std::string{banner} + ' ' + tail).kind == Kind::not_phone);
    }
}

TEST_CASE("restraint: a program or gateway that names a phone in its banner is none", "[fingerprints]")
{
    for (const auto* const text :
         {"snom360 softphone/5.3", "Grandstream GXP2130 emulator", "Gigaset DX800A repeater",
          "Gigaset DE310 IP PRO gateway", "Yealink SIP-T46S 66.83.0.37 via FreeSWITCH",
          "Yealink SIP-T46S 66.83.0.37/Asterisk", "PolycomVVX-VVX_410-UA/5.5.0.20556 (simulator)",
          "Yealink SIP-T46G 28.83.0.120' OR 1=1--", "Cisco-CP8851/12.5.1'; DROP TABLE phones"}) {
        CAPTURE(text);
        CHECK(identify(text).kind == Kind::not_phone);
    }
}

TEST_CASE("restraint: a document that quotes a page of a phone is not the phone's, the page is", "[fingerprints]")
{
    for (const auto* const body :
         {R"(<title>Guide</title><pre>g_phonetype="T46S"; g_strFirmware="66.84.0.15"</pre>)",
          R"({"devices":[{"phoneName":"T54W","firmware":"96.86.0.75"},{"phoneName":"T57W"}]})",
          R"(<title>Assets</title><td>Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )</td>)",
          R"(<title>CUCM</title>Device: Cisco Unified IP Phone CP-7841 ( SEP00D6FEECC4F0 ) registered)",
          R"(<title>Docs</title> <info product="innovaphone IP222" ...> example)",
          R"(<title>Blog</title> changing <code>document.title = "GXV3140"</code>)",
          R"(<title>Docs</title> write <setting id="phone_model" value="D70" />)",
          R"(<h1>PBX</h1><li>Polycom Web Configuration Utility: how to open it</li>)",
          R"(<h1>PBX</h1><li>Polycom - VVX 410 Configuration Utility guide</li>)"}) {
        CAPTURE(body);
        CHECK(identify({seen(Field::http_body, body)}).kind != Kind::phone);
        CHECK_FALSE(identify({seen(Field::http_body, body)}).mac);
    }
    for (const auto* const body :
         {R"(<html><script>var g_strFirmware="66.84.0.15"; var g_phonetype="T46S";</script>)",
          R"({"ret":"failed","data":false,"error":{"webStatus":"noauth","phoneName":"T54W"}})",
          R"(<td><font color="#FFFFFF" size="4">Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )</font></td>)",
          R"(<?xml version="1.0"?><admin><info product="innovaphone IP222" name="desk12">)",
          R"(<html><head><script type="text/javascript">document.title = "GXV3140";</script>)",
          R"(<html><head><title>Polycom - VVX 410 Configuration Utility</title>)"}) {
        CAPTURE(body);
        CHECK(identify({seen(Field::http_body, body)}).kind == Kind::phone);
        CHECK_FALSE(identify({seen(Field::http_body, body)}).model.empty());
    }
}

TEST_CASE("restraint: a banner of a phone behind another maker's address block is flagged, behind an OEM's not",
          "[fingerprints]")
{
    const auto conflicts = [](const char* banner, const char* mac) {
        return identify({seen(Field::sip_user_agent, banner), seen(Field::mac, mac)}).conflicts;
    };
    for (const auto* const mac : {"00:14:22:00:01:02", "00:1b:21:00:01:02", "00:1b:63:00:01:02", "00:50:56:00:01:02",
                                  "b8:27:eb:00:01:02", "00:80:77:00:01:02", "00:40:8c:00:01:02", "52:54:00:00:01:02",
                                  "00:0c:42:00:01:02", "00:15:5d:00:01:02", "00:0b:82:00:01:02"}) {
        CAPTURE(mac);
        const auto flagged = conflicts("PolycomVVX-VVX_410-UA/5.3.0.12074", mac);
        REQUIRE(flagged.size() == 1);
        CHECK(flagged[0].attribute == "vendor");
    }
    CHECK(conflicts("PolycomVVX-VVX_410-UA/5.3.0.12074", "00:04:f2:00:01:02").empty());
    CHECK(conflicts("PolycomVVX-VVX_410-UA/5.3.0.12074", "48:25:67:00:01:02").empty());
    CHECK(conflicts("Tiptel IP 286 2.43.13.6", "00:15:65:00:01:02").empty());
    CHECK(conflicts("snomM900/05.20.0001", "00:08:7b:00:01:02").empty());
    CHECK(conflicts("Mitel 6930/6.4.0.132", "00:08:5d:00:01:02").empty());
    CHECK(conflicts("Linksys/SPA942-5.1.10", "00:0e:08:00:01:02").empty());
}

TEST_CASE("restraint: what makers of phones build beside them is none, on any channel", "[fingerprints]")
{
    for (const auto& [field, text] : std::vector<std::pair<Field, const char*>>{
             {Field::sip_user_agent, "PolyStudioX50-Studio_X50-UA/3.14.0.100"},
             {Field::sip_user_agent, "Yealink RT30 35.85.0.1"},
             {Field::sip_user_agent, "snomPA1+/8.9.3.80"},
             {Field::sip_user_agent, "Mitel TA7102i"},
             {Field::sip_user_agent, "Alcatel-Lucent OmniPCX Enterprise 12.1 l2.300"},
             {Field::sip_user_agent, "Unify OpenScape Business V2"},
             {Field::sip_user_agent, "Siemens HiPath OpenOffice ME"},
             {Field::sip_user_agent, "Aastra A5000/5.3"},
             {Field::sip_user_agent, "MiVoice 5000/6.5"},
             {Field::sip_user_agent, "NEC UX5000"},
             {Field::sip_user_agent, "snom4S proxy/2.40"},
             {Field::http_title, "Grandstream UCM6202"},
             {Field::http_realm, "Basic realm=\"Grandstream HT502\""},
             {Field::http_server, "Grandstream GXW4108"},
             {Field::lldp_system_description, "Polycom;RealPresenceGroup-Group_500;2200-63420-001,1;SW/6.2.0"},
             {Field::cdp_platform, "Cisco ATA 191"},
             {Field::tls_subject, "CN=ATA191-88755A000003,O=Cisco Systems Inc."},
             {Field::pnp_event,
              "ua-profile;profile-type=\"device\";vendor=\"Fanvil\";model=\"i10SV\";version=\"2.12\""},
             {Field::snmp_sysdescr, "Cisco VG248 version 1.3(1)"},
         }) {
        CAPTURE(text);
        CHECK(identify({seen(field, text)}).kind == Kind::not_phone);
    }
}

TEST_CASE("restraint: a certificate's name counts in any order, with commas or slashes", "[fingerprints]")
{
    for (const auto* const subject : {"CN=64167F169981,O=Polycom Inc.", "O=Polycom Inc.,CN=64167F169981",
                                      "/C=US/O=Polycom Inc./CN=64:16:7f:16:99:81", "CN=64167F169981/O=Polycom Inc."}) {
        CAPTURE(subject);
        const auto identity = identify({seen(Field::tls_subject, subject)});
        CHECK(identity.kind == Kind::phone);
        CHECK(identity.vendor == "Polycom");
        CHECK(identity.mac == *MacAddress::parse("64167f169981"));
    }
    const auto other = identify({seen(Field::tls_subject, "/O=Cisco Systems Inc./CN=CP-7841-SEP2C3124C9F8E1")});
    CHECK(other.model == "CP-7841");
    CHECK(identify({seen(Field::tls_subject, "CN=Polycom RealPresence Group")}).kind != Kind::phone);
}

TEST_CASE("restraint: a page that names several devices says nothing of the one that keeps it", "[fingerprints]")
{
    for (
        const auto* const page : {
            "<b>Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )</b><b>Cisco IP Phone CP-8841 ( SEP3C5EC30DC958 )</b>",
            "<b>Cisco IP Phone CP-8841 ( SEPxxxx )</b><b>Cisco IP Phone CP-8851 ( SEPxxxx )</b>",
            R"({"devices":[{"phoneName":"T54W","firmware":"96.86.0.75"},{"phoneName":"T57W","firmware":"96.86.0.75"}]})",
        }) {
        CAPTURE(page);
        const auto identity = identify({seen(Field::http_server, "nginx/1.22.1"), seen(Field::http_body, page)});
        CHECK(identity.kind == Kind::unknown);
        CHECK(identity.model.empty());
        CHECK_FALSE(identity.mac.has_value());
    }
    // The same phone in the title and in the text is one device.
    const std::string name = "Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )";
    const auto phone = identify({seen(Field::http_body, "<title>" + name + "</title><b>" + name + "</b>")});
    CHECK(phone.kind == Kind::phone);
    CHECK(phone.model == "CP-8841");
    REQUIRE(phone.mac.has_value());
    CHECK(phone.mac->to_string() == "3c:5e:c3:0d:c9:57");
}

TEST_CASE("restraint: a page never outweighs a field that says the device is no phone", "[fingerprints]")
{
    const auto page = seen(Field::http_body, "<b>Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )</b>");
    for (const auto& other :
         {seen(Field::sip_server, "FPBX-16.0.40.3(16.25.0)"), seen(Field::http_title, "FreePBX Administration")}) {
        const auto identity = identify({other, page});
        CHECK(identity.kind == Kind::not_phone);
        CHECK(identity.vendor != "Cisco");
        CHECK(identity.model != "CP-8841");
        CHECK_FALSE(identity.mac.has_value());
    }
}

TEST_CASE("restraint: the MAC address of a page counts when a phone is seen elsewhere or nothing contradicts it",
          "[fingerprints]")
{
    const auto page = seen(Field::http_body, "<b>Cisco IP Phone CP-8841 ( SEP3C5EC30DC957 )</b>");
    const auto observed = seen(Field::mac, "005056aabbcc");
    const auto mac_of = [](const Observations& observations) { return identify(observations).mac->to_string(); };
    CHECK(mac_of({page}) == "3c:5e:c3:0d:c9:57");
    CHECK(mac_of({page, observed}) == "00:50:56:aa:bb:cc");
    CHECK(mac_of({page, observed, seen(Field::sip_user_agent, "Cisco-CP8841/12.8.1")}) == "3c:5e:c3:0d:c9:57");
    CHECK_FALSE(identify({page, seen(Field::http_title, "snom 360")}).mac.has_value());
}
