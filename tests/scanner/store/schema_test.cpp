#include "scanner/store/schema.hpp"
#include "scanner/store/store_path.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <thread>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr std::array<Migration, 3> steps = {
    "CREATE TABLE phone (name TEXT); INSERT INTO phone VALUES ('first')",
    "ALTER TABLE phone ADD COLUMN rooms INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX phone_name ON phone (name); UPDATE phone SET rooms = rooms + 10",
};

Database empty_database(const std::filesystem::path& file)
{
    create_store_file(file, false);
    return Database{file, Database::Access::write};
}

std::string schema_of(Database& database)
{
    auto rows = database.query("SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema ORDER BY type, name");
    std::string schema;
    while (rows.step())
        schema.append(rows.text(0)).append("\n");
    return schema;
}

std::int64_t number(Database& database, const char* query)
{
    auto rows = database.query(query);
    REQUIRE(rows.step());
    return rows.integer(0);
}

} // namespace

TEST_CASE("store schema: from every version the same becomes", "[scanner][store]")
{
    const TemporaryDirectory folder;
    auto whole = empty_database(folder / "whole.db");
    migrate(whole, steps);
    const auto before = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3});
    CAPTURE(before);
    {
        auto database = empty_database(folder / "store.db");
        migrate(database, std::span{steps}.first(before));
        CHECK(number(database, "PRAGMA user_version") == static_cast<std::int64_t>(before));
    }
    Database database{folder / "store.db", Database::Access::write};
    for (int again = 0; again < 2; ++again) {
        migrate(database, steps);
        CHECK(schema_of(database) == schema_of(whole));
        CHECK(number(database, "PRAGMA user_version") == 3);
        CHECK(number(database, "PRAGMA application_id") == 0x70687363);
        CHECK(number(database, "SELECT count(*) FROM phone") == 1);
        CHECK(number(database, "SELECT rooms FROM phone") == 11); // no step is made twice
    }
    CHECK(schema_of(whole).find("index phone_name") != std::string::npos);
}

TEST_CASE("store schema: steps that fail leave the version that was there", "[scanner][store]")
{
    const TemporaryDirectory folder;
    auto database = empty_database(folder / "store.db");
    migrate(database, std::span{steps}.first(1));
    const auto schema = schema_of(database);
    const std::array<Migration, 3> failing = {steps[0], steps[1], "CREATE TABLE phone (name TEXT)"};
    CHECK(reason_of([&] { migrate(database, failing); }) == StoreError::Reason::failed);
    CHECK(schema_of(database) == schema);
    CHECK(number(database, "PRAGMA user_version") == 1);
    migrate(database, steps);
    CHECK(number(database, "PRAGMA user_version") == 3);
}

TEST_CASE("store schema: a store that is only read must be of this version", "[scanner][store]")
{
    const TemporaryDirectory folder;
    auto database = empty_database(folder / "store.db");
    CHECK(reason_of([&] { require_current(database, steps); }) == StoreError::Reason::unusable);
    migrate(database, std::span{steps}.first(2));
    CHECK(reason_of([&] { require_current(database, steps); }) == StoreError::Reason::unusable);
    migrate(database, steps);
    CHECK_FALSE(reason_of([&] { require_current(database, steps); }).has_value());
    CHECK(reason_of([&] { require_current(database, std::span{steps}.first(2)); }) == StoreError::Reason::newer);
}

TEST_CASE("store schema: several may open a new store at once", "[scanner][store]")
{
    for (int round = 0; round < 5; ++round) {
        const TemporaryDirectory folder;
        std::array<std::string, 6> failures;
        std::vector<std::thread> threads;
        for (auto& failure : failures)
            threads.emplace_back([&folder, &failure] {
                try {
                    Store::open(folder / "store.db", false).begin(new_scan(fmt::format("{}", fmt::ptr(&failure))));
                } catch (const StoreError& error) {
                    failure = error.what();
                }
            });
        for (auto& thread : threads)
            thread.join();
        for (const auto& failure : failures)
            CHECK(failure == std::string{});
        CHECK(Store::open(folder / "store.db", false).scans().size() == failures.size());
    }
}

