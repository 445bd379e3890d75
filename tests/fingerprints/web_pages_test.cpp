#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

// Whole pages as devices send them, each with a complete document around what tells the device; that nothing has been
// left out of its form, and not what stands in its other fields, is what counts.

using namespace phonescan;
using namespace phonescan::test;

namespace {

struct Page {
    const char* name;
    Field field;
    std::string text;
    const char* vendor;
    const char* model = "";
    const char* firmware = "";
    const char* mac = "";
    const char* serial = "";
};

std::string html(const std::string& head, const std::string& body)
{
    return "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\">\n<html>\n<head>\n<meta "
           "http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n" +
           head + "\n</head>\n<body bgcolor=\"#FFFFFF\">\n" + body + "\n</body>\n</html>\n";
}

/// A page of an enterprise phone: heading, menu, and rows of name and value.
std::string device_page(const std::string& heading, const std::vector<std::pair<const char*, const char*>>& rows)
{
    std::string table;
    for (const auto& [name, value] : rows)
        table += std::string{"<TR><TD><B> "} + name + "</B></TD><td width=20></TD><TD><B>" + value + "</B></TD></TR>";
    return html("<TITLE>Cisco Systems, Inc.</TITLE>",
                "<TABLE BORDER=\"1\"><TR><td><A HREF=\"http://www.cisco.com\"><IMG SRC=\"/FS/Logo.png\"></A></TD><td "
                "HEIGHT=\"50\"><p ALIGN=center><B><font color=\"#FFFFFF\" size=\"6\">Device Information</FONT></B><p "
                "ALIGN=center><B>" +
                    heading +
                    "</FONT></B></TD></TR><TR><td><TABLE><TR><TD><a "
                    "href=\"/CGI/Java/Serviceability?adapter=device.statistics.device\">Device "
                    "Information</A></TD></TR></TABLE></TD><td VALIGN=top><TABLE>" +
                    table + "</TABLE></TD></TR></TABLE>");
}

std::string device_xml(const std::string& fields)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeviceInformation>\n" + fields + "</DeviceInformation>\n";
}

std::string element(const std::string& name, const std::string& value)
{
    return "  <" + name + ">" + value + "</" + name + ">\n";
}

std::string device_xml(const std::string& mac, const std::string& app_load, const std::string& version,
                       const std::string& serial, const std::string& model)
{
    return device_xml(element("MACAddress", mac) + element("HostName", "SEP" + mac) + element("phoneDN", "") +
                      element("appLoadID", app_load) + element("bootLoadID", "tnp62.8-3-1-21a.bin") +
                      element("versionID", version) + element("addonModule1", "") + element("addonModule2", "") +
                      element("hardwareRevision", "12.0") + element("serialNumber", serial) +
                      element("modelNumber", model) + element("MessageWaiting", "No") +
                      element("udi", "phone\n    Cisco IP Phone " + model + ", Global\n    " + model + "\n    V09") +
                      element("time", "9:52:58a"));
}

const std::string login_form = "<form action=\"/servlet?m=mod_listener&p=login&q=login\" method=\"post\"><input "
                               "id=\"idUsername\"><input id=\"idPassword\" type=\"password\"></form>";

void check(const Page& page, const Identity& identity)
{
    CHECK(identity.kind == Kind::phone);
    CHECK(identity.vendor == page.vendor);
    CHECK(identity.model == page.model);
    CHECK(identity.firmware == page.firmware);
    CHECK((identity.mac ? identity.mac->to_string() : "") == page.mac);
    CHECK(identity.serial == page.serial);
    CHECK(identity.conflicts.empty());
}

void check(const std::vector<Page>& pages)
{
    for (const auto& page : pages) {
        CAPTURE(page.name, page.text);
        check(page, identify({seen(page.field, page.text)}));
    }
}

} // namespace

