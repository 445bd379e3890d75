#include "probes/wire/page_privacy.hpp"

#include "probes/wire/byte_reader.hpp"
#include "probes/wire/privacy/private_names.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

#include <chrono>

using namespace phonescan;
using namespace phonescan::wire;

namespace {

struct Row {
    std::string page;
    std::string kept;
};

void check(const Row& row)
{
    CAPTURE(row.page);
    const auto kept = without_private_values(row.page);
    CHECK(kept == row.kept);
    CHECK(without_private_values(kept) == kept);
}

} // namespace

TEST_CASE("page privacy: names of persons and numbers are known", "[wire][privacy]")
{
    for (const auto* name : {"phoneDN", "dn", "Directory-Number", "EXT", "line1", "line2_display_name", "displayName1",
                             "g_displayName", "sip_user_id", "sipPassword", "account1_label", "Phone DN:", "User name",
                             "Extension *", "caller-id", "user", "label"}) {
        CAPTURE(name);
        CHECK(privacy::is_private_name(name));
    }
    for (const auto* name :
         {"", "phoneName", "modelNumber", "serialNumber", "MACAddress", "HostName", "firmware", "phone_model", "line",
          "next", "text", "userAgent", "user_agent", "extensions", "1001", "versionNumber",
          "\xc3\xbc"
          "ser",
          "g_", "a very long name that is in no table at all"}) {
        CAPTURE(name);
        CHECK_FALSE(privacy::is_private_name(name));
    }
}

TEST_CASE("page privacy: elements become empty", "[wire][privacy]")
{
    check(GENERATE(Row{"<phoneDN>1001</phoneDN><modelNumber>CP-7960</modelNumber>",
                       "<phoneDN></phoneDN><modelNumber>CP-7960</modelNumber>"},
                   Row{"<line1 a=b>\n John\n</line1>", "<line1 a=b></line1>"},
                   Row{"<a:displayName><![CDATA[J <b]]></a:displayName>x", "<a:displayName></a:displayName>x"},
                   Row{"<user><b>John</b> <i>Doe</i></user>x", "<user><b></b><i></i></user>x"},
                   Row{"<user>John<br>Model</b>", "<user><br>Model</b>"}, Row{"<user/>Model", "<user/>Model"},
                   Row{"<label for=\"m\">Model</label>", "<label for=\"m\">Model</label>"},
                   Row{"<label>John</label>", "<label></label>"},
                   Row{"<td id=\"userName\">John</td>", "<td id=\"userName\"></td>"},
                   Row{"<span id=model>300</span>", "<span id=model>300</span>"}, Row{"<user", "<user"},
                   Row{"a<b && user<c", "a<b && user<c"}));
}

TEST_CASE("page privacy: attributes and form fields become empty", "[wire][privacy]")
{
    check(GENERATE(
        Row{"<input name=\"displayName\" value=\"John\">", "<input name=\"displayName\" value=\"\">"},
        Row{"<input value='John' id=user_id>300", "<input value='' id=user_id>300"},
        Row{"<input type=password name=p value=secret>", "<input type=password name=p value>"},
        Row{"<input name=\"model\" value=\"300\">", "<input name=\"model\" value=\"300\">"},
        Row{"<input type=\"number\" name=\"port\" value=\"5060\">",
            "<input type=\"number\" name=\"port\" value=\"5060\">"},
        Row{"<line user=John dn='1' serialNumber='2'/>", "<line user dn='' serialNumber='2'/>"},
        Row{"<reg reg.1.displayName=\"a>b\" reg.1.model=\"c\"/>", "<reg reg.1.displayName=\"\" reg.1.model=\"c\"/>"},
        Row{"<meta name=author><meta name=\"owner\" content=\"John\">",
            "<meta name=author><meta name=\"owner\" content=\"\">"},
        Row{"<input name=user value=\"John", "<input name=user value"}));
}

