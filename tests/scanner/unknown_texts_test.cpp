#include "scanner/unknown_texts.hpp"

#include "fingerprints/fingerprint_check.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <re2/re2.h>

#include <sys/stat.h>

#include <set>
#include <sstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

void add(UnknownTexts& texts, const Observations& observations)
{
    texts.add(observations, identify(observations), shipped());
}

std::string written(const UnknownTexts& texts)
{
    std::ostringstream out;
    texts.write(out, "2026-11-23");
    return out.str();
}

bool holds(const std::string& text, std::string_view part)
{
    return count(text, part) != 0;
}

/// Texts as devices might say them, of makers that no file knows.
constexpr auto strangers =
    R"({"sip.user_agent":"Strange Desk 300 2.1.7","mac":"00:04:f2:aa:bb:cc"}
{"sip.user_agent":"Strange Desk 310 2.1.8"}
{"sip.user_agent":"Strange Desk 310 2.1.8","sip.server":"Strange Desk 310 2.1.8"}
{"sip.server":"Odd FX-410W/35.80.0.70 0004f2aabbcc SN:AB12345678"}
{"tls.subject":"CN=SEP001122334455, O=Odd & Sons, C=US","tls.issuer":"CN=Root, O=\"Odd\" <CA>"}
{"http.title":"Jo Doe's Oddphone","http.realm":"oddphone@10.0.0.5","http.body":"<p>SN 4711</p>"}
{"lldp.system_description":"Odd phone\r\nline 2\tat 10.0.0.5","lldp.system_name":"Reception"}
{"cdp.version":"odd88xx.12-300-1-7 Reception","cdp.device_id":"Reception"}
{"dhcp.vendor_class":"odd\\x00\\x04 phone \u202e evil ]]> --> & text"}
{"sip.user_agent":"PolycomVVX-VVX_410-UA/5.3.0.12074"}
)";

} // namespace

