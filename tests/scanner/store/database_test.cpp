#include "scanner/store/store_path.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sys/stat.h>

#include <cstdlib>

using namespace phonescan;
using namespace phonescan::test;

namespace fs = std::filesystem;

namespace {

/// An environment variable of another value, until this ends.
class Environment {
public:
    Environment(const char* name, const std::string& value) : name_{name}
    {
        if (const char* const before = std::getenv(name)) before_ = before;
        set(value);
    }
    ~Environment() { set(before_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    void set(const std::string& value) const { value.empty() ? ::unsetenv(name_) : ::setenv(name_, value.c_str(), 1); }

    const char* name_;
    std::string before_;
};

unsigned mode_of(const fs::path& path)
{
    return static_cast<unsigned>(fs::status(path).permissions());
}

} // namespace

TEST_CASE("store: an empty file becomes one, for its owner alone", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto mask = ::umask(0);
    Store::open(folder / "new.db", false).begin(new_scan("a"));
    ::umask(mask);
    CHECK(mode_of(folder / "new.db") == 0600);
    CHECK(Store::open_to_read(folder / "new.db").scans().size() == 1);

    const fs::path empty = folder.file("empty.db", "");
    CHECK(Store::open(empty, false).scans().empty());
    CHECK(number_in(empty, "PRAGMA application_id") == 0x70687363);
}

TEST_CASE("store: names that a URI would read otherwise", "[scanner][store]")
{
    const TemporaryDirectory folder;
    for (const auto* const name : {"a?b=c.db", "50%25.db", "a#b.db", "a b.db", "ä.db"}) {
        CAPTURE(name);
        Store::open(folder / name, false).begin(new_scan("a"));
        CHECK(fs::file_size(folder / name) > 0);
        CHECK(Store::open_to_read(folder / name).scans().size() == 1);
    }
}

TEST_CASE("store: its default place is made for its owner alone", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const Environment none{"PHONESCAN_DB", ""};
    const Environment state{"XDG_STATE_HOME", (folder / "deep/state").string()};
    const auto file = store_path({});
    CHECK(file == folder / "deep/state/phonescan/phonescan.db");
    CHECK(is_default_place({}));
    const auto mask = ::umask(0);
    Store::open(file, true).begin(new_scan("a"));
    Store::open(file, true).begin(new_scan("b"));
    ::umask(mask);
    CHECK(mode_of(file) == 0600);
    for (const auto* const made : {"deep", "deep/state", "deep/state/phonescan"}) {
        CAPTURE(made);
        CHECK(mode_of(folder / made) == 0700);
    }
    CHECK(Store::open_to_read(file).scans().size() == 2);
}

TEST_CASE("store: where it lies", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const Environment home{"HOME", folder.path().string()};
    const Environment sudo{"SUDO_UID", ""};
    {
        const Environment named{"PHONESCAN_DB", "/var/a.db"};
        CHECK(store_path("b.db") == "b.db");
        CHECK(store_path({}) == "/var/a.db");
        CHECK_FALSE(is_default_place({}));
    }
    const Environment none{"PHONESCAN_DB", ""};
    CHECK_FALSE(is_default_place("b.db"));
    for (const auto* const unset : {"", "relative/path"}) {
        const Environment state{"XDG_STATE_HOME", unset};
        CHECK(store_path({}) == folder / ".local/state/phonescan/phonescan.db");
    }
}

TEST_CASE("store: a place where nothing can be made", "[scanner][store]")
{
    const TemporaryDirectory folder;
    folder.file("file", "x");
    const auto unusable = StoreError::Reason::unusable;
    CHECK(reason_of([&] { Store::open(folder / "none/store.db", false); }) == unusable);
    CHECK(reason_of([&] { Store::open(folder / "file/store.db", true); }) == unusable);
    CHECK(reason_of([&] { Store::open(folder.path(), false); }) == unusable);
    CHECK(reason_of([&] { Store::open_to_read(folder / "none.db"); }) == unusable);
    CHECK_FALSE(fs::exists(folder / "none.db"));
}

TEST_CASE("database: what is bound is read again", "[scanner][store]")
{
    const TemporaryDirectory folder;
    Database database{folder.file("a.db", ""), Database::Access::write};
    database.run("CREATE TABLE t (i INTEGER, t TEXT, b BLOB, n TEXT)");
    const std::string text("a\0'\"\xff", 5);
    const std::vector<std::uint8_t> bytes{0, 255, 0};
    database.query("INSERT INTO t VALUES (?, ?, ?, ?)")
        .bind(std::int64_t{-5}, text, Blob{bytes}, std::optional<std::string>{})
        .run();
    CHECK(database.changed_rows() == 1);
    database.query("INSERT INTO t VALUES (?, ?, ?, ?)").bind(std::int64_t{1}, "", Blob{}, nullptr).run();
    auto rows = database.query("SELECT * FROM t ORDER BY i");
    REQUIRE(rows.step());
    CHECK(rows.integer(0) == -5);
    CHECK(rows.text(1) == text);
    CHECK(std::vector(rows.blob(2).begin(), rows.blob(2).end()) == bytes);
    CHECK(rows.is_null(3));
    REQUIRE(rows.step());
    CHECK(rows.text(1).empty());
    CHECK_FALSE(rows.is_null(1));
    CHECK_FALSE(rows.is_null(2));
    CHECK_FALSE(rows.step());
    CHECK(reason_of([&] { database.run("no SQL"); }) == StoreError::Reason::failed);
}

TEST_CASE("database: a transaction is undone unless it is committed", "[scanner][store]")
{
    const TemporaryDirectory folder;
    Database database{folder.file("a.db", ""), Database::Access::write};
    database.run("CREATE TABLE t (i INTEGER)");
    for (const bool is_kept : {false, true}) {
        Transaction transaction{database};
        database.run("INSERT INTO t VALUES (1)");
        if (is_kept) transaction.commit();
    }
    CHECK(number_in(folder / "a.db", "SELECT count(*) FROM t") == 1);
}
