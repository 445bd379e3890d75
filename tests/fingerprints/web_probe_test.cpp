#include "fingerprints/check_code.hpp"
#include "fingerprints/fingerprint_check.hpp"
#include "fingerprints/web_probe.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

#include <array>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string with_probes(const std::string& probes, const std::string& attributes = R"(vendor="Acme")")
{
    return "<fingerprints matches=\"sip.user_agent\" " + attributes + ">\n" + probes +
           R"xml(<fingerprint pattern="^Acme (\d+)$"><description>Acme desk phones</description>
<example _source="made up" hw.product="300">Acme 300</example>
<param pos="0" name="phonescan.kind" value="phone"/><param pos="0" name="hw.vendor" value="Acme"/>
<param pos="1" name="hw.product"/></fingerprint>
</fingerprints>
)xml";
}

/// attributes: what follows `path`.
std::string probe(const std::string& path, const std::string& attributes = {})
{
    return "<probe path=\"" + path + "\" source=\"made up\" " + attributes +
           "><description>A page</description></probe>\n";
}

FingerprintDb shipped_with(const std::string& xml)
{
    const TemporaryFile file{xml};
    const std::array files = {file.path()};
    return FingerprintDb::load(files);
}

FingerprintDb added(const TemporaryFile& file, bool allowed)
{
    const std::array files = {file.path()};
    return FingerprintDb::load(
        {}, files, allowed ? std::span<const std::filesystem::path>{files} : std::span<const std::filesystem::path>{});
}

Identity known(std::string vendor, std::string model = {}, std::string firmware = {})
{
    Identity identity;
    identity.kind = Kind::phone;
    identity.vendor = std::move(vendor);
    identity.model = std::move(model);
    identity.firmware = std::move(firmware);
    return identity;
}

/// Separated by blanks.
std::string paths(const FingerprintDb& database, const Identity& identity)
{
    std::string text;
    for (const auto* const probe : database.probes_for(identity))
        text += (text.empty() ? "" : " ") + probe->path;
    return text;
}

std::string codes(const std::string& xml)
{
    const TemporaryFile file{xml};
    const std::array files = {file.path()};
    std::string text;
    for (const auto& finding : check_fingerprints(files, {}, shipped_schema()).findings)
        text += (text.empty() ? "" : " ") + std::string{name_of(finding.code)};
    return text;
}

} // namespace

TEST_CASE("web probe: asked of whom it is for, as long as something is unknown", "[fingerprints][probe]")
{
    const auto database = shipped_with(with_probes(probe("/a") + probe("/b", R"(if_model="3\d0")") +
                                                   probe("/c", R"(unless="mac serial")") +
                                                   probe("/d", R"(if_vendor="Emca" unless="firmware")")));
    CHECK(paths(database, {}).empty());
    CHECK(paths(database, known("acme")).empty());
    CHECK(paths(database, known("Acme")) == "/a /c");
    CHECK(paths(database, known("Acme", "300")) == "/a /b /c");
    CHECK(paths(database, known("Acme", "3000")) == "/a /c");
    CHECK(paths(database, known("Acme", "300", "1.0")) == "/c");
    CHECK(paths(database, known("Emca", "300")) == "/d");
    CHECK(paths(database, known("Emca", "", "1.0")).empty());
    auto whole = known("Acme", "300", "1.0");
    whole.serial = "1234";
    CHECK(paths(database, whole) == "/c");
    whole.mac = MacAddress::parse("0004f2aabbcc").value();
    CHECK(paths(database, whole).empty());
    auto gateway = known("Acme");
    gateway.kind = Kind::not_phone;
    CHECK(paths(database, gateway).empty());
    gateway.kind = Kind::unknown;
    CHECK(paths(database, gateway) == "/a /c");
}

TEST_CASE("web probe: four at most, in the order of the files, none twice", "[fingerprints][probe]")
{
    const auto database = shipped_with(with_probes(probe("/e") + probe("/d") + probe("/e", R"(if_model=".*")") +
                                                   probe("/c") + probe("/b") + probe("/a")));
    CHECK(paths(database, known("Acme")) == "/e /d /c /b");
    CHECK(database.probes_for(known("Acme")).front()->description == "A page");
}

