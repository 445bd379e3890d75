#include "scanner/store/recorder.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <thread>

using namespace phonescan;
using namespace phonescan::test;

namespace {

struct Sample {
    TemporaryDirectory folder{};
    std::filesystem::path file = folder / "store.db";
    std::int64_t number = Store::open(file, false).begin(new_scan("a"));
};

ScanNews news_of(std::int64_t sender, std::string value = "x")
{
    ScanNews news;
    news.words.push_back({sender, {said(source_of("10.0.0.1"), Field::sip_server, std::move(value))}});
    news.states.answered.push_back(static_cast<std::uint64_t>(sender));
    news.progress = StoredProgress{{static_cast<std::uint64_t>(sender)}, 0, {}, {}};
    return news;
}

/// What it says within ten seconds.
std::optional<std::string> failure_of(const Recorder& recorder)
{
    for (int i = 0; i < 1'000 && !recorder.failure(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return recorder.failure();
}

} // namespace

TEST_CASE("recorder: what was handed over before close() is there", "[scanner][store]")
{
    const Sample sample;
    Recorder recorder{Store::open(sample.file, false), sample.number};
    CHECK(recorder.scan() == sample.number);
    for (std::int64_t sender = 0; sender < 300; ++sender)
        recorder.record(news_of(sender));
    recorder.record(news_of(7, "the last word"));
    recorder.record({});
    auto& store = recorder.close();
    CHECK_FALSE(recorder.failure().has_value());
    const auto words = words_of(store, sample.number);
    REQUIRE(words.size() == 300);
    CHECK_THAT(words[7], contains("the last word"));
    CHECK(store.states(sample.number).answered.size() == 300);
    CHECK(store.scan(sample.number)->progress->passes == std::vector<std::uint64_t>{7});
    CHECK(&recorder.close() == &store); // once more does no harm
}

TEST_CASE("recorder: is written while the run goes on", "[scanner][store]")
{
    const Sample sample;
    Recorder recorder{Store::open(sample.file, false), sample.number};
    recorder.record(news_of(0));
    std::int64_t written = 0;
    for (int i = 0; i < 1'000 && written == 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        written = number_in(sample.file, "SELECT count(*) FROM said");
    }
    CHECK(written == 1);
}

TEST_CASE("recorder: its end writes the rest", "[scanner][store]")
{
    const Sample sample;
    {
        Recorder recorder{Store::open(sample.file, false), sample.number};
        for (std::int64_t sender = 0; sender < 50; ++sender)
            recorder.record(news_of(sender));
    }
    CHECK(number_in(sample.file, "SELECT count(*) FROM said") == 50);
}

TEST_CASE("recorder: a run that was removed is said, and nothing more is written", "[scanner][store]")
{
    const Sample sample;
    Recorder recorder{Store::open(sample.file, false), sample.number};
    recorder.record(news_of(0));
    Store::open(sample.file, false).remove({sample.number});
    recorder.record(news_of(1));
    const auto failure = failure_of(recorder);
    REQUIRE(failure.has_value());
    CHECK_THAT(*failure, contains("removed") && contains(sample.file.string()));
    recorder.record(news_of(2));
    auto& store = recorder.close();
    CHECK(recorder.failure() == failure);
    CHECK(store.scans().empty());
    CHECK(number_in(sample.file, "SELECT count(*) FROM said") == 0);
}

TEST_CASE("recorder: after a failure all is ignored, even what could be written again", "[scanner][store]")
{
    const Sample sample;
    Recorder recorder{Store::open(sample.file, false), sample.number};
    Database other{sample.file, Database::Access::write};
    other.run("ALTER TABLE settled RENAME TO hidden");
    recorder.record(news_of(0));
    REQUIRE(failure_of(recorder).has_value());
    other.run("ALTER TABLE hidden RENAME TO settled");
    recorder.record(news_of(1));
    auto& store = recorder.close();
    CHECK(words_of(store, sample.number).empty());
    CHECK(store.states(sample.number).answered.empty());
    store.record(sample.number, news_of(2)); // the store is whole
    CHECK(words_of(store, sample.number).size() == 1);
}