TEST_CASE("unknown texts: only banners that no fingerprint recognises are taken", "[scanner][unknown]")
{
    UnknownTexts texts{SipHashKey{}};
    add(texts, {seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.3.0.12074"), seen(Field::ip, "10.0.0.5")});
    add(texts, {seen(Field::lldp_system_name, "Strange Desk"), seen(Field::http_body, "Strange Desk")});
    CHECK(texts.empty());
    add(texts, {seen(Field::lldp_system_description, "Strange Desk")});
    CHECK_FALSE(texts.empty());
}

TEST_CASE("unknown texts: a text that waits for a vendor is recognised once something names it", "[scanner][unknown]")
{
    const TemporaryDirectory scratch;
    const std::filesystem::path file = scratch.file("waits.xml", R"(<fingerprints>
<fingerprint matches="lldp.med.model" pattern="^Desk (\d+)$"><description>bare model</description>
<param pos="0" name="phonescan.if_vendor" value="Strange"/><param pos="1" name="hw.product"/></fingerprint>
<fingerprint matches="sip.user_agent" pattern="^(Strange|Other)$"><description>vendor</description>
<param pos="0" name="phonescan.kind" value="phone"/><param pos="1" name="hw.vendor"/></fingerprint>
</fingerprints>)");
    const auto prints = FingerprintDb::load({&file, 1});
    const auto model = seen(Field::lldp_med_model, "Desk 7");
    const auto recognised_beside = [&](const char* vendor) {
        const Observations both{model, seen(Field::sip_user_agent, vendor)};
        return prints.is_recognised(model, prints.identify(both));
    };
    CHECK(recognised_beside("Strange"));
    CHECK_FALSE(recognised_beside("Other"));
    CHECK_FALSE(recognised_beside("nobody"));
}

TEST_CASE("unknown texts: a generic hint counts only where something else names the model", "[scanner][unknown]")
{
    const TemporaryDirectory scratch;
    const auto file = scratch.file("hint.xml", R"(<fingerprints>
<fingerprint matches="http.title" pattern="Strange" certainty="0.4"><description>hint</description>
<param pos="0" name="phonescan.kind" value="possible-phone"/></fingerprint>
<fingerprint matches="sip.user_agent" pattern="^Strange (\d+)$"><description>strict</description>
<param pos="0" name="phonescan.kind" value="phone"/><param pos="1" name="hw.product"/></fingerprint>
</fingerprints>)");
    const std::filesystem::path path{file};
    const auto prints = FingerprintDb::load({&path, 1});
    const auto title = seen(Field::http_title, "Strange login");
    CHECK_FALSE(prints.is_recognised(title, prints.identify({&title, 1})));
    const Observations both{title, seen(Field::sip_user_agent, "Strange 300")};
    CHECK(prints.is_recognised(title, prints.identify(both)));
}

TEST_CASE("unknown texts: each once, with how often it was seen, those of one grammar together", "[scanner][unknown]")
{
    UnknownTexts texts{SipHashKey{}};
    for (int i = 0; i < 3; ++i)
        add(texts, {seen(Field::sip_user_agent, "Strange Desk 300 2.1.7")});
    add(texts, {seen(Field::sip_server, "Strange Desk 310 2.1.8")});
    const auto file = written(texts);
    CHECK(count(file, "<fingerprint ") == 1);
    CHECK(count(file, "<example ") == 2);
    CHECK(holds(file, "matches=\"sip.user_agent sip.server\""));
    CHECK(holds(file, "_seen=\"3\" _source=\"seen by phonescan on 2026-11-23\">Strange Desk 300 2.1.7</example>"));
}

TEST_CASE("unknown texts: bounded, and says what it left out", "[scanner][unknown]")
{
    UnknownTexts texts{SipHashKey{}, 3};
    for (const auto* word : {"Alpha", "Beta", "Gamma", "Delta", "Delta", "Alpha"})
        add(texts, {seen(Field::sip_user_agent, std::string{"Strange "} + word)});
    CHECK(texts.summary() == "3 texts were not recognised; after 3 different ones no more were kept (2 sightings)");
    CHECK(count(written(texts), "<fingerprint ") == 3);
}

TEST_CASE("--unknown-out: the file is valid, private and recognises what it was written of", "[scanner][unknown]")
{
    const TemporaryDirectory scratch;
    const auto file = (scratch / "unknown.xml").string();
    const auto first = run_program({"identify", "--unknown-out", file}, strangers);
    CHECK(first.status == 0);
    CAPTURE(first.err);
    CHECK(holds(first.err, "not recognised; "));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);

    const auto text = contents_of(file);
    CAPTURE(text);
    for (const auto* secret : {"aabbcc", "AB12345678", "334455", "Jo", "10.0.0.5", "Reception", "4711", "35.80.0.70",
                               "@", "\xe2\x80\xae", "VVX", "Root"})
        CHECK_FALSE(holds(text, secret));

    const std::vector<std::filesystem::path> files = {file};
    std::vector<std::filesystem::path> beside;
    for (const auto& shipped_file : fingerprint_files(shipped_directory()))
        if (shipped_file.extension() == ".xml") beside.push_back(shipped_file);
    const auto report = check_fingerprints(files, beside, shipped_schema());
    for (const auto& finding : report.findings) {
        INFO(finding.line << ": " << name_of(finding.code) << ": " << finding.message);
        CHECK(finding.code == CheckCode::taken); // a hint of ours reads the text, too
    }
    REQUIRE(report.files.size() == 1);
    CHECK(report.files.front().examples > 0);
    CHECK(report.files.front().examples == report.files.front().examples_in_all);

    const auto again =
        run_program({"identify", "--fingerprints", file, "--unknown-out", (scratch / "2.xml").string()}, strangers);
    CHECK(again.status == 0);
    CAPTURE(again.err);
    CHECK_FALSE(std::filesystem::exists(scratch / "2.xml"));
    CHECK(holds(again.out, R"("model":"310","firmware":"2.1.8")"));
    CHECK(holds(again.out, R"("model":"FX-410W","firmware":"35.80.0.70")"));
}

TEST_CASE("--unknown-out: what cannot be written is told before anything is read", "[scanner][unknown]")
{
    for (const auto* path : {"/no/such/folder/x.xml", "/", "-", ""}) {
        CAPTURE(path);
        const auto run = run_program({"identify", "--unknown-out", path}, strangers);
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK(holds(run.err, "--unknown-out"));
    }
    CHECK(run_program({"scan", "127.0.0.1", "--unknown-out", "/no/such/folder/x.xml"}, "").status == 2);
}
