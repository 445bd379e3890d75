#include "fingerprints/fingerprint_check.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <array>

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::string described = "<description>Acme desk phones</description>";
const std::string sourced = R"(<example _source="made up" hw.product="300">Acme 300</example>)";
const std::string params = R"(<param pos="0" name="phonescan.kind" value="phone"/>
<param pos="0" name="hw.vendor" value="Acme"/>
<param pos="1" name="hw.product"/>)";
const std::string pattern = R"(pattern="^Acme (\d+)$")";

std::string fingerprint(const std::string& attributes, const std::string& content)
{
    return "<fingerprint " + attributes + ">\n" + content + "\n</fingerprint>\n";
}

std::string ours(const std::string& fingerprints)
{
    return "<fingerprints matches=\"sip.user_agent\">\n" + fingerprints + "</fingerprints>\n";
}

CheckReport checked(const std::string& xml, const std::string& beside = {})
{
    const TemporaryFile file{xml};
    const TemporaryFile other{beside};
    const std::array files = {file.path()};
    const std::array others = {other.path()};
    return check_fingerprints(files, beside.empty() ? std::span<const std::filesystem::path>{} : others,
                              shipped_schema());
}

/// The codes in the order of the findings, separated by blanks; those of style in brackets.
std::string codes(const CheckReport& report)
{
    std::string text;
    for (const auto& finding : report.findings) {
        const std::string code{name_of(finding.code)};
        text += (text.empty() ? "" : " ") + (finding.is_style ? "(" + code + ")" : code);
    }
    return text;
}

std::string codes_of(const std::string& attributes, const std::string& content)
{
    return codes(checked(ours(fingerprint(attributes, content))));
}

} // namespace

TEST_CASE("fingerprint check: a good file has no findings and its figures are told", "[fingerprints][check]")
{
    const auto report = checked(ours(fingerprint(pattern, described + sourced + params)));
    CHECK(codes(report).empty());
    REQUIRE(report.files.size() == 1);
    CHECK(report.files[0].fingerprints == 1);
    CHECK(report.files[0].examples == 1);
    CHECK(report.files[0].examples_in_all == 1);
    CHECK(report.files[0].takes_part);
}

TEST_CASE("fingerprint check: schema", "[fingerprints][check]")
{
    const auto report = checked(ours(fingerprint(pattern + " patern=\"x\"", described + sourced + params)));
    CHECK(codes(report) == "schema");
    CHECK(report.findings.at(0).line == 2);
    CHECK(report.files.empty());
    CHECK(codes(checked("<fingerprints>\n<fingerprint>\n</fingerprints>")) == "schema");
    CHECK(codes(checked("<fingerprints matches=\"sip.what\">" + fingerprint(pattern, described + sourced + params) +
                        "</fingerprints>")) == "schema");
    CHECK(codes_of(pattern, described + sourced + params + R"(<param pos="0" name="x"/>)") == "schema");
}

TEST_CASE("fingerprint check: pattern, group, reference", "[fingerprints][check]")
{
    CHECK(codes_of(R"x(pattern="^Acme (\d+)(?=x)")x", described + sourced + params) == "pattern");
    CHECK(codes_of(R"(pattern="^Acme (\d+)\pL{1,900}\pL{1,900}\pL{1,900}\pL{1,900}$")", described + sourced + params) ==
          "pattern");
    const auto report = checked(ours(fingerprint(R"(pattern="^Acme 300$")", described + sourced + params)));
    CHECK(codes(report) == "group");
    CHECK(report.findings.at(0).line == 5);
    CHECK(codes_of(pattern, described + sourced + params + R"(<param pos="0" name="x" value="{y}"/>)") == "reference");
    CHECK(codes_of(pattern, described + sourced + params + R"(<param pos="0" name="x" value="{x}"/>)") == "reference");
}

TEST_CASE("fingerprint check: example", "[fingerprints][check]")
{
    const auto example = [](const std::string& text) { return codes_of(pattern, described + text + params); };
    CHECK(example(R"(<example _source="s" hw.product="300">Acme x</example>)") == "example");   // no match
    CHECK(example(R"(<example _source="s" hw.product="301">Acme 300</example>)") == "example"); // another value
    CHECK(example(R"(<example _source="s">Acme 300</example>)") == "example");                  // undeclared
    CHECK(example(R"(<example _source="s" hw.product="300" hw.version="1">Acme 300</example>)") == "example");
    CHECK(example(R"(<example _source="s" hw.product="300" hw.vendor="Acme">Acme 300</example>)").empty());
    CHECK(codes_of(
              R"(pattern="^Acme (\d+) ([0-9a-f]{12})$")",
              described +
                  R"(<example _source="s" hw.product="3" host.mac="00:04:f2:12:34:56">Acme 3 0004f2123456</example>)" +
                  params + R"(<param pos="2" name="host.mac"/>)")
              .empty());
}

