#include "scanner/redaction/redaction.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;

namespace {

const Redactor redactor{SipHashKey{}};

std::string redacted(std::string_view text, const PrivateFacts& known = {})
{
    return shown_text(redactor.redact(text, known));
}

struct Case {
    std::string text;
    std::string shown;
};

void check(const std::vector<Case>& cases)
{
    for (const auto& [text, shown] : cases) {
        CAPTURE(text);
        CHECK(redacted(text) == shown);
    }
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("redaction: what a product says of itself stays", "[scanner][redaction]")
{
    for (const std::string text :
         {"Acme Desk 300 2.1.7", "ACME SIP-T48G 5.3.0.12074", "AcmeVVX-VVX_410-UA/5.3.0.12074",
          "Acme/UC420HD_2.0.1.44.9", "Acme 6867i/4.0.7577.4512", "Acme-CP8845/sip88xx.12-300-1-7", "OpenDesk40 V3.2",
          "Boa/0.94.14rc21", "Linux acme 2.6.32", "CP-7841-3PCC", "acme_D70_1_0_5_46476", "Acme 802v2 1.0.3.5.6.7",
          "Login", "C=US, O=Acme Inc., OU=VoIP", "SIP/2.0", ""}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}

TEST_CASE("redaction: a MAC address loses its last half in any spelling", "[scanner][redaction]")
{
    check({{"00:04:f2:aa:bb:cc", "00:04:f2:00:00:00"},
           {"Acme 00-04-F2-AA-BB-CC 1.0", "Acme 00-04-F2-00-00-00 1.0"},
           {"0004.f2aa.bbcc", "0004.f200.0000"},
           {"0004:f2aa:bbcc", "0004:f200:0000"},
           {"0004-f2aa-bbcc", "0004-f200-0000"},
           {"0004f2-aabbcc", "0004f2-000000"},
           {"0004F2AABBCC", "0004F2000000"},
           {"SEP0004F2AABBCC", "SEP0004F2000000"},
           {"MAC:00:04:f2:aa:bb:cc", "MAC:00:04:f2:00:00:00"},
           {"MAC0004F2AABBCC", "MAC0004F2000000"},
           {"(0004f2aabbcc)", "(0004f2000000)"},
           {"00 04 f2 aa bb cc", "00 04 f2 00 00 00"},
           {"0:4:f2:a:b:c", "0:4:f2:0:0:0"},
           {"vvx_0004f2aabbcc", "vvx_0004f2000000"},
           {"00.04.f2.aa.bb.cc", "00.04.f2.00.00.00"}});
}

TEST_CASE("redaction: no half of a MAC address is left elsewhere", "[scanner][redaction]")
{
    for (const std::string text :
         {"0004f2aabbcc aabbcc", "0004f2aabbcc AABBCC", "00:04:f2:aa:bb:cc facade-aa-bb-cc", "0004f2aabbcc xaabbccx",
          "0004f2aabbcc a.a.b.b.c.c", "SEP0004F2AABBCC and AA BB CC", "00:04:f2:aa:bb:cc:dd", "x00:04:f2:aa:bb:ccx",
          "00-04-f2-aa-bb-cc-dd-ee", "f81d4fae-7dec-11d0-a765-0004f2aabbcc", "00%3A04%3Af2%3Aaa%3Abb%3Acc",
          "\\x00\\x04\\xf2\\xaa\\xbb\\xcc", "ABCDEF0004F2AABBCC", "0004F2AABBCCX", "aa:bb:cc", "0:4:f2:aa:bb:cc",
          "http://0004f2aabbcc.example.org/", "Acme T48-00-04-f2-aa-bb-cc"}) {
        CAPTURE(text);
        auto shown = redacted(text);
        std::ranges::transform(shown, shown.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        std::erase_if(shown, [](char c) { return c == ':' || c == '-' || c == '.' || c == ' ' || c == '_'; });
        CHECK_FALSE(holds(shown, "aabbcc"));
    }
    const PrivateFacts known{{}, {*MacAddress::parse("00:04:f2:aa:bb:cc")}};
    CHECK(redacted("Acme office aabbcc", known) == "Acme office REMOVED");
}

TEST_CASE("redaction: an IP address becomes one of the documentation's, the same one for the same",
          "[scanner][redaction]")
{
    const auto shown = redacted("10.1.2.3 and 10.1.2.4 and 10.1.2.3");
    CHECK((shown.starts_with("198.18.") || shown.starts_with("198.19.")));
    const auto first = shown.substr(0, shown.find(' '));
    CHECK(shown.ends_with("and " + first));
    CHECK(shown != redacted("10.1.2.3 and 10.1.2.3 and 10.1.2.3"));
    CHECK(shown_text(Redactor{SipHashKey{std::byte{1}}}.redact("10.1.2.3")) != first);
    CHECK(redacted("fe80::204:f2ff:feaa:bbcc").starts_with("2001:db8::"));
    CHECK(redacted("[2001:470:1:2::5]:5061").starts_with("[2001:db8::"));

    for (const std::string text :
         {"Server 10.0.0.5:5060", "ip-10-0-0-5", "at 8.8.4.4", "(192.168.1.20)", "v10.0.0.5", "10.0.0.5.", "x10.0.0.5y",
          "010.000.000.005", "1.10.0.0.5", "::ffff:10.0.0.5", "10_0_0_5", "10.0.0.5/24", "a=10.0.0.5",
          "10.0.0.5.nip.io", "fd00:1:2:3:4:5:6:7", "MAC:fd00::1:2"}) {
        CAPTURE(text);
        const auto left = redacted(text);
        for (const auto* part : {"10.0.0.5", "10-0-0-5", "8.8.4.4", "192.168", "010.", "10_0", "fd00"})
            CHECK_FALSE(holds(left, part));
    }
}

TEST_CASE("redaction: a private address before a port is not taken for half a MAC address", "[scanner][redaction]")
{
    for (const auto* text : {"Acme D1 10.20.30.44:5060", "Acme D1 10.10.20.33-5060", "Acme D1 10.20.30.44 5060",
                             "Acme D1 10.20.30.44:5060;transport=tcp", "Acme D1 10.20.30.44_5060"}) {
        CAPTURE(text);
        const auto shown = shown_text(Redactor{SipHashKey{}}.redact(text));
        CHECK(shown.find("10.") == std::string::npos);
        CHECK(shown.starts_with("Acme D1 198.1"));
    }
}

TEST_CASE("redaction: four small numbers are hidden and may still be a version", "[scanner][redaction]")
{
    const auto pieces = redactor.redact("Acme T48G 35.80.0.70");
    REQUIRE(pieces.size() == 4);
    CHECK(pieces[1].kind == TextPiece::Kind::model);
    CHECK(pieces[3].kind == TextPiece::Kind::version);
    CHECK(pieces[3].shown.starts_with("198.1"));
    for (const std::string text : {"10.1.1.5", "ip 35.80.0.70", "35.80.0.70:5060", "x=35.80.0.70", "172.20.1.1"}) {
        CAPTURE(text);
        const auto found = redactor.redact(text);
        CHECK(std::ranges::any_of(found, [](const auto& piece) { return piece.kind == TextPiece::Kind::address; }));
    }
}

TEST_CASE("redaction: serials, numbers and secrets are removed", "[scanner][redaction]")
{
    check({{"Acme SN:AB123 1.0", "Acme SN:REMOVED 1.0"},
           {"serial=12345;x", "serial=REMOVED;x"},
           {"Serial Number: FCH2134A0BC", "Serial Number: REMOVED"},
           {"serial 77", "serial REMOVED"},
           {"S/N 64167", "S/N REMOVED"},
           {"SN1234 Acme", "SNREMOVED Acme"},
           {"Acme FCH2134A0BC 1.0", "Acme REMOVED 1.0"},
           {"Acme 64167f0d1e2f3a", "Acme REMOVED"},
           {"Acme 0d1e2f", "Acme REMOVED"},
           {"Acme 123456", "Acme REMOVED"},
           {"2345-12345-001", "REMOVED"},
           {"asset tag: 4711", "asset tag: REMOVED"},
           {"token=abcdef", "token=REMOVED"},
           {"deviceSerial=\"A B\"", "deviceSerial=\"REMOVED B\""},
           {"dGVzdDEyMzQ1Njc4OTA=", "REMOVED="},
           {"3f2a9c", "REMOVED"}});
}

TEST_CASE("redaction: extensions and dialled numbers are removed", "[scanner][redaction]")
{
    check({{"Acme-CP7960 regDN 102,", "Acme-CP7960 regDN REMOVED,"},
           {"ext. 4711", "ext. REMOVED"},
           {"ext102", "extREMOVED"},
           {"Extension: 5012", "Extension: REMOVED"},
           {"+49 30 123456", "REMOVED"},
           {"call 030 1234567", "call REMOVED REMOVED"},
           {"(030) 1234567", "(REMOVED) REMOVED"},
           {"555-0100", "REMOVED"},
           {"030.1234.5678", "REMOVED"},
           {"user 102", "user REMOVED"},
           {"102 - Acme T48G", "REMOVED - Acme T48G"},
           {"Acme Phone 102", "Acme Phone 0000"},
           {"Acme Tel 420HD", "Acme Tel 420HD"},
           {"Tel: 4711", "Tel: REMOVED"},
           {"Room 214", "Room REMOVED"}});
}

TEST_CASE("redaction: users, hosts and names are removed", "[scanner][redaction]")
{
    check({{"sip:102@pbx", "REMOVED"},
           {"sips:jo;x", "sips:REMOVED;x"},
           {"Acme 2.1sip:jo", "Acme 2.1sip:REMOVED"},
           {"realm gs@phone.example.org end", "realm REMOVED end"},
           {"a @ b", "a REMOVED b"},
           {"\"Jo Doe\" <sip:jo@x>", "\"REMOVED\" <REMOVED>"},
           {"Jo Doe <sip:jo@x>", "REMOVED <REMOVED>"},
           {"sw-3.hq.example.com", "REMOVED"},
           {"Acme on switch1.local now", "Acme on REMOVED now"},
           {"sw1.hq.dc1", "REMOVED"},
           {"SEP0004F2AABBCC.example.org", "SEP0004F2000000REMOVED"},
           {"jo-0004f2aabbcc.example.org", "REMOVED0004f2000000REMOVED"},
           {"hostname: reception", "hostname: REMOVED"},
           {"user=jo;pass", "user=REMOVED;pass"},
           {"System Name: Jo Doe, Version: 1.2", "System Name: REMOVED, Version: 1.2"},
           {"Model Name: Desk", "Model Name: Desk"},
           {"Jo Doe's phone", "REMOVED's phone"},
           {"M\xc3\xbcller\xe2\x80\x99s desk", "REMOVED\xe2\x80\x99s desk"},
           {"see https://jo.example/x?y", "see https:REMOVED"},
           {"/home/jo/x", "/home/REMOVED/x"},
           {"registered to Jo Doe", "registered to REMOVED"}});
}

TEST_CASE("redaction: of a certificate the maker stays, names go", "[scanner][redaction]")
{
    check({{"CN=Jo Doe, O=Acme Inc., C=US", "CN=REMOVED, O=Acme Inc., C=US"},
           {"CN = Doe, Jo, O = Acme", "CN = REMOVED, O = Acme"},
           {"CN=0004f2aabbcc, O=Acme", "CN=0004f2000000, O=Acme"},
           {"CN=SEP0004F2AABBCC", "CN=SEP0004F2000000"},
           {"CN=jo-SEP0004F2AABBCC", "CN=REMOVEDSEP0004F2000000"},
           {"/C=US/ST=Ohio/L=Troy/O=Acme/CN=phone", "/C=US/ST=REMOVED/L=REMOVED/O=Acme/CN=REMOVED"},
           {"O=Acme, serialNumber=77, CN=x", "O=Acme, serialNumber=REMOVED, CN=REMOVED"},
           {"CN=a\nO=Acme", "CN=REMOVED\nO=Acme"}});
}

TEST_CASE("redaction: escaped bytes and characters that hide others take their word with them", "[scanner][redaction]")
{
    check({{"M\\xfcller Acme", "REMOVED Acme"},
           {"Acme\\x00\\x04 x", "REMOVED x"},
           {"a%20b c", "REMOVED c"},
           {"Acme CP-9951\\x00\\x00", "Acme CP-9951REMOVED"},
           {"Acme\\x04\\x00", "REMOVED"},
           {"Acme\\x00 x", "REMOVED x"},
           {"0004f2aabbcc\\x00", "0004f2000000REMOVED"},
           {"Acme \xe2\x80\xaevil end", "Acme REMOVED end"},
           {std::string{"a\0b c", 5}, "REMOVED c"},
           {"\xef\xbf\xbf x", "REMOVED x"}});
}

TEST_CASE("redaction: what is known to be private goes wherever it stands", "[scanner][redaction]")
{
    const PrivateFacts known{{"Reception", "FOO-7"}, {}};
    CHECK(redacted("reception: Acme foo-7, Receptionist", known) == "REMOVED: Acme REMOVED, Receptionist");
}

TEST_CASE("redaction: every byte is in one piece, and literals are as they were", "[scanner][redaction]")
{
    const std::string text = "Acme 0004f2aabbcc sip:jo@x 35.80.0.70 CN=y, O=z \xff\x01 102";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        std::string whole;
        for (const auto& piece : redactor.redact(text.substr(0, length))) {
            CHECK_FALSE(piece.original.empty());
            if (piece.kind == TextPiece::Kind::literal) CHECK(piece.shown == piece.original);
            whole += piece.original;
        }
        CHECK(whole == text.substr(0, length));
    }
}

TEST_CASE("redaction: half a MAC address behind a word goes, whatever its letters", "[scanner][redaction]")
{
    check({{"Acme-AABBCC", "Acme-REMOVED"},
           {"Acme_AABBCC", "Acme_REMOVED"},
           {"Acme aabbcc 1.2.3", "Acme REMOVED 1.2.3"},
           {"AcmeAABBCC", "AcmeREMOVED"},
           {"Acme (FACADE)", "Acme (REMOVED)"},
           {"Acme-aa-bb-cc", "Acme-REMOVED"},
           {"Acme_aa_bb_cc", "Acme_REMOVED"},
           {"Acme aa bb cc", "Acme REMOVED"},
           {"Acme 1a.2b.3c", "Acme REMOVED"},
           {"Acme 12-34-56", "Acme REMOVED"},
           {"MAC aabbcc", "MAC REMOVED"},
           {"MACAABBCC", "MACREMOVED"}});
    for (const std::string text : {"Acme Facades 1.2", "Acme RTOS 10.10.20", "sip88xx.12-300-1-7", "Acme 2.10.11"}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}

TEST_CASE("redaction: a MAC address goes with whatever between its digits", "[scanner][redaction]")
{
    for (const std::string text :
         {"00/04/f2/aa/bb/cc", "00,04,f2,aa,bb,cc", "00|04|f2|aa|bb|cc", "00 : 04 : f2 : aa : bb : cc",
          "00--04--f2--aa--bb--cc", "0x00 0x04 0xf2 0xaa 0xbb 0xcc", "0x0,0x4,0xf2,0xaa,0xbb,0xcc", "0004f2/aabbcc",
          "0004f2, aabbcc", "0004 f2aa bbcc", "0004/f2aa/bbcc", "00-04-f2 aa-bb-cc", "0.4.242.170.187.204"}) {
        CAPTURE(text);
        const auto shown = redacted("Acme " + text);
        for (const auto* part : {"aa", "cc", "170", "204"})
            CHECK_FALSE(holds(shown, part));
    }
    CHECK(redacted("Acme-MAC:00-08-5D-23-73-01 V:3.2.0.1011") == "Acme-MAC:00-08-5D-00-00-00 V:3.2.0.1011");
}

TEST_CASE("redaction: users and owners go behind a blank, too", "[scanner][redaction]")
{
    check({{"user alice", "user REMOVED"},
           {"User: alice", "User: REMOVED"},
           {"login=alice", "login=REMOVED"},
           {"login alice 1.2", "login REMOVED 1.2"},
           {"Owner Alice Smith, Acme", "Owner REMOVED, Acme"},
           {"user_alice", "user_REMOVED"},
           {"Benutzer alice", "Benutzer REMOVED"},
           {"contact alice", "contact REMOVED"},
           {"host reception7", "host REMOVED"},
           {"Signed in as Alice Smith", "Signed in as REMOVED"},
           {"phone of alice", "phone of REMOVED"},
           {"Hello, Alice Smith", "Hello, REMOVED"},
           {"Herr M\xc3\xbcller", "Herr REMOVED"},
           {"\"Alice Smith\"", "\"REMOVED\""},
           {"\"Alice Smith\" (sip:4713)", "\"REMOVED\" (sip:REMOVED)"},
           {"Alice Smith (sip:alice@x)", "REMOVED (REMOVED)"},
           {"password hunter2", "password REMOVED"}});
    for (const std::string text :
         {"user agent Acme 300", "User-Agent: Acme 300", "User Login", "Web User Interface", "Login Page", "host name",
          "Contact Center 7.1", "owner manual", "Phone of the year", "Operator Console 2.1", "\"Acme 300\""}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}

TEST_CASE("redaction: extensions of a letter or a sign, and phone numbers in any grouping", "[scanner][redaction]")
{
    check({{"x4713", "xREMOVED"},
           {"Acme x102, 1.2", "Acme xREMOVED, 1.2"},
           {"X4713", "XREMOVED"},
           {"ext 4713", "ext REMOVED"},
           {"Ext.4713", "Ext.REMOVED"},
           {"Apparat 4713", "Apparat REMOVED"},
           {"#4713", "#REMOVED"},
           {"*4713#", "*REMOVED"},
           {"+49 30 1234567", "REMOVED"},
           {"+ 49 (0)30/1234567", "REMOVED"},
           {"+49_30_1234567", "REMOVED"},
           {"(030) 123 45 67", "(REMOVED) REMOVED REMOVED REMOVED"},
           {"1 (555) 123-4567", "REMOVED (REMOVED) REMOVED"},
           {"Acme 4 71 13", "Acme REMOVED REMOVED REMOVED"}});
    for (const std::string text : {"Acme X210 2.12.1", "Acme X3S/X6U 2.4.5", "Acme x86", "Acme App: 5.9.2"}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}

TEST_CASE("redaction: digits of other scripts and letters that look like Latin ones go with their word",
          "[scanner][redaction]")
{
    for (const std::string text :
         {"\uff14\uff17\uff11\uff13", "\u0664\u0667\u0661\u0663", "\u2460\u2461\u2462", "\u00b2\u00b3",
          "\uff11\uff10.\uff10.\uff10.\uff15", "10\u20240\u20240\u20245", "10\u30020\u30020\u30025", "1\u041e.0.0.5",
          "f\u0435"
          "80::1",
          "00\u201004\u2010f2\u2010aa\u2010bb\u2010cc", "00\u201304\u2013f2\u2013aa\u2013bb\u2013cc",
          "\uff21\uff2c\uff29\uff23\uff25", "alice\uff20example.org", "1\u0332.0.0.5",
          "1\ufe0f\u20e3"
          "0\ufe0f\u20e3",
          "\U0001d7cf\U0001d7ce.\U0001d7ce", "10\u00a00\u00a00\u00a05", "\u0251\u0251bbcc", "al\u00adice"}) {
        CAPTURE(text);
        CHECK(redacted("Acme " + text + " 1.2") == "Acme REMOVED 1.2");
    }
    CHECK(redacted("Acme 1O.0.0.5") == "Acme REMOVED");
    CHECK(redacted("Acme l92.168.1.20") == "Acme REMOVED");
    for (const std::string text :
         {"Acme\u00ae D300\u2122 1.2.3", "\u00a9 Acme", "Ger\u00e4t 300", "T\u00e9l\u00e9phone IP 300",
          "IP\u7535\u8bdd T48 2.1", "\u0422\u0435\u043b\u0435\u0444\u043e\u043d"}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}

TEST_CASE("redaction: zones, shares, domains and addresses in disguise go", "[scanner][redaction]")
{
    CHECK(redacted("fe80::1%eth0 x").ends_with("REMOVED x"));
    CHECK_FALSE(holds(redacted("[fe80::1%wlan0]:5060"), "wlan0"));
    check({{"\\\\server1\\alice", "REMOVED"},
           {"CORP\\alice", "REMOVED"},
           {"/~alice/", "/~REMOVED/"},
           {"www.example.org/alice", "REMOVED"},
           {"m\u00fcller.example.de", "REMOVED"},
           {"alice(at)example.org", "REMOVED"},
           {"alice at example dot org", "REMOVED"},
           {"alice&#64;example.org", "REMOVED"},
           {"alice\\u0040example.org", "REMOVED"},
           {"&#49;&#48;.0.0.5", "REMOVED"},
           {"Acme.ip/4.0.7577.4512", "REMOVED/4.0.7577.4512"}});
}
