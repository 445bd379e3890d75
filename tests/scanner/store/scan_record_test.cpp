#include "scanner/store/scan_record.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"

#include <limits>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

StoredPlan sample_plan()
{
    StoredPlan plan;
    plan.version = "1.2.3";
    plan.words = {"scan", "10.0.0.0/24", "--label", "a \"b\" \\ \n"};
    plan.directory = "/home/ä";
    plan.label = "lab";
    plan.platforms = {"teams", "zoom"};
    plan.data.platforms = {"teams"};
    plan.data.catalogs = {"lync", "own.xml"};
    plan.data.fingerprints = {"more"};
    plan.data.as_of = "2026-01-31";
    plan.versions = {{"lync", "7", "00ff"}, {"fingerprints", "", "abcd"}};
    plan.ports = {0, 5060, 65535};
    plan.connection_ports = largest - 1;
    plan.seed = largest;
    plan.excluded_count = 12;
    plan.incomplete = {"half of it"};
    plan.simulated = true;
    return plan;
}

StoredOutcome sample_outcome()
{
    StoredOutcome outcome;
    outcome.coverage = {.targets = 1,
                        .answered = 2,
                        .refused = 3,
                        .unreachable = 4,
                        .prohibited = 14,
                        .silent = 5,
                        .unsent = 6,
                        .excluded = 7,
                        .ports = 8,
                        .silent_addresses = largest,
                        .alive_addresses = 15,
                        .visits = {10, 11, 12, 13, largest}};
    outcome.heard = "eth0";
    outcome.incomplete = {"cut off", ""};
    outcome.remarks = {"The scan slowed down.", ""};
    outcome.lent_macs = {mac_of("00:04:f2:aa:bb:cc"), mac_of("ff:ff:ff:ff:ff:ff")};
    outcome.phones = 42;
    outcome.elapsed = std::chrono::nanoseconds{1'234'567'890'123};
    return outcome;
}

/// Every beginning of a record, and JSON of no record, is refused.
template <class Read>
void check_refused(const std::string& whole, Read read)
{
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK(read(std::string_view{whole}.substr(0, size)).error() == Errc::malformed);
    }
    for (const auto* const text : {"[]", "null", "1", "\"a\"", "{}{}", "{'a':1}", "\xff", "{\"a\":\"\xff\"}"}) {
        CAPTURE(text);
        CHECK(read(text).error() == Errc::malformed);
    }
}

template <class Read>
void check_malformed(std::initializer_list<const char*> texts, Read read)
{
    for (const auto* const text : texts) {
        CAPTURE(text);
        const auto result = read(text);
        CHECK((!result && result.error() == Errc::malformed));
    }
}

} // namespace

TEST_CASE("scan record: a plan is read again", "[scanner][store]")
{
    const auto plan = sample_plan();
    const auto read = plan_from(to_json(plan)).value();
    CHECK(read.version == plan.version);
    CHECK(read.words == plan.words);
    CHECK(read.directory == plan.directory);
    CHECK(read.label == plan.label);
    CHECK(read.platforms == plan.platforms);
    CHECK(read.data.platforms == plan.data.platforms);
    CHECK(read.data.catalogs == plan.data.catalogs);
    CHECK(read.data.fingerprints == plan.data.fingerprints);
    CHECK(read.data.as_of == plan.data.as_of);
    CHECK(read.versions == plan.versions);
    CHECK(read.ports == plan.ports);
    CHECK(read.connection_ports == plan.connection_ports);
    CHECK(read.seed == plan.seed);
    CHECK(read.excluded_count == plan.excluded_count);
    CHECK(read.incomplete == plan.incomplete);
    CHECK(read.simulated);
    check_refused(to_json(plan), plan_from);
}

TEST_CASE("scan record: what is missing has its default, what is unknown is passed over", "[scanner][store]")
{
    for (const auto* const text : {"{}", "{\"to_come\":{\"a\":[1,2]}}"}) {
        CHECK(to_json(plan_from(text).value()) == to_json(StoredPlan{}));
        CHECK(to_json(targets_from(text).value()) == to_json(StoredTargets{}));
        CHECK(to_json(progress_from(text).value()) == to_json(StoredProgress{}));
        CHECK(to_json(outcome_from(text).value()) == to_json(StoredOutcome{}));
    }
    CHECK(to_json(plan_from(to_json(StoredPlan{})).value()) == to_json(StoredPlan{}));
}