TEST_CASE("fingerprint check: taken, by the same file, the files beside it and in order of precedence",
          "[fingerprints][check]")
{
    const auto good = fingerprint(pattern, described + sourced + params);
    const auto broad = [](const std::string& attributes, const std::string& more = {}) {
        return fingerprint("pattern=\"^Acme\" " + attributes,
                           "<description>b</description><example _source=\"s\">Acme b</example>"
                           "<param pos=\"0\" name=\"phonescan.kind\" value=\"possible-phone\"/>" +
                               more);
    };
    const auto report = checked(ours(broad("") + good));
    CHECK(codes(report) == "taken");
    CHECK(report.findings.at(0).line == 6);
    CHECK_THAT(report.findings.at(0).message, Catch::Contains("sip.user_agent") && Catch::Contains(":2"));
    CHECK(codes(checked(ours(good + broad("")))).empty());
    CHECK(codes(checked(ours(broad(R"(certainty="0.5")") + good))).empty());
    CHECK(codes(checked(ours(broad(R"(matches="sip.server")") + good))).empty());
    CHECK(codes(checked(ours(good), ours(broad("")))) == "taken");
    const auto recog = "<fingerprints matches=\"sip_header.user_agent\">" + broad("") + "</fingerprints>";
    CHECK(codes(checked(ours(good), recog)).empty());
    CHECK(codes(checked(recog, ours(good))).empty());

    const auto waiting = [](const std::string& vendor) {
        return "<param pos=\"0\" name=\"phonescan.if_vendor\" value=\"" + vendor + "\"/>";
    };
    CHECK(codes(checked(ours(broad("", waiting("Acme")) + good))).empty()); // it is read beside the one that decides
    const auto late =
        fingerprint(R"(pattern="^Acme (\d+)$")", "<description>l</description>" + sourced + waiting("Acme") +
                                                     R"(<param pos="1" name="hw.product"/>)");
    CHECK(codes(checked(ours(broad("") + late))) == "taken");
    CHECK(codes(checked(ours(broad("", waiting("Acme")) + late))) == "taken");
    CHECK(codes(checked(ours(broad("", waiting("*")) + late))) == "taken");
    CHECK(codes(checked(ours(broad("", waiting("Other")) + late))).empty());
    const auto any = fingerprint(R"(pattern="^Acme (\d+)$")", "<description>l</description>" + sourced + waiting("*") +
                                                                  R"(<param pos="1" name="hw.product"/>)");
    CHECK(codes(checked(ours(broad("") + any))).empty());
    CHECK(codes(checked(ours(broad("", waiting("*")) + any))) == "taken");
}

TEST_CASE("fingerprint check: unused-group", "[fingerprints][check]")
{
    CHECK(codes_of(R"(pattern="^(Acme) (\d+)$")",
                   described + R"(<example _source="s" hw.product="Acme">Acme 300</example>)" + params) ==
          "unused-group");
    CHECK(codes_of(R"(pattern="^(?:Acme) (\d+)$")", described + sourced + params).empty());
}

TEST_CASE("fingerprint check: duplicate", "[fingerprints][check]")
{
    const auto good = fingerprint(pattern, described + sourced + params);
    const auto second = [](const std::string& description, const std::string& other_pattern) {
        return fingerprint(other_pattern + R"( matches="sip.server")",
                           "<description>" + description + "</description>" + sourced + params);
    };
    CHECK(codes(checked(ours(good + second("other", R"(pattern="^Acme ([0-9]+)$")")))).empty());
    CHECK(codes(checked(ours(good + second("other", pattern)))) == "duplicate");
    CHECK(codes(checked(ours(good + second("Acme desk phones", R"(pattern="^Acme ([0-9]+)$")")))) == "duplicate");
    CHECK(codes(checked(ours(second("other", pattern)), ours(good))) == "duplicate");
}