TEST_CASE("web pages: Cisco's enterprise phones on their first page", "[fingerprints][pages]")
{
    const auto body = Field::http_body;
    const std::string font = "<font color=\"#FFFFFF\" size=\"4\">";
    check({
        {"7811", body, device_page(font + "Cisco Unified IP Phone CP-7811 ( SEPD4ADBDF4CF3D )</FONT>", {}), "Cisco",
         "CP-7811", "", "d4:ad:bd:f4:cf:3d"},
        {"7940", body, device_page(font + "Cisco Systems, Inc. IP Phone CP-7940G ( SEP001646EAA4FA ) </FONT>", {}),
         "Cisco", "CP-7940G", "", "00:16:46:ea:a4:fa"},
        {"8845 with its load", body,
         device_page(font + "Cisco IP Phone CP-8845 ( SEP5006AB806306 )</FONT>", {{"MAC Address", "5006AB806306"},
                                                                                  {"Host Name", "SEP5006AB806306"},
                                                                                  {"Phone DN", ""},
                                                                                  {"Version", "sip8845_65.12-5-1SR1-4"},
                                                                                  {"Hardware Revision", "3.0"},
                                                                                  {"Model Number", "CP-8845"}}),
         "Cisco", "CP-8845", "sip8845_65.12-5-1SR1-4", "50:06:ab:80:63:06"},
        {"8945 with tags between", body,
         device_page("<font size=\"4\" color=\"#FFFFFF\">Cisco IP Phone CP-8945(</font></b> <font "
                     "color=\"#FFFFFF\"><strong>SEP5006AB806306</strong> </font><b><font size=\"4\">)",
                     {}),
         "Cisco", "CP-8945", "", "50:06:ab:80:63:06"},
        {"8945 scrubbed", body,
         device_page("<font size=\"4\">Cisco IP Phone CP-8945(</font></b> <strong>SEPxxxxxxxxxxxx</strong>", {}),
         "Cisco", "CP-8945"},
        {"DX80", body, device_page(font + "Cisco CP-DX80 ( SEP00B1E3811A66 )</FONT>", {}), "Cisco", "CP-DX80", "",
         "00:b1:e3:81:1a:66"},
        {"wireless", Field::http_title, "Cisco Unified Wireless IP Phone 7925G", "Cisco", "7925G"},
        {"small business", Field::http_title, "SPA504G Configuration Utility", "Cisco", "SPA504G"},
    });
}