TEST_CASE("scan record: a command line of other bytes than UTF-8 is kept as UTF-8", "[scanner][store]")
{
    StoredPlan plan;
    plan.words = {"scan", "\xff\xfe"};
    const auto read = plan_from(to_json(plan)).value();
    CHECK(read.words == std::vector<std::string>{"scan", "\xef\xbf\xbd\xef\xbf\xbd"});
}

TEST_CASE("scan record: targets are read again", "[scanner][store]")
{
    StoredTargets targets;
    targets.addresses = AddressSet{{{0, 0}, {0x0a000000, 0x0a0000ff}, {0xffffffff, 0xffffffff}}};
    targets.excluded = AddressSet{{{0, 0xffffffff}}};
    const auto read = targets_from(to_json(targets)).value();
    CHECK(std::vector(read.addresses.ranges().begin(), read.addresses.ranges().end()) ==
          std::vector(targets.addresses.ranges().begin(), targets.addresses.ranges().end()));
    CHECK(read.excluded.size() == std::uint64_t{1} << 32);
    check_refused(to_json(targets), targets_from);
    check_malformed({R"({"addresses":"0a0000000a0000f"})", R"({"addresses":"0a0000010a000000"})",
                     R"({"addresses":"0a00000g0a000000"})", R"({"addresses":"-a0000000a000000"})",
                     R"({"addresses":" a0000000a000000"})", R"({"addresses":"0x0000000a000000"})",
                     R"({"addresses":[]})", R"({"excluded":1})", R"({"excluded":"00"})"},
                    targets_from);
}

