#include "scanner/store/word_table.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sys/resource.h>

#include <array>
#include <csignal>
#include <thread>

using namespace phonescan;
using namespace phonescan::test;

namespace {

ScanNews news_of(std::int64_t sender, std::string value)
{
    ScanNews news;
    news.words.push_back({sender, {said(source_of("10.0.0.1"), Field::sip_server, std::move(value))}});
    news.states.answered.push_back(static_cast<std::uint64_t>(sender));
    return news;
}

/// No file of this process may grow beyond a size, until this ends.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t size)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{size, before_.rlim_max};
        if (setrlimit(RLIMIT_FSIZE, &limited) != 0) throw std::runtime_error{"cannot limit the size of files"};
    }
    ~FileSizeLimit()
    {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, SIG_DFL);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

} // namespace

TEST_CASE("shared store: two write at once, and a third reads", "[scanner][store]")
{
    constexpr std::int64_t batches = 200;
    const TemporaryDirectory folder;
    const auto file = folder / "store.db";
    std::array<std::string, 2> failures;
    std::array<std::int64_t, 2> numbers{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < failures.size(); ++i)
        threads.emplace_back([&, i] {
            try {
                auto store = Store::open(file, false);
                numbers[i] = store.begin(new_scan(fmt::format("run-{}", i)));
                for (std::int64_t batch = 0; batch < batches; ++batch)
                    store.record(numbers[i], news_of(batch, fmt::format("shared {}", batch)));
                store.set_outcome(numbers[i], {}, true);
                store.finish(numbers[i]);
            } catch (const StoreError& error) {
                failures[i] = error.what();
            }
        });
    std::size_t seen = 0;
    auto reader = Store::open(file, false);
    for (int i = 0; i < 50; ++i)
        for (const auto& entry : reader.scans()) {
            const auto now = words_of(reader, entry.number).size();
            seen = std::max(seen, now);
        }
    for (auto& thread : threads)
        thread.join();
    CHECK(failures == std::array<std::string, 2>{});
    CHECK(seen <= batches);
    for (const auto number : numbers) {
        CHECK(words_of(reader, number).size() == batches);
        CHECK(reader.states(number).answered.size() == batches);
    }
    CHECK(number_in(file, "SELECT count(*) FROM text") == batches + 1); // and the targets
}

TEST_CASE("shared store: a run that somebody removed takes no words", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "store.db";
    auto store = Store::open(file, false);
    const auto number = store.begin(new_scan("a"));
    Store::open(file, false).remove({number});
    CHECK(reason_of([&] { store.record(number, news_of(0, "x")); }) == StoreError::Reason::failed);
    CHECK(reason_of([&] { store.set_outcome(number, {}, true); }) == StoreError::Reason::failed);
    CHECK(reason_of([&] { store.finish(number); }) == StoreError::Reason::failed);
    for (const auto* const table : {"said", "settled", "text", "scan"}) {
        CAPTURE(table);
        CHECK(number_in(file, fmt::format("SELECT count(*) FROM {}", table)) == 0);
    }
}

TEST_CASE("full store: what does not fit is undone, and said", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "store.db";
    auto store = Store::open(file, false);
    const auto number = store.begin(new_scan("a"));
    store.record(number, news_of(0, "fits"));
    const auto before = words_of(store, number);
    {
        const FileSizeLimit limit{200'000};
        CHECK(reason_of([&] { store.record(number, news_of(1, std::string(1'000'000, 'x'))); }) ==
              StoreError::Reason::full);
    }
    CHECK(words_of(store, number) == before);
    CHECK(store.states(number).answered.size() == 1);
    CHECK(number_in(file, "SELECT count(*) FROM text") == 2);
    store.record(number, news_of(1, std::string(1'000'000, 'x'))); // somebody made room
    CHECK(words_of(store, number).size() == 2);
}

TEST_CASE("full store: a limit on its pages", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto file = folder / "store.db";
    const auto number = Store::open(file, false).begin(new_scan("a"));
    Database database{file, Database::Access::write};
    database.run("PRAGMA max_page_count = 1"); // as many as there are
    const auto write = [&] {
        Transaction transaction{database};
        WordWriter writer{database};
        writer.write(number, {0, {said(source_of("10.0.0.1"), Field::sip_server, "small")}});
        writer.write(number, {1, {said(source_of("10.0.0.1"), Field::http_body, std::string(100'000, 'x'))}});
        transaction.commit();
    };
    CHECK(reason_of(write) == StoreError::Reason::full);
    CHECK(number_in(file, "SELECT count(*) FROM said") == 0);
    CHECK(number_in(file, "SELECT count(*) FROM text") == 1);
    database.run("PRAGMA max_page_count = 1000");
    CHECK_FALSE(reason_of(write).has_value());
    CHECK(number_in(file, "SELECT count(*) FROM said") == 2);
}