TEST_CASE("web probe: a faulty one is an error of its line", "[fingerprints][probe]")
{
    for (const auto& faulty :
         {probe("/reboot"), probe("/a b"), probe("/a", R"(if_model="(")"), probe("/a", R"(if_vendor="*")")}) {
        CAPTURE(faulty);
        const TemporaryFile file{with_probes(probe("/good") + faulty)};
        const std::array files = {file.path()};
        try {
            FingerprintDb::load(files);
            FAIL("was loaded");
        } catch (const FingerprintError& error) {
            CHECK(error.code() == CheckCode::probe);
            CHECK(error.line() == 3);
        }
        CHECK_THROWS_AS(added(file, false), FingerprintError);
        CHECK(codes(with_probes(faulty)) == "probe");
    }
    CHECK_THROWS_AS(shipped_with(with_probes(probe("/a"), "")), FingerprintError);
    for (const auto& formless :
         {probe("/a", R"(unless="colour")"), probe("/a", R"(unless=" ")"), probe("/a", R"(method="POST")"), probe(""),
          std::string{R"(<probe path="/a"/>)"}, std::string{R"(<probe path="/a"><description> </description></probe>)"},
          std::string{R"(<probe path="/a">x<description>d</description></probe>)"}}) {
        CAPTURE(formless);
        CHECK_THROWS_AS(shipped_with(with_probes(formless)), DataError);
    }
}

TEST_CASE("web probe: a user's file asks for nothing unless it is allowed", "[fingerprints][probe]")
{
    const TemporaryFile file{with_probes(probe("/a"))};
    const auto silent = added(file, false);
    CHECK(paths(silent, known("Acme")).empty());
    REQUIRE(silent.left_out_probes().size() == 1);
    CHECK(silent.left_out_probes().front() ==
          file.path().string() + ":2: probe left out: --allow-probes " + file.path().string() + " allows it");
    CHECK(silent.warnings().empty());
    const auto asking = added(file, true);
    CHECK(paths(asking, known("Acme")) == "/a");
    CHECK(asking.left_out_probes().empty());
}

TEST_CASE("web probe: a user's file may name no query string", "[fingerprints][probe]")
{
    const TemporaryFile file{with_probes(probe("/a?b=1"))};
    CHECK(added(file, false).left_out_probes().size() == 1);
    CHECK_THROWS_WITH(added(file, true), Catch::Contains(":2: ") && Catch::Contains("query string"));
    CHECK(codes(with_probes(probe("/a?b=1"))) == "probe");
}

TEST_CASE("web probe: the check tells what is missing or there twice", "[fingerprints][probe]")
{
    CHECK(codes(with_probes(probe("/a"))).empty());
    CHECK(codes(with_probes(R"(<probe path="/a"><description>d</description></probe>)")) == "no-source");
    CHECK(codes(with_probes(probe("/a") + probe("/a"))) == "duplicate");
    CHECK(codes(with_probes(probe("/a") + probe("/a", R"(if_model="3")"))).empty());
    CHECK(codes(with_probes(probe("/reboot") + probe("/a") + probe("/dial"))) == "probe probe");
    CHECK(codes(with_probes(probe("/a", R"(unless="colour")"))).starts_with("schema"));
    CHECK(codes(with_probes(probe("/a", R"(method="POST")"))).starts_with("schema"));
}

TEST_CASE("web probe: the shipped ones are asked of the phones that are not known yet", "[fingerprints][probe]")
{
    CHECK(paths(shipped(), known("Yealink")) == "/servlet?m=mod_listener&p=login&q=loginForm "
                                                "/servlet?p=login&q=loginForm&jumpto=status /api/common/info");
    CHECK(paths(shipped(), known("Yealink", "SIP-T48G", "35.80.0.70")).empty());
    CHECK(paths(shipped(), known("Cisco")) == "/DeviceInformationX");
    CHECK(paths(shipped(), known("Cisco", "CP-6941")) == "/DeviceInformationX");
    CHECK(paths(shipped(), known("Cisco", "CP-8851")).ends_with("adapterX=device.statistics.device"));
    CHECK(paths(shipped(), known("Cisco", "CP-7945G")) ==
          "/DeviceInformationX /CGI/Java/Serviceability?adapterX=device.statistics.device");
    CHECK(paths(shipped(), known("Cisco", "SPA504G")).empty());
    CHECK(paths(shipped(), known("Grandstream")) ==
          "/cgi-bin/api.values.get?request=phone_model:1395 /manager?action=product&time=0");
    CHECK(paths(shipped(), known("Grandstream", "GXP2170")).empty());
    CHECK(paths(shipped(), known("Digium")) == "/cgi-bin/prefetch.cgi");
    CHECK(paths(shipped(), known("Polycom")).empty());
}