TEST_CASE("scan record: targets of IPv6, and what was left out of them, are read again", "[scanner][store]")
{
    constexpr auto last = ~Number128{0};
    StoredTargets targets;
    targets.addresses = AddressSet{{{0x0a000001, 0x0a000001}}, {{0, 0}, {Number128{0xfd} << 120, last - 1}}};
    targets.excluded = AddressSet{{}, {{last, last}}};
    targets.excluded_targets = AddressSet{{{7, 8}}, {{last, last}}};
    const auto read = targets_from(to_json(targets)).value();
    const auto texts = [](const AddressSet& set) { return set.range_texts(10); };
    CHECK(texts(read.addresses) == texts(targets.addresses));
    CHECK(texts(read.addresses).size() == 3);
    CHECK(texts(read.excluded) == std::vector<std::string>{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"});
    CHECK(texts(read.excluded_targets) == texts(targets.excluded_targets));
    check_refused(to_json(targets), targets_from);
    const std::string one(31, '0');
    for (const auto& text : {one + "1" + one, one + "1" + one + "0", one + "g" + one + "1", std::string(16, '0')}) {
        CAPTURE(text);
        for (const auto* const name : {"addresses6", "excluded6", "left_out6"})
            CHECK(targets_from(fmt::format(R"({{"{}":"{}"}})", name, text)).has_error());
    }
}

TEST_CASE("scan record: what a version without IPv6 wrote is read", "[scanner][store]")
{
    const auto targets = targets_from(R"({"addresses":"0a0000010a00000a","excluded":"0a0000050a000005"})").value();
    CHECK(targets.addresses.range_texts(5) == std::vector<std::string>{"10.0.0.1-10.0.0.10"});
    CHECK(targets.excluded.range_texts(5) == std::vector<std::string>{"10.0.0.5"});
    CHECK(targets.excluded_targets.size() == 0);

    const auto outcome =
        outcome_from(R"({"coverage":{"targets":9,"answered":2,"refused":0,"unreachable":3,"silent":4,"unsent":0,)"
                     R"("excluded":1,"ports":1,"silent_addresses":4,)"
                     R"("web":{"addresses":9,"answered":2,"closed":1,"silent":6,"unsent":0}},)"
                     R"("heard":"","incomplete":["cut"],"lent_macs":[],"phones":2,"elapsed":5})")
            .value();
    CHECK(outcome.coverage.targets == 9);
    CHECK(outcome.coverage.visits.addresses == 9);
    CHECK(outcome.coverage.visits.silent == 6);
    CHECK(outcome.coverage.prohibited == 0);
    CHECK(outcome.coverage.alive_addresses == 0);
    CHECK(outcome.incomplete == std::vector<std::string>{"cut"});
    CHECK(outcome.remarks.empty());
    CHECK(plan_from(R"({"ports":[5060]})").value().connection_ports == 0);
}

TEST_CASE("scan record: progress is read again", "[scanner][store]")
{
    const StoredProgress progress{{0, 7, largest}, 99, {largest - 1, 3}, std::chrono::nanoseconds{-5}};
    const auto read = progress_from(to_json(progress)).value();
    CHECK(read.passes == progress.passes);
    CHECK(read.answered_tries == progress.answered_tries);
    CHECK(read.unsent == progress.unsent);
    CHECK(read.elapsed == progress.elapsed);
    check_refused(to_json(progress), progress_from);
    check_malformed({R"({"passes":1})", R"({"passes":["a"]})", R"({"passes":[-1]})", R"({"passes":[1.5]})",
                     R"({"passes":[true]})", R"({"answered_tries":-1})", R"({"answered_tries":18446744073709551616})",
                     R"({"unsent":{}})", R"({"elapsed":"1"})", R"({"elapsed":9223372036854775808})",
                     R"({"elapsed":1e300})"},
                    progress_from);
}

TEST_CASE("scan record: an outcome is read again", "[scanner][store]")
{
    const auto outcome = sample_outcome();
    const auto read = outcome_from(to_json(outcome)).value();
    CHECK(read.coverage.targets == 1);
    CHECK(read.coverage.answered == 2);
    CHECK(read.coverage.refused == 3);
    CHECK(read.coverage.unreachable == 4);
    CHECK(read.coverage.prohibited == 14);
    CHECK(read.coverage.silent == 5);
    CHECK(read.coverage.unsent == 6);
    CHECK(read.coverage.excluded == 7);
    CHECK(read.coverage.ports == 8);
    CHECK(read.coverage.silent_addresses == largest);
    CHECK(read.coverage.alive_addresses == 15);
    CHECK(read.coverage.visits.addresses == 10);
    CHECK(read.coverage.visits.answered == 11);
    CHECK(read.coverage.visits.closed == 12);
    CHECK(read.coverage.visits.silent == 13);
    CHECK(read.coverage.visits.unsent == largest);
    CHECK(read.heard == outcome.heard);
    CHECK(read.incomplete == outcome.incomplete);
    CHECK(read.remarks == outcome.remarks);
    CHECK(read.lent_macs == outcome.lent_macs);
    CHECK(read.phones == outcome.phones);
    CHECK(read.elapsed == outcome.elapsed);
    check_refused(to_json(outcome), outcome_from);
    check_malformed({R"({"coverage":1})", R"({"coverage":[]})", R"({"coverage":{"targets":"1"}})",
                     R"({"coverage":{"targets":-1}})", R"({"coverage":{"web":1}})",
                     R"({"coverage":{"web":{"silent":-1}}})", R"({"lent_macs":["00:04"]})", R"({"lent_macs":[1]})",
                     R"({"lent_macs":"00:04:f2:aa:bb:cc"})", R"({"phones":-1})", R"({"heard":1})",
                     R"({"incomplete":"a"})", R"({"remarks":"a"})", R"({"coverage":{"prohibited":-1}})",
                     R"({"coverage":{"alive_addresses":"1"}})"},
                    outcome_from);
}

TEST_CASE("scan record: a plan of other types or out of range is refused", "[scanner][store]")
{
    check_malformed({R"({"version":1})", R"({"words":"scan"})", R"({"words":[1]})", R"({"data":1})", R"({"data":[]})",
                     R"({"data":{"as_of":1}})", R"({"versions":1})", R"({"versions":[1]})",
                     R"({"versions":[{"name":1}]})", R"({"ports":[65536]})", R"({"ports":[-1]})", R"({"ports":["1"]})",
                     R"({"ports":5060})", R"({"seed":-1})", R"({"seed":1.5})", R"({"seed":"1"})", R"({"simulated":1})",
                     R"({"simulated":"true"})"},
                    plan_from);
}