TEST_CASE("web pages: Cisco's device information in XML", "[fingerprints][pages]")
{
    const auto body = Field::http_body;
    check({
        {"7962", body,
         device_xml("C8F9F9D61BC2", "jar42sccp.9-3-1ES27.sbn", "SCCP42.9-3-1ES27S", "FCH1610A5S5", "CP-7962G"), "Cisco",
         "CP-7962G", "SCCP42.9-3-1ES27S", "c8:f9:f9:d6:1b:c2", "FCH1610A5S5"},
        {"8861", body,
         device_xml("2C3124C9F8E1", "rootfs88xx.12-5-1SR1-4", "sip88xx.12-5-1SR1-4", "FCH2133E8B9", "CP-8861"), "Cisco",
         "CP-8861", "sip88xx.12-5-1SR1-4", "2c:31:24:c9:f8:e1", "FCH2133E8B9"},
        {"6941, its version that of the hardware", body,
         device_xml("64AE0CA58E46", "SCCP 1.2.2.6", "= V02", "PXN232327VCNX", "CP-6941"), "Cisco", "CP-6941",
         "SCCP 1.2.2.6", "64:ae:0c:a5:8e:46", "PXN232327VCNX"},
        {"7940", body,
         "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<DeviceInformation>\n   "
         "<MACAddress>0003E369A125</MACAddress>\n   <HostName>SEP0003E369A125</HostName>\n   <phoneDN>5920</phoneDN>\n "
         "  <appLoadID>P00308010200</appLoadID>\n   <bootLoadID>PC03A300</bootLoadID>\n   "
         "<versionID>8.1(2.0)</versionID>\n   <DSPLoadID>4.0(5.0)[A0]</DSPLoadID>\n   <addonModule1></addonModule1>\n  "
         " <addonModule2></addonModule2>\n   <hardwareRevision>1.0</hardwareRevision>\n   "
         "<serialNumber>INM073204GK</serialNumber>\n   <modelNumber>CP-7940</modelNumber>\n   "
         "<Codec>ADLCodec</Codec>\n   <MessageWaiting> OUI</MessageWaiting>\n</DeviceInformation>\n",
         "Cisco", "CP-7940", "P00308010200", "00:03:e3:69:a1:25", "INM073204GK"},
        {"8861 that escapes what it need not", body,
         device_xml("2C3124C9F8E1", "rootfs88xx&#x2D;1", "sip88xx.12&#x2D;5&#x2D;1SR1&#x2D;4", "FCH2133E8B9",
                    "CP-8861"),
         "Cisco", "CP-8861", "", "2c:31:24:c9:f8:e1", "FCH2133E8B9"},
        {"with empty elements", body,
         device_xml("  <MACAddress>C8F9F9D61BC2</MACAddress>\n  <HostName>SEPC8F9F9D61BC2</HostName>\n  <phoneDN/>\n  "
                    "<appLoadID>jar45sccp.9-4-2ES26.sbn</appLoadID>\n  <bootLoadID>tnp65.bin</bootLoadID>\n  "
                    "<versionID>SCCP45.9-4-2SR3-1S</versionID>\n  <addonModule1/>\n  <addonModule2/>\n  "
                    "<hardwareRevision>15.0</hardwareRevision>\n  <serialNumber>FCH1610A5S5</serialNumber>\n  "
                    "<modelNumber>CP-7945G</modelNumber>\n"),
         "Cisco", "CP-7945G", "SCCP45.9-4-2SR3-1S", "c8:f9:f9:d6:1b:c2", "FCH1610A5S5"},
    });
}

TEST_CASE("web pages: Yealink's login pages and answers", "[fingerprints][pages]")
{
    const auto body = Field::http_body;
    check({
        {"one script", body,
         html("<title>Yealink T21P_E2 Phone</title><script src=\"/js/jquery.js?52.84.0.15\"></script><script "
              "type=\"text/javascript\">\nvar g_strLang = \"English\";\nvar g_phonetype=\"T21P_E2\";\nvar "
              "g_nTimeout = 300;\nfor (i = 0; i < 3; ++i) load(i);\nvar g_strFirmware=\"52.84.0.15\";\n</script>",
              login_form),
         "Yealink", "SIP-T21P_E2", "52.84.0.15"},
        {"two scripts, no var", body,
         html("<title>Yealink T48G Phone</title><script>var g_a=1;\n  g_phonetype = \"T48G\";</script>\n<script>"
              "g_strFirmware = \"35.83.0.120\";</script>",
              login_form),
         "Yealink", "SIP-T48G", "35.83.0.120"},
        {"firmware first", body,
         html("<title>Yealink T42S Phone</title><script type=\"text/javascript\">\nvar g_strFirmware = '66.84.0.125'; "
              "var g_x = a < b;\nvar g_phonetype = 'T42S';</script>",
              login_form),
         "Yealink", "SIP-T42S", "66.84.0.125"},
        {"a base", body,
         html("<title>Yealink W60B Phone</title><script>var g_phonetype=\"W60B\",g_strFirmware=\"77.85.0.25\";"
              "</script>",
              login_form),
         "Yealink", "W60B", "77.85.0.25"},
        {"words in a script", body,
         html("<title></title><script src=\"lang.js\"></script>",
              "<table><tr><td class=\"title\"><script>T(\"Enterprise IP phone SIP-T20P\")</script></td></tr></table>"),
         "Yealink", "SIP-T20P"},
        {"release 86", body,
         "{\"ret\":\"failed\",\"data\":false,\"error\":{\"webStatus\":\"noauth\",\"transToHTTPS\":false,\"phoneName\":"
         "\"T54W\",\"firmware\":\"96.86.0.45\",\"phoneTimeYear\":\"2023\",\"loginNote\":\"Prime Business Phone "
         "SIP-T54W\",\"curLang\":\"English\",\"langList\":[\"English\",\"French\"]}}\n",
         "Yealink", "SIP-T54W", "96.86.0.45"},
        {"release 86, in lines", body,
         "{\n  \"ret\": \"failed\",\n  \"data\": false,\n  \"error\": {\n    \"webStatus\": \"noauth\",\n    "
         "\"phoneName\": \"T33G\",\n    \"firmware\": \"124.86.0.118\"\n  }\n}\n",
         "Yealink", "SIP-T33G", "124.86.0.118"},
        {"redirect", Field::http_location, "/servlet?m=mod_listener&p=login&q=loginForm", "Yealink"},
        {"server", Field::http_server, "yealink embed httpd", "Yealink"},
        {"realm", Field::http_realm, "Basic realm=\"Gigabit Color IP Phone SIP-T38G\"", "Yealink", "SIP-T38G"},
        {"title", Field::http_title, "Yealink T22P Phone", "Yealink", "SIP-T22P"},
    });
}

