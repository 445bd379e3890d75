#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <random>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr std::size_t page = 4096;

std::string noise(std::size_t size, unsigned seed)
{
    std::mt19937 random{seed};
    std::string bytes;
    while (bytes.size() < size)
        bytes += static_cast<char>(random() & 0xff);
    return bytes;
}

/// A store of some ten pages: a long text, many short ones, and a finished scan.
std::string store_bytes(const TemporaryDirectory& folder)
{
    const auto file = folder / "whole.db";
    {
        auto store = Store::open(file, false);
        const auto scan = store.begin(new_scan("a"));
        ScanNews news;
        for (std::int64_t sender = 0; sender < 200; ++sender)
            news.words.push_back({sender,
                                  {said(source_of("10.0.0.1"), Field::sip_server, noise(50, 50)),
                                   said(source_of("10.0.0.1"), Field::sip_user_agent, fmt::format("{}", sender))}});
        news.words.push_back({500, {said(source_of("10.0.0.2"), Field::http_body, noise(3 * page, 1))}});
        news.states = {{0, 1, 2}, {3}, {4}, {0, 1}, {2}, {3}, {5}, {6}};
        store.record(scan, news);
        store.set_outcome(scan, {}, true);
        store.finish(scan);
    }
    return contents_of(file);
}

using Reasons = std::vector<StoreError::Reason>;

/// Why a file cannot be opened, or what it holds not be read, whatever for it is opened. The file stays as it is.
std::optional<StoreError::Reason> refusal(const TemporaryDirectory& folder, const std::string& bytes)
{
    const std::filesystem::path file = folder.file("store.db", bytes);
    const auto opened = reason_of([&] {
        auto store = Store::open(file, false);
        read_everything(store);
    });
    CHECK((contents_of(file) == bytes));
    const auto opened_to_read = reason_of([&] {
        auto store = Store::open_to_read(file);
        read_everything(store);
    });
    CHECK((contents_of(file) == bytes));
    CHECK(opened == opened_to_read);
    return opened;
}

std::string with_number(const TemporaryDirectory& folder, const std::string& bytes, const char* pragma)
{
    const std::filesystem::path file = folder.file("numbered.db", bytes);
    {
        Database database{file, Database::Access::write};
        database.accept(); // so that the change does not stay in its log
        database.run(pragma);
    }
    return contents_of(file);
}

} // namespace

TEST_CASE("damaged store: a newer version's is left as it is", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto bytes = store_bytes(folder);
    CHECK_FALSE(refusal(folder, bytes).has_value());
    for (const auto* const version : {"PRAGMA user_version = 4", "PRAGMA user_version = 1000000"})
        CHECK(refusal(folder, with_number(folder, bytes, version)) == StoreError::Reason::newer);
}

TEST_CASE("damaged store: another program's file is left as it is", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto foreign = StoreError::Reason::foreign;
    CHECK(refusal(folder, with_number(folder, store_bytes(folder), "PRAGMA application_id = 1")) == foreign);
    CHECK(refusal(folder, with_number(folder, "", "CREATE TABLE photo (name TEXT)")) == foreign);
    CHECK(refusal(folder, with_number(folder, "", "PRAGMA user_version = 1")) == foreign);
    CHECK(refusal(folder, with_number(folder, "", "PRAGMA application_id = 7")) == foreign);
    for (const std::size_t size : {1U, 15U, 16U, 100U, 511U, 512U, 4'096U, 10'000U}) {
        CAPTURE(size);
        CHECK(refusal(folder, noise(size, 3)) == foreign);
    }
    CHECK(refusal(folder, "Model;Vendor\nVVX 410;Polycom\n") == foreign);
    CHECK(refusal(folder, std::string(10'000, '\0')) == foreign);
}

TEST_CASE("damaged store: one that was cut off is left as it is", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto bytes = store_bytes(folder);
    REQUIRE(bytes.size() >= 10 * page);
    for (std::size_t size = page; size < bytes.size(); size += page / 2) {
        CAPTURE(size, bytes.size());
        CHECK(refusal(folder, bytes.substr(0, size)) == StoreError::Reason::damaged);
    }
}

TEST_CASE("damaged store: one with a page of something else is left as it is", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto bytes = store_bytes(folder);
    for (const bool is_noise : {true, false})
        for (std::size_t begin = page; begin < bytes.size(); begin += page) {
            CAPTURE(is_noise, begin / page, bytes.size() / page);
            auto damaged = bytes;
            damaged.replace(begin, page, is_noise ? noise(page, 9) : std::string(page, '\0'));
            CHECK(refusal(folder, damaged) == StoreError::Reason::damaged);
        }
}