TEST_CASE("fingerprint check: too-broad, unless it waits for a vendor", "[fingerprints][check]")
{
    const auto example = [](const std::string& text) { return "<example _source=\"s\">" + text + "</example>"; };
    const std::string kind = R"(<param pos="0" name="phonescan.kind" value="phone"/>)";
    const std::string waits = R"(<param pos="0" name="phonescan.if_vendor" value="Acme"/>)";
    for (const auto* broad : {"", "^\\w", "phone", "^[0-9a-f]{12}$", "^[\\d.]+$", "SIP"}) {
        CAPTURE(broad);
        const auto attributes = std::string{"pattern=\"(?:"} + broad + ")\"";
        CHECK(codes_of(attributes, described + example("phone 1.2.3.4 SIP") + kind).starts_with("too-broad"));
        CHECK_FALSE(codes_of(attributes, described + example("phone") + waits).starts_with("too-broad"));
    }
}

TEST_CASE("fingerprint check: too-broad, when one bare word makes a phone of any text", "[fingerprints][check]")
{
    const auto codes_with = [](const std::string& expression, const std::string& kind, const std::string& more = {}) {
        return codes_of(more + " pattern=\"" + expression + "\"",
                        described + R"(<example _source="s">Acme 300</example><example _source="s">Acme</example>)" +
                            R"(<param pos="0" name="phonescan.kind" value=")" + kind + R"("/>)");
    };
    for (const auto* broad :
         {"Acme", "^Acme", "(?i)acme", "(?i)^acme\\b", "Acme(?: 300)?$", "^(?:Foo|Acme)", "Acme ?", "^Acme(?: .*)?$"}) {
        CAPTURE(broad);
        CHECK(codes_with(broad, "phone") == "too-broad");
        CHECK(codes_with(broad, "possible-phone").empty());
        CHECK(codes_with(broad, "not-phone").empty());
        CHECK(codes_with(broad, "phone", R"(certainty="0.4")").empty());
        CHECK(codes_with(broad, "phone", R"(certainty="0.7")") == "too-broad");
    }
    for (const auto* narrow : {"^Acme(?: \\d+)?$", "^Acme(?: 300)?$", "^Acme$|^Acme 300"}) {
        CAPTURE(narrow);
        CHECK(codes_with(narrow, "phone").empty());
    }
}

TEST_CASE("fingerprint check: too-broad, when it makes a phone of what only has a field's form",
          "[fingerprints][check]")
{
    const auto codes_with = [](const std::string& expression, const std::string& kind, const std::string& text) {
        return codes_of("pattern=\"" + expression + "\"", described + "<example _source=\"s\">" + text + "</example>" +
                                                              R"(<param pos="0" name="phonescan.kind" value=")" + kind +
                                                              R"("/>)");
    };
    for (const auto& [broad, text] : std::vector<std::pair<std::string, std::string>>{
             {"realm=", "Basic realm=&quot;Acme&quot;"},
             {"^Basic realm=&quot;.+&quot;$", "Basic realm=&quot;Acme&quot;"},
             {"^Basic realm=&quot;\\S+&quot;$", "Basic realm=&quot;Acme&quot;"},
             {"CN=", "CN=Acme"},
             {"^CN=\\S+$", "CN=Acme"},
             {"^CN=\\S+,O=.+$", "CN=Acme,O=Acme"},
             {"&lt;title&gt;", "&lt;title&gt;Acme"},
             {"V\\d", "Acme V1"},
             {"^\\S+ \\d+\\.\\d+$", "Acme 1.2"},
             {"UA/", "Acme-UA/1.2"},
             {"^.* Login$", "Acme Login"},
         }) {
        CAPTURE(broad);
        CHECK(codes_with(broad, "phone", text) == "too-broad");
        CHECK(codes_with(broad, "possible-phone", text).empty());
    }
    CHECK(codes_with("^Basic realm=&quot;Acme \\d+&quot;$", "phone", "Basic realm=&quot;Acme 1&quot;").empty());
    CHECK(codes_with("^CN=Acme \\d+$", "phone", "CN=Acme 1").empty());
    CHECK(codes_with("^Acme Login$", "phone", "Acme Login").empty());
}

TEST_CASE("fingerprint check: an example that cannot be read is named, whoever wrote the file", "[fingerprints][check]")
{
    const auto recog = [](const std::string& example) {
        return checked("<fingerprints matches=\"sip_header.user_agent\"><fingerprint pattern=\"^Acme Desk\">"
                       "<description>Acme</description>" +
                       example + R"(<param pos="0" name="hw.vendor" value="Acme"/></fingerprint></fingerprints>)");
    };
    for (const auto* example : {R"(<example _encoding="base64">***</example>)", R"(<example _filename="none"/>)"}) {
        const auto report = recog(example);
        const auto fault = std::ranges::find(report.findings, CheckCode::example, &CheckFinding::code);
        REQUIRE(fault != report.findings.end());
        CHECK_FALSE(fault->is_style);
        CHECK(report.files.front().examples == 0);
        CHECK(report.files.front().examples_in_all == 1);
    }
}