TEST_CASE("web pages: Grandstream, Digium, innovaphone", "[fingerprints][pages]")
{
    const auto body = Field::http_body;
    const std::string settings = "<?xml version=\"1.0\" ?>\n<response>\n    <firmware version=\"1_0_0_44308\" />\n    "
                                 "<config>\n";
    const std::string model = "<setting id=\"phone_model\" value=\"D70\" conflict=\"freeze\" />\n";
    const std::string others = "<setting id=\"web_ui_enabled\" value=\"1\" />\n<setting id=\"locale\" value=\"en_US\" "
                               "/>\n    </config>\n</response>\n";
    check({
        {"product", body, "Response=Success\r\nProduct=GXP2200\r\n", "Grandstream", "GXP2200"},
        {"JSON", body, "{\"response\":\"success\",\"body\":{\"1395\":\"\",\"phone_model\":\"GXP2170\"}}\n",
         "Grandstream", "GXP2170"},
        {"JSON with blanks", body,
         "{ \"response\": \"success\",\n  \"body\": { \"phone_model\": \"GXP1628\", \"1395\": \"\" } }", "Grandstream",
         "GXP1628"},
        {"document title", body,
         html("<script type=\"text/javascript\" src=\"gxv.js\"></script><script "
              "type=\"text/javascript\">\ndocument.title = \"GXV3140\";</script>",
              "<div id=\"login\"></div>"),
         "Grandstream", "GXV3140"},
        {"server", Field::http_server, "Grandstream GXP2020 1.2.5.3", "Grandstream", "GXP2020", "1.2.5.3"},
        {"settings", body, settings + model + others, "Digium", "D70", "1_0_0_44308"},
        {"settings, model last", body, settings + "<setting id=\"web_ui_enabled\" value=\"1\" />\n" + model + others,
         "Digium", "D70", "1_0_0_44308"},
        {"title", Field::http_title, "Digium Phone Settings", "Digium"},
        {"admin.xml", body,
         "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<?xml-stylesheet type=\"text/xsl\" href=\"admin.xsl\"?>\n"
         "<admin>\n<info product=\"innovaphone IP222\" manufacturer-url=\"http://www.innovaphone.com\" "
         "name=\"desk12\"/>\n</admin>\n",
         "innovaphone", "IP222"},
    });
}