TEST_CASE("page privacy: members and assignments become empty", "[wire][privacy]")
{
    check(GENERATE(
        Row{R"({"displayName":"John \"J\" Doe","phone_model":"300"})", R"({"displayName":"","phone_model":"300"})"},
        Row{R"({"ext" : 1001, "serialNumber": 5})", R"({"ext" : , "serialNumber": 5})"},
        Row{R"({"number":["1","2", 3],"a":["4"]})", R"({"number":["","", ],"a":["4"]})"},
        Row{R"({"user":{"displayName":"J","a":1},"contact":null})",
            R"({"user":{"displayName":"","a":1},"contact":null})"},
        Row{R"({"Phone DN": "1001"})", R"({"Phone DN": ""})"},
        Row{R"(x='{\"userName\":\"John\",\"a\":\"b\"}')", R"(x='{\"userName\":\"\",\"a\":\"b\"}')"},
        Row{"a=\"{&quot;dn&quot;:&quot;1001&quot;}\"", "a=\"{&quot;dn&quot;:&quot;&quot;}\""},
        Row{"var g_displayName=\"John\"; var g_phoneName=\"SEP0\";",
            "var g_displayName=\"\"; var g_phoneName=\"SEP0\";"},
        Row{"line.user = 'John', n = 1", "line.user = '', n = 1"}, Row{"{user: `John`, a: 'b'}", "{user: ``, a: 'b'}"},
        Row{"getElementById(\"dn\").value = \"1001\"", "getElementById(\"dn\").value = \"\""},
        Row{"f.displayName.innerHTML='John'", "f.displayName.innerHTML=''"},
        Row{"if (user == \"admin\" || ext!=\"5\")", "if (user == \"admin\" || ext!=\"5\")"},
        Row{"model=1\nuser_name = John Doe\r\nfirmware=2", "model=1\nuser_name =\r\nfirmware=2"},
        Row{"user=f(); firmware=2", "user=f(); firmware=2"},
        Row{"Display name: John\nMAC: 1", "Display name: John\nMAC: 1"},
        Row{"user = a, password = \"b\"", "user = a, password = \"\""},
        Row{"<a href=\"/c?user=john&model=3&amp;ext=5\">", "<a href=\"/c?user=&model=3&amp;ext=\">"},
        Row{"user=\"John\nmodel=\"3\"", "user=\"\nmodel=\"3\""}, Row{"extension: .cfg", "extension:"},
        Row{"x = user; y = label: z", "x = user; y = label: z"}, Row{"user=\"\\", "user=\""}));
}

TEST_CASE("page privacy: the cell behind a private label becomes empty", "[wire][privacy]")
{
    check(GENERATE(
        Row{"<tr><td>Phone DN</td><td>1001</td><td>Model</td><td>CP</td></tr>",
            "<tr><td>Phone DN</td><td></td><td>Model</td><td>CP</td></tr>"},
        Row{"<TR><TD><B> Phone&nbsp;DN</B></TD>\r\n<td width=20></TD>\r\n<TD><B>1001</B></TD></TR>",
            "<TR><TD><B> Phone&nbsp;DN</B></TD>\r\n<td width=20></TD>\r\n<TD><B></B></TD></TR>"},
        Row{"<tr><th>User name:<td><b><i>John</i></b><tr><th>Model<td>3",
            "<tr><th>User name:<td><b><i></i></b><tr><th>Model<td>3"},
        Row{"<dl><dt>Extension 1</dt><dd>1001</dd><dt>Model<dd>3</dl>",
            "<dl><dt>Extension 1</dt><dd></dd><dt>Model<dd>3</dl>"},
        Row{"<tr><td>Line 2</td><td>John</td></tr>", "<tr><td>Line 2</td><td></td></tr>"},
        Row{"<tr><td>Model Number</td><td>3</td></tr>", "<tr><td>Model Number</td><td>3</td></tr>"},
        Row{"<tr><td>Label</td></tr><tr><td>3</td></tr>", "<tr><td>Label</td></tr><tr><td>3</td></tr>"},
        Row{"<td><label for=u>Account</label></td><td>John</td>", "<td><label for=u>Account</label></td><td></td>"}));
}

