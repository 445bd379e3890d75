#include "scanner/store/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <thread>

namespace phonescan {

namespace {

constexpr std::int64_t application_id = 0x70687363; // "phsc"

/// Reading all of a larger store would keep a scan waiting.
constexpr std::uintmax_t most_checked = std::uintmax_t{64} << 20;

// Times are nanoseconds since 1970 in UTC. Texts that come again, what a phone says every night and the targets of a
// nightly scan, are in `text` once.
constexpr std::array<Migration, 3> migrations = {R"(
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE text (text INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, content BLOB NOT NULL);
CREATE TABLE scan (
    scan INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of their beginning
    id TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,
    command TEXT NOT NULL,                  -- scan, listen, read
    state TEXT NOT NULL,                    -- running, collected, finished
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,                 -- when it was heard of last
    plan BLOB NOT NULL,                     -- JSON: what it was told
    targets INTEGER,                        -- text: the addresses, as ranges
    progress BLOB,                          -- JSON: how far it is, while it runs
    outcome BLOB,                           -- JSON: how it ended
    digest BLOB);                           -- of all that was said, of a finished scan
CREATE INDEX scan_site ON scan (site, started);
CREATE TABLE said (
    scan INTEGER NOT NULL,
    sender INTEGER NOT NULL,                -- in the order of arrival
    part INTEGER NOT NULL,
    address BLOB NOT NULL,                  -- 0, 4 or 16 octets
    port INTEGER NOT NULL,
    mac BLOB,
    record INTEGER NOT NULL,
    time INTEGER NOT NULL,
    since INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (scan, sender, part)) WITHOUT ROWID;
CREATE TABLE settled (
    scan INTEGER NOT NULL,
    part INTEGER NOT NULL,
    state TEXT NOT NULL,                    -- stored_states' names
    elements BLOB NOT NULL,                 -- runs of positions in the scan's targets
    PRIMARY KEY (scan, part, state)) WITHOUT ROWID;
)",
                                                 // What an older version would take for damage: states of web servers,
                                                 // fields of certificates.
                                                 "SELECT 1",
                                                 // States of addresses became states of ports: who was cut off asks
                                                 // their web servers again.
                                                 "DELETE FROM settled WHERE state LIKE 'web-%'"};

std::int64_t number_of(Database& database, const char* pragma)
{
    auto query = database.query(pragma);
    return query.step() ? query.integer(0) : 0;
}

void check_whole(Database& database)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(database.file(), error);
    if (error || size > most_checked) return;
    auto query = database.query("PRAGMA quick_check(1)");
    if (!query.step() || query.text(0) == "ok") return;
    throw damaged_file(database.file(), query.text(0));
}

/// Its version; 0 of an empty file. Throws for what is no store that this version knows.
std::int64_t known_version(Database& database, std::size_t newest)
{
    const auto application = number_of(database, "PRAGMA application_id");
    const auto version = number_of(database, "PRAGMA user_version");
    const bool is_empty = number_of(database, "SELECT count(*) FROM sqlite_schema") == 0;
    std::error_code error;
    const bool is_one_octet = std::filesystem::file_size(database.file(), error) == 1; // empty, says SQLite
    if (application == 0 && version == 0 && is_empty && !is_one_octet) return 0;
    if (application != application_id)
        throw StoreError{StoreError::Reason::foreign,
                         fmt::format("{}: a database of another program, no store of phonescan. It is left as it is: "
                                     "name another file with --db",
                                     database.file().string())};
    if (version > static_cast<std::int64_t>(newest))
        throw StoreError{StoreError::Reason::newer,
                         fmt::format("{}: written by a newer phonescan (store version {}, this one knows {}). It is "
                                     "left as it is: use that version, or name another file with --db",
                                     database.file().string(), version, newest)};
    check_whole(database);
    return version;
}

/// The same, all of it of one state of the file: another process may be making it a store.
std::int64_t version_seen(Database& database, std::size_t newest)
{
    const Transaction snapshot{database, Transaction::Kind::read};
    return known_version(database, newest);
}

/// This change alone does not wait for others that use the file.
void begin_log(Database& database)
{
    constexpr int most = 1'000;
    for (int tries = 1;; ++tries) {
        try {
            return database.run("PRAGMA journal_mode = WAL");
        } catch (const StoreError& error) {
            if (error.reason() != StoreError::Reason::busy || tries == most) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

} // namespace

std::span<const Migration> store_migrations() noexcept
{
    return migrations;
}

void migrate(Database& database, std::span<const Migration> steps)
{
    const auto newest = static_cast<std::int64_t>(steps.size());
    const auto before = version_seen(database, steps.size());
    database.accept();
    if (before == 0) {
        database.run("PRAGMA auto_vacuum = INCREMENTAL"); // before the first table
        begin_log(database);
    }
    database.run("PRAGMA synchronous = FULL"); // what is committed outlives a power cut
    if (before == newest) return;
    Transaction transaction{database};
    for (auto version = known_version(database, steps.size()); version < newest;
         ++version) // another may have been first
        database.run(steps[static_cast<std::size_t>(version)]);
    database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, newest).c_str());
    transaction.commit();
}

void require_current(Database& database, std::span<const Migration> steps)
{
    const auto version = version_seen(database, steps.size());
    if (version != static_cast<std::int64_t>(steps.size()))
        throw StoreError{
            StoreError::Reason::unusable,
            fmt::format("{}: {}: it cannot be brought up to date, for it can only be read here; copy it to "
                        "where it can be written",
                        database.file().string(),
                        version == 0 ? "holds nothing" : fmt::format("store version {}", version))};
}

} // namespace phonescan