TEST_CASE("fingerprint check: what names a device may match a bare MAC, a word of a protocol may be `phone`",
          "[fingerprints][check]")
{
    const auto bare_mac = [](const std::string& param) {
        return codes_of(R"x(pattern="^([0-9a-f]{12})$")x",
                        described + R"(<example _source="s" host.mac="0004f2123456">0004f2123456</example>)" +
                            R"(<param pos="1" name="host.mac"/>)" + param);
    };
    CHECK(bare_mac("").empty());
    CHECK(bare_mac(R"(<param pos="0" name="phonescan.kind" value="phone"/>)") == "too-broad");
    CHECK(codes_of(R"x(pattern="^(\w*)$")x", described + R"(<example _source="s" host.name="b">b</example>)" +
                                                 R"(<param pos="1" name="host.name"/>)") == "too-broad");
    const auto capability = [](const std::string& fields, const std::string& expression) {
        return codes_of("matches=\"" + fields + "\" pattern=\"" + expression + "\"",
                        described + R"(<example _source="s">Phone</example>)" +
                            R"(<param pos="0" name="phonescan.kind" value="possible-phone"/>)");
    };
    CHECK(capability("cdp.capabilities lldp.capabilities", "^Phone").empty());
    CHECK(capability("cdp.capabilities cdp.platform", "^Phone") == "too-broad");
    CHECK(capability("cdp.capabilities", "^(?:Phone)?") == "too-broad");
}

TEST_CASE("fingerprint check: no-example, no-source, no-kind", "[fingerprints][check]")
{
    CHECK(codes_of(pattern, described + params) == "no-example");
    CHECK(codes_of(pattern, described + R"(<example _filename="none" _source="s"/>)" + params) == "example");
    CHECK(codes_of(pattern, described + R"(<example hw.product="300">Acme 300</example>)" + params) == "no-source");
    CHECK(codes_of(pattern, described + sourced + R"(<param pos="1" name="hw.product"/>)") == "no-kind");
    CHECK(codes_of(pattern, described + R"(<example _source="s" host.name="300">Acme 300</example>)" +
                                R"(<param pos="1" name="host.name"/>)")
              .empty());
    CHECK(codes_of(pattern, described + sourced + R"(<param pos="0" name="phonescan.if_vendor" value="Acme"/>)" +
                                R"(<param pos="1" name="hw.product"/>)")
              .empty());
}

TEST_CASE("fingerprint check: placeholder and private", "[fingerprints][check]")
{
    const auto good = fingerprint(pattern, described + sourced + params);
    CHECK(codes(checked(ours("<!-- TODO -->" + good))) == "placeholder");
    const auto report = checked(ours("\n<!-- seen by bob@example.org -->" + good));
    CHECK(codes(report) == "private");
    CHECK(report.findings.at(0).line == 3);
}

TEST_CASE("fingerprint check: of recog's files only faults count", "[fingerprints][check]")
{
    const auto recog = [](const std::string& fingerprints) {
        return "<fingerprints matches=\"http_header.server\" protocol=\"http\" preference=\"0.90\">\n" + fingerprints +
               "</fingerprints>\n";
    };
    const auto service = R"(<param pos="0" name="service.product" value="httpd"/>)"
                         R"(<param pos="0" name="service.cpe23" value="cpe:/a:acme:httpd:{service.version}"/>)"
                         R"(<param pos="1" name="service.version"/>)";
    const auto example = R"(<example service.version="2" service.cpe23="cpe:/a:acme:httpd:2">httpd/2</example>)"
                         R"(<example service.cpe23="cpe:/a:acme:httpd:-">httpd</example>)";
    const auto report = checked(recog(fingerprint(R"(pattern="^httpd(?:/(\d))?$")", described + example + service)));
    CHECK(codes(report) == "(no-source) (no-source)");
    CHECK(report.files.at(0).examples == 2);
    CHECK(codes(checked(recog(fingerprint(R"(pattern="^(h)ttpd(?:/(\d))?$")", described + service)))) ==
          "(unused-group) (no-example)");
    CHECK(codes(checked(
              recog(fingerprint(R"(pattern="^httpd$")", described + "<example>httpd</example>" +
                                                            R"(<param pos="0" name="hw.vendor" value="Acme"/>)")))) ==
          "(no-kind) (no-source)");
    CHECK(codes(checked(recog(fingerprint(R"x(pattern="^(?!h)")x", described + service)))) == "pattern");
    CHECK(codes(checked(recog(fingerprint(R"(pattern="^h")", described + service)))) == "group");
    CHECK(
        codes(checked(recog(fingerprint(R"(pattern="^httpd(?:/(\w))?$")",
                                        described + R"(<example service.version="3">httpd/2</example>)" + service)))) ==
        "(no-source) example");

    const auto unobserved =
        checked("<fingerprints matches=\"ssh.banner\" protocol=\"ssh\">" +
                fingerprint(R"(pattern="^x(\d)$")", described + "<example>y</example>" + service) + "</fingerprints>");
    CHECK_FALSE(unobserved.files.at(0).takes_part);
    CHECK(unobserved.files.at(0).database == "ssh.banner");
    CHECK(codes(unobserved) == "(no-source) example");
}