TEST_CASE("web pages: phones that name less without a login", "[fingerprints][pages]")
{
    const auto body = Field::http_body;
    check({
        {"Polycom login", body,
         html("<title>Polycom - Configuration Utility</title><link rel=\"stylesheet\" href=\"style.css\">",
              "<h1>Welcome to Polycom Web Configuration Utility</h1><form name=\"auth\"></form>"),
         "Polycom"},
        {"VVX's error", body,
         "<html><head><title>Error</title></head>\n<body>Your client sent an invalid \\x01default request without "
         "a\nprotocol version (assuming HTTP v0.9).\n<p>The request can not be processed.</body></html>",
         "Polycom"},
        {"VVX title", Field::http_title, "VVX250", "Polycom", "VVX 250"},
        {"SPIP server", Field::http_server, "Polycom SoundPoint IP Telephone HTTPd", "Polycom"},
        {"J100", body,
         html("<meta http-equiv=\"refresh\" content=\"0;url=/cgi-bin/J100WebServer.cgi?Operation=0\">", ""), "Avaya"},
        {"snom", Field::http_title, "snomD305-8325FE", "snom", "D305"},
        {"snom realm", Field::http_realm, "Basic realm=\"snom\"", "snom"},
        {"snom server", Field::http_server, "snom embedded", "snom"},
        {"Aastra", Field::http_realm, "Basic realm=\"Aastra 6757i\"", "Aastra", "6757i"},
        {"Mitel", Field::http_realm, "Basic realm=\"Mitel 6915\"", "Mitel", "6915"},
        {"Huawei", Field::http_realm, "Basic realm=\"enterprise ip phone huawei espace 7910\"", "Huawei",
         "eSpace 7910"},
        {"Atlinks", Field::http_realm, "Basic realm=\"Atlinks Temporis IP800\"", "Atlinks", "Temporis IP800"},
        {"Elmeg", Field::http_realm, "Basic realm=\"elmeg\"", "Elmeg"},
        {"ATCOM", Field::http_server, "ATCOM-IP-Phone", "Atcom"},
        {"Obihai", Field::http_server, "OBi1062", "Obihai", "OBi1062"},
        {"INCOM", Field::http_title, "ICW-1000", "INCOM", "ICW-1000"},
        {"Gigaset", body,
         html("<title></title>",
              "<!-- this page must have 520 bytes or more, ie is a wonderfull program --><div>redirect</div>"),
         "Gigaset"},
        {"OpenStage", body,
         html("<title>OpenStage IP Phone</title>", "<frameset><frame src='b.html' name='webm_main_banner'></frameset>"),
         "Unify", "OpenStage"},
    });
}

TEST_CASE("web pages: certificates, the last name first", "[fingerprints][pages]")
{
    check({
        {"Polycom", Field::tls_subject, "CN=64167F169981,O=Polycom Inc.", "Polycom", "", "", "64:16:7f:16:99:81"},
        {"Cisco", Field::tls_subject,
         "SERIALNUMBER=PID:CP-8851 SN:FCH1924AHCA,CN=CP-8851-SEPB07D47D33A1C,OU=CTG,O=Cisco Systems Inc.", "Cisco",
         "CP-8851", "", "b0:7d:47:d3:3a:1c", "FCH1924AHCA"},
        {"Cisco, name first", Field::tls_subject,
         "CN=CP-8851-SEPB07D47D33A1C,OU=CTG,O=Cisco Systems Inc.,SERIALNUMBER=PID:CP-8851 SN:FCH1924AHCA", "Cisco",
         "CP-8851", "", "b0:7d:47:d3:3a:1c", "FCH1924AHCA"},
        {"Yealink", Field::tls_subject,
         R"(CN=001565F429A4,OU=yealink.com,O=YEALINK NETWORK TECHNOLOGY CO.\,LTD.,L=Xiamen,ST=Fujian,C=CN)", "Yealink",
         "", "", "00:15:65:f4:29:a4"},
        {"Yealink's authority", Field::tls_issuer, R"(CN=Yealink Equipment Issuing CA,OU=yealink.com,C=CN)", "Yealink"},
        {"Mercury", Field::tls_subject, "CN=MERCURY-00107F1ABAA0,O=Crestron Electronics", "Crestron", "Mercury", "",
         "00:10:7f:1a:ba:a0"},
    });
}