TEST_CASE("store schema: a store of version 1 is read", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto script = contents_of(PHONESCAN_SOURCE_DIR "/tests/data/stores/v1.sql");
    REQUIRE_FALSE(script.empty());
    {
        auto database = empty_database(folder / "store.db");
        database.run(script.c_str());
        REQUIRE(number(database, "PRAGMA user_version") == 1);
    }
    auto store = Store::open(folder / "store.db", false);
    CHECK(number_in(folder / "store.db", "PRAGMA user_version") ==
          static_cast<std::int64_t>(store_migrations().size()));
    const auto scans = store.scans();
    REQUIRE(scans.size() == 2);

    const auto& cut_off = scans[0];
    CHECK(cut_off.id == "20260528-0626-aaaa");
    CHECK(cut_off.site == "lab");
    CHECK(cut_off.command == "scan");
    CHECK(cut_off.state == ScanState::running);
    CHECK(cut_off.started == moment(0));
    CHECK(cut_off.plan.version == "1.2.3");
    CHECK(cut_off.plan.ports == std::vector<std::uint16_t>{5060, 5061});
    REQUIRE(cut_off.progress.has_value());
    CHECK(cut_off.progress->passes == std::vector<std::uint64_t>{7, 3});
    CHECK_FALSE(cut_off.outcome.has_value());
    const auto targets = store.targets(cut_off.number);
    CHECK(targets.addresses.size() == 10);
    CHECK(targets.excluded.contains(0x0a000005));
    const auto states = store.states(cut_off.number);
    CHECK(states.answered == std::vector<std::uint64_t>{0, 3, 4});
    CHECK(states.refused == std::vector<std::uint64_t>{1});
    CHECK(states.failed == std::vector<std::uint64_t>{2, 19});
    CHECK(words_of(store, cut_off.number) ==
          forms_of({said(source_of("10.0.0.1"), Field::sip_user_agent, "Acme/1.0 (400)", 1),
                    said(source_of("10.0.0.1"), Field::sip_status, "200", 1),
                    said(source_of("10.0.0.4", 5061), Field::sip_server, "Acme PBX", 2)}));

    const auto& finished = scans[1];
    CHECK(finished.id == "20260528-0736-bbbb");
    CHECK(finished.state == ScanState::finished);
    REQUIRE(finished.outcome.has_value());
    CHECK(finished.outcome->phones == 1);
    CHECK(finished.outcome->lent_macs == std::vector{mac_of("00:04:f2:00:00:01")});
    CHECK_FALSE(finished.progress.has_value());
    auto source = source_of("2001:db8::1", 0);
    source.mac = mac_of("00:04:f2:aa:bb:cc");
    CHECK(words_of(store, finished.number) == forms_of({said(source, Field::sip_user_agent, "Acme/1.0 (400)", 3)}));
}

TEST_CASE("store schema: of a store of version 2 the states of web servers go, and all else stays", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "store.db";
    const auto script = contents_of(PHONESCAN_SOURCE_DIR "/tests/data/stores/v1.sql");
    {
        auto database = empty_database(file);
        database.run(script.c_str());
        migrate(database, store_migrations().first(2));
        REQUIRE(number(database, "PRAGMA user_version") == 2);
        database.run("INSERT INTO settled (scan, part, state, elements) SELECT scan, part, 'web-' || state, elements "
                     "FROM settled");
        REQUIRE(number(database, "SELECT count(*) FROM settled WHERE state LIKE 'web-%'") > 0);
    }
    auto store = Store::open(file, false);
    CHECK(number_in(file, "PRAGMA user_version") == 3);
    CHECK(number_in(file, "SELECT count(*) FROM settled WHERE state LIKE 'web-%'") == 0);
    const auto scans = store.scans();
    REQUIRE(scans.size() == 2);
    const auto states = store.states(scans[0].number);
    CHECK(states.answered == std::vector<std::uint64_t>{0, 3, 4});
    CHECK(states.refused == std::vector<std::uint64_t>{1});
    CHECK(states.failed == std::vector<std::uint64_t>{2, 19});
    CHECK(states.port_answered.empty());
    CHECK(store.targets(scans[0].number).addresses.size() == 10);
    CHECK(words_of(store, scans[0].number).size() == 3);
    CHECK(words_of(store, scans[1].number).size() == 1);
    CHECK(scans[1].outcome.value().phones == 1);
}