TEST_CASE("fingerprint check: files are told in the order given, a missing one is a finding", "[fingerprints][check]")
{
    const TemporaryFile good{ours(fingerprint(pattern, described + sourced + params))};
    const std::array<std::filesystem::path, 2> files = {"/nonexistent/acme.xml", good.path()};
    const auto report = check_fingerprints(files, {}, shipped_schema());
    CHECK(codes(report) == "schema");
    CHECK(report.findings.at(0).file == files[0]);
    CHECK(report.files.size() == 1);
}

TEST_CASE("fingerprint check: a part that no pattern refers to", "[fingerprints][check]")
{
    const std::string digits = R"(<part name="digits" pattern="\d+"><description>digits</description></part>)";
    const auto print = [](const std::string& text) {
        return fingerprint("pattern=\"" + text + "\"", described + sourced + params);
    };
    CHECK(codes(checked(ours(digits + print("^Acme ((?P>digits))$")))).empty());
    const auto unused = checked(ours(digits + print("^Acme (\\d+)$")));
    CHECK(codes(unused) == "unused-part");
    CHECK(unused.findings.at(0).line == 2);
    CHECK(unused.findings.at(0).message == "no pattern refers to the part 'digits'");
    CHECK(codes(checked(ours(print("^Acme ((?P>digits))$")))) == "schema");
    CHECK(codes(checked(ours(print("^Acme (\\d+)$") + digits))) == "schema");
}

TEST_CASE("fingerprint check: shared parts are checked with the files of their folder", "[fingerprints][check]")
{
    const TemporaryDirectory folder;
    const std::string digits = "<part name=\"digits\" pattern=\"\\d+\"><description>digits</description></part>";
    const auto share = [&folder](const std::string& parts) {
        folder.file("pattern_parts.xml", "<pattern-parts>\n" + parts + "\n</pattern-parts>\n");
    };
    const auto print = [](const std::string& text) {
        return ours(fingerprint("pattern=\"" + text + "\"", described + sourced + params));
    };
    const std::array<std::filesystem::path, 1> acme = {folder.file("acme.xml", print("^Acme ((?P>digits))$"))};
    const auto report = [&acme](std::span<const std::filesystem::path> beside) {
        return check_fingerprints(acme, beside, shipped_schema());
    };
    share(digits);
    CHECK(codes(report({})).empty());
    folder.file("acme.xml", print("^Acme (\\d+)$"));
    const auto unused = report({});
    CHECK(codes(unused) == "unused-part");
    CHECK(unused.findings.at(0).file == folder / "pattern_parts.xml");
    CHECK(unused.findings.at(0).line == 2);
    CHECK(unused.files.size() == 1);

    // another file of the folder may use it
    std::string other = print("^Other ((?P>digits))$");
    other.replace(other.find("Acme desk"), 4, "Other");
    const std::array<std::filesystem::path, 1> beside = {folder.file("other.xml", other)};
    CHECK(codes(report({})).empty());
    CHECK(codes(report(beside)).empty());

    share("<!-- TODO -->" + digits);
    CHECK(codes(report(beside)) == "placeholder");
    share("<part name=\"digits\" pattern=\"(a)\"><description>d</description></part>");
    const auto captures = report({});
    CHECK(codes(captures) == "schema");
    CHECK(captures.findings.at(0).file == folder / "pattern_parts.xml");
    CHECK_THROWS_AS(report(beside), DataError);
    share("<part name=\"digits\"/>");
    CHECK_THAT(codes(report({})), Catch::StartsWith("schema"));
}
