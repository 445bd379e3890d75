#include "fingerprints/web_probe.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string html(const std::string& title, const std::string& body, const std::string& head = {})
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n" +
           head + "\n</head>\n<body>\n" + body + "\n</body>\n</html>\n";
}

const std::string login = "<form method=\"post\" action=\"/login\"><input name=\"username\"><input type=\"password\" "
                          "name=\"password\"><button>Log in</button></form>";

/// As a scan observes a page: its title and all of it.
Identity page(const std::string& title, const std::string& body, const std::string& head = {})
{
    return identify({seen(Field::http_title, title), seen(Field::http_body, html(title, body, head))});
}

Identity body(const std::string& text)
{
    return identify({seen(Field::http_body, text)});
}

} // namespace

TEST_CASE("other pages: routers, printers, cameras and PBXs are no phones", "[fingerprints][pages]")
{
    for (const auto& [title, text] : std::vector<std::pair<std::string, std::string>>{
             {"FRITZ!Box 7590",
              "<script>var devices=[{\"name\":\"IP-Telefon 1\",\"model\":\"VVX 410\"}]</script>" + login},
             {"LuCI - Lede", "<p>Powered by LuCI Master / OpenWrt 22.03</p>" + login},
             {"TL-WR841N", "<div id=\"loginBox\"></div><p>Voice over IP: telephone status</p>"},
             {"RouterOS router configuration page", "<h1>RouterOS v6.49.7</h1>" + login},
             {"Speedport Smart 4", "<p>Telefonie: IP-Phone 1 angemeldet</p>"},
             {"HP LaserJet Pro M404dn", "<td>Firmware Version</td><td>002_2208A</td>"},
             {"Brother HL-L2350DW series", "<div class=\"modelName\">HL-L2350DW series</div>"},
             {"KONICA MINOLTA", "<p>bizhub C258</p>"},
             {"WEB SERVICE", "<div class=\"dahua-login\">NVR4104-P</div>" + login},
             {"AXIS", "<meta http-equiv=\"refresh\" content=\"0; url=/camera/index.html\">"},
             {"FreePBX Administration", "<a href=\"/ucp\">User Control Panel</a><a href=\"#\">FreePBX Phone Apps</a>"},
             {"Asterisk", "<h1>Not Found</h1><p>Asterisk/16.25.0</p>"},
             {"Issabel - Login Page", "<p>Issabel is licensed under GPL</p>" + login},
             {"3CX Phone System Management Console", login},
             {"Synology DiskStation", login},
             {"GLPI - Phones", "<td>Yealink T46S</td><td>Polycom VVX 410</td><td>Cisco 7962</td>"},
             {"phpIPAM", "<tr><td>10.1.2.3</td><td>SEP00D6FEECC4F0</td><td>Cisco IP Phone CP-7841</td></tr>"},
             {"Apache2 Debian Default Page: It works", "<p>Grandstream GXP2170 configuration files below /prov</p>"},
         }) {
        CAPTURE(title);
        const auto identity = page(title, text);
        CHECK(identity.kind != Kind::phone);
        CHECK(identity.kind != Kind::possible_phone);
        CHECK_FALSE(identity.mac.has_value());
        CHECK(shipped().probes_for(identity).empty());
    }
}

TEST_CASE("other pages: what makers of phones build beside them is no phone on its pages, too", "[fingerprints][pages]")
{
    for (const auto& identity : {
             page("Cisco Systems, Inc.",
                  "<p ALIGN=center><B><font color=\"#FFFFFF\" size=\"4\">Cisco Unified IP Phone Cisco "
                  "Communicator ( CIPCTJARKEWICZ )</FONT></FONT></B>"),
             page("MP202", login),
             page("CRESTRON", login),
             page("Polycom DMA 7000", login),
             page("Grandstream UCM6202", login),
             page("SPA112 Configuration Utility", login),
             body("Response=Success\r\nProduct=HT801\r\n"),
             body("Response=Success\r\nProduct=GXV3672\r\n"),
             body("{ \"response\": \"success\",\n \"body\": { \"phone_model\": \"HT802\", \"1395\": \"\" } }"),
             body(html("Yealink VC800", login,
                       "<script>var g_a = "
                       "1;\ng_phonetype=\"VC800\";</script><script>g_strFirmware=\"63.32.0.25\";</script>")),
             body("{\"ret\":\"failed\",\"data\":false,\"error\":{\"webStatus\":\"noauth\",\"phoneName\":\"MeetingBar "
                  "A30\",\"firmware\":\"133.15.0.60\",\"loginNote\":\"MeetingBar A30\"}}"),
             body("<?xml version=\"1.0\"?>\n<admin>\n<info product=\"innovaphone IP811\" name=\"pbx\"/>\n</admin>\n"),
             identify({seen(Field::http_server, "kx-ns1000")}),
             identify({seen(Field::http_server, "CE_E")}),
             identify({seen(Field::tls_subject, "CN=ATA191-88755A000003,O=Cisco Systems Inc.")}),
             identify({seen(Field::tls_subject, "CN=EagleEyeDirectorII.polycom.com,OU=Video Division,O=Polycom Inc.")}),
         }) {
        CAPTURE(identity.vendor, identity.model);
        CHECK(identity.kind == Kind::not_phone);
        CHECK(shipped().probes_for(identity).empty());
    }
    for (const auto& identity :
         {identify({seen(Field::http_server, "Allegro-Software-RomPager/4.34")}),
          page("Cisco Systems, Inc.", "<p>Switch Management</p>"), page("Grandstream Device Configuration", login),
          identify({seen(Field::http_realm, "Digest realm=\"spa user\"")}),
          identify({seen(Field::http_realm, "Basic realm=\"Base station\"")})}) {
        CAPTURE(identity.vendor, identity.model);
        CHECK(identity.kind != Kind::phone);
        CHECK(identity.model.empty());
    }
}

