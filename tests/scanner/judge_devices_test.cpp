#include "scanner/judge_devices.hpp"

#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

Finding finding_of(const Answering& answering, Kind kind = Kind::phone, bool asked_sip = true)
{
    static const auto catalogs = phonescan::test::shipped_catalogs();
    RunSummary run;
    run.platforms = {"lync-server-2013"};
    run.asked_sip = asked_sip;
    run.as_of = std::chrono::year{2019} / 6 / 1;
    Device device;
    device.answering = answering;
    device.identity.edit().kind = kind;
    return judge_devices({device}, run, catalogs).front();
}

using Codes = std::vector<std::string>;

} // namespace

TEST_CASE("judge devices: a phone that answers by web alone has its SIP closed, where SIP was asked", "[scanner]")
{
    const Answering web{.by_web = true};
    const auto closed = finding_of(web);
    CHECK(closed.codes == Codes{"sip-closed"});
    CHECK_THAT(closed.action.str(), contains("SIP is closed or for its server only"));
    CHECK(finding_of(web, Kind::possible_phone).codes == Codes{"sip-closed"});
    CHECK(finding_of(web, Kind::phone, false).codes.empty());
    CHECK_THAT(finding_of(web, Kind::phone, false).action.str(), !contains("SIP is closed"));
    CHECK(finding_of({.by_sip = true, .by_web = true}).codes.empty());
    CHECK(finding_of({.by_sip = true}).codes.empty());
    CHECK(finding_of({}).codes.empty());
    CHECK(finding_of(web, Kind::not_phone).codes.empty());
}

TEST_CASE("judge devices: TLS 1.0 is told where it is the newest a device speaks", "[scanner]")
{
    CHECK(finding_of({.by_sip = true, .by_web = true, .in_old_tls = true}).codes == Codes{"tls-1.0-only"});
    CHECK(finding_of({.by_sip = true, .by_web = true, .in_old_tls = true, .in_newer_tls = true}).codes.empty());
    CHECK(finding_of({.by_sip = true, .by_web = true, .in_newer_tls = true}).codes.empty());
    CHECK(finding_of({.by_web = true, .in_old_tls = true}).codes == Codes{"tls-1.0-only", "sip-closed"});
}