TEST_CASE("page privacy: user parts of addresses become empty", "[wire][privacy]")
{
    check(GENERATE(Row{"<sip:1001;phone-context=+49@10.0.0.1:5060;x=y>", "<sip:@10.0.0.1:5060;x=y>"},
                   Row{"sips:john:secret@example.com", "sips:@example.com"},
                   Row{"'SIP:john%40example.com'", "'SIP:%40example.com'"}, Row{"sip:10.0.0.1", "sip:10.0.0.1"},
                   Row{"<a href=\"tel:+49-30-123;ext=5\">", "<a href=\"tel:\">"},
                   Row{"hotel:5 tel: none", "hotel:5 tel: none"},
                   Row{"mailto:john.doe@example.com?x=y", "mailto:@example.com?x=y"},
                   Row{"of john.doe+x@example.com, M\xc3\xbcller@[::1]", "of @example.com, @[::1]"},
                   Row{"https://john:secret@host/", "https://@host/"}, Row{"https://host/", "https://host/"},
                   Row{"@media print", "@media print"}, Row{"a @ b", "a @ b"}, Row{"x@", "x@"},
                   Row{"&lt;sip:a@b&gt;&lt;sip:c@d&gt;", "&lt;sip:@b&gt;&lt;sip:@d&gt;"}));
}

TEST_CASE("page privacy: what names no person stays byte for byte", "[wire][privacy]")
{
    const std::string page =
        "<?xml version=\"1.0\"?><DeviceInformation><MACAddress>0004F2AABBCC</MACAddress>"
        "<HostName>SEP0004F2AABBCC</HostName><phoneName>a</phoneName><modelNumber>300</modelNumber>"
        "<serialNumber>X1</serialNumber></DeviceInformation>\n"
        "{\"phone_model\":\"300\",\"firmware\":\"1.2.3\",\"HostName\":\"a\"}\r\n"
        "<tr><td>Model Number</td><td>300</td></tr>\xff";
    CHECK(without_private_values(page) == page);
    CHECK(without_private_values("").empty());
}

TEST_CASE("page privacy: a page cut anywhere gives away no more", "[wire][privacy]")
{
    const std::string_view page = "<phoneDN>QQ</phoneDN><input name=user value=\"QQ\"><script>var displayName='QQ';"
                                  "x={\"ext\":\"QQ\"}</script><tr><td>User ID</td><td>QQ</td></tr><a href='sip:QQ@a'>";
    CHECK(without_private_values(std::string{page}).find("QQ") == std::string::npos);
    test::for_every_prefix(std::as_bytes(std::span{page}), [](Bytes cut) {
        CAPTURE(text_of(cut));
        const std::string begun{text_of(cut)};
        const auto kept = without_private_values(begun);
        CHECK(kept.size() <= cut.size());
        const auto may_be_begun = begun.rfind("sip:"); // without its at sign it is not known for a user
        if (may_be_begun == std::string::npos) CHECK(kept.find('Q') == std::string::npos);
    });
}

TEST_CASE("page privacy: hostile pages cost linear time", "[wire][privacy]")
{
    for (const std::string unit : {"<user>",    "<user ",
                                   "</user",    "user=",
                                   "user=\"",   "user='",
                                   "\"user\":", "sip:",
                                   "a@",        "a%40",
                                   "<td>user",  "user=\\\"",
                                   "<a b=\"",   "&",
                                   "[",         "user=[",
                                   "<",         "tel:1",
                                   ":",         "\n",
                                   "user= ",    "&quot;user&quot;:",
                                   "?user=",    "\nuser="}) {
        CAPTURE(unit);
        std::string page;
        while (page.size() < 256 * 1024)
            page += unit;
        const auto begin = std::chrono::steady_clock::now();
        CHECK(without_private_values(page).size() <= page.size());
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{30}); // quadratic takes minutes
    }
}