TEST_CASE("other pages: a page that quotes, lists or sells phones is none of them", "[fingerprints][pages]")
{
    const std::string device =
        "<DeviceInformation><MACAddress>C8F9F9D61BC2</MACAddress><HostName>SEPC8F9F9D61BC2</HostName>"
        "<phoneDN/><appLoadID>jar42sccp.9-3-1.sbn</appLoadID><versionID>SCCP42.9-3-1S</versionID>"
        "<serialNumber>FCH1610A5S5</serialNumber><modelNumber>CP-7962G</modelNumber>"
        "</DeviceInformation>";
    auto other = device;
    other.replace(other.find("7962G"), 5, "7942G");
    for (const auto& text : {
             html("Manual", "<pre>g_strFirmware=\"66.84.0.15\"; g_phonetype=\"T46S\";</pre>"),
             html("Manual", "<pre>g_a=1; g_phonetype=\"T46S\"; g_strFirmware=\"66.84.0.15\"</pre>"),
             html("Manual", "<p>The page holds <code>g_phonetype</code> and <code>g_strFirmware</code>.</p>"),
             html("Forum", "<td>Cisco IP Phone CP-8945(</td><td><strong>SEP5006AB806306</strong></td>"),
             html("Forum", "<code>{ \"response\": \"success\", \"body\": { \"phone_model\": \"GXP2170\" } }</code>"),
             html("Provisioning", "<pre>Product=</pre><option>GXP2200</option><option>GXV3140</option>"),
             html("Provisioning", "<li>&lt;setting id=\"phone_model\" value=\"D70\" /&gt;</li>"),
             html("Phones",
                  "<tr><td>SIP-T46S</td><td>66.84.0.15</td></tr><tr><td>SIP-T48S</td><td>66.84.0.15</td></tr>"),
             html("Shop", "<h2>Polycom VVX 410</h2><p>Business Media Phone, SIP</p><h2>Yealink T54W</h2>"),
             std::string{"{\"phones\":[{\"phone_model\":\"GXP2170\",\"mac\":\"000b82aabbcc\"}]}"},
             std::string{
                 "{\"response\":\"success\",\"body\":[{\"phone_model\":\"GXP2170\"},{\"phone_model\":\"GXP2135\"}]}"},
             std::string{"{\"data\":[{\"phoneName\":\"T54W\",\"firmware\":\"96.86.0.75\"}]}"},
             "<?xml version=\"1.0\"?>\n<devices>" + device + other + "</devices>",
         }) {
        CAPTURE(text);
        const auto identity = body(text);
        CHECK(identity.kind != Kind::phone);
        CHECK(identity.model.empty());
        CHECK(identity.firmware.empty());
        CHECK_FALSE(identity.mac.has_value());
    }
}

TEST_CASE("other pages: what the first page leaves open is asked for, and the answers are one phone",
          "[fingerprints][pages]")
{
    const auto title = seen(Field::http_title, "Cisco Systems, Inc.");
    const auto first = seen(Field::http_body, html("Cisco Systems, Inc.", "<font size=\"4\">Cisco IP Phone CP-8861 ( "
                                                                          "SEP2C3124C9F8E1 )</font>"));
    const auto before = identify({title, first});
    REQUIRE(shipped().probes_for(before).size() == 2);
    CHECK(shipped().probes_for(before).front()->path == "/DeviceInformationX");
    const auto after =
        identify({title, first,
                  seen(Field::http_body,
                       "<?xml version=\"1.0\"?>\n<DeviceInformation>\n<MACAddress>2C3124C9F8E1</MACAddress>\n"
                       "<HostName>SEP2C3124C9F8E1</HostName>\n<phoneDN></phoneDN>\n<appLoadID>rootfs88xx.12-5-1"
                       "</appLoadID>\n<versionID>sip88xx.12-5-1SR1-4</versionID>\n<serialNumber>FCH2133E8B9"
                       "</serialNumber>\n<modelNumber>CP-8861</modelNumber>\n</DeviceInformation>\n")});
    CHECK(after.model == "CP-8861");
    CHECK(after.firmware == "sip88xx.12-5-1SR1-4");
    CHECK(after.serial == "FCH2133E8B9");
    CHECK(after.conflicts.empty());
    CHECK(shipped().probes_for(after).empty());

    const auto server = seen(Field::http_server, "yealink embed httpd");
    CHECK(shipped().probes_for(identify({server})).size() == 3);
    const auto refusal =
        R"({"ret":"failed","error":{"webStatus":"noauth","phoneName":"T54W","firmware":"96.86.0.45"}})";
    CHECK(shipped().probes_for(identify({server, seen(Field::http_body, refusal)})).empty());
}
