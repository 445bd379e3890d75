#include "scanner/store/store.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

struct Sample {
    TemporaryDirectory folder{};
    std::filesystem::path file = folder / "store.db";
    Store store = Store::open(file, false);

    std::int64_t texts() const { return number_in(file, "SELECT count(*) FROM text"); }
};

ScanNews words(std::int64_t sender, Observations said)
{
    ScanNews news;
    news.words.push_back({sender, std::move(said)});
    return news;
}

ScanNews states(StoredStates states)
{
    ScanNews news;
    news.states = std::move(states);
    return news;
}

using Elements = std::vector<std::uint64_t>;

StoredStates of_targets(Elements answered, Elements refused, Elements failed)
{
    StoredStates states;
    states.answered = std::move(answered);
    states.refused = std::move(refused);
    states.failed = std::move(failed);
    return states;
}

} // namespace

TEST_CASE("store: a run from its beginning to its end", "[scanner][store]")
{
    Sample sample;
    auto& store = sample.store;
    CHECK(store.scans().empty());
    CHECK_FALSE(store.scan(1).has_value());
    const auto begun = WallClock::now();
    const auto number = store.begin(new_scan("a", "lab\x1b[1m"));
    auto entry = store.scan(number).value();
    CHECK(entry.number == number);
    CHECK(entry.id == "a");
    CHECK(entry.site == "lab\\x1b[1m");
    CHECK(entry.command == "scan");
    CHECK(entry.state == ScanState::running);
    CHECK(entry.started == moment(0));
    CHECK(entry.ended == moment(0));
    CHECK(to_json(entry.plan) == to_json(new_scan("a").plan));
    CHECK_FALSE(entry.progress.has_value());
    CHECK_FALSE(entry.outcome.has_value());
    CHECK(to_json(store.targets(number)) == to_json(*new_scan("a").targets));

    auto news = words(0, {said(source_of("10.0.0.1"), Field::sip_server, "x")});
    news.progress = StoredProgress{{1, 2}, 3, {4}, std::chrono::nanoseconds{5}};
    store.record(number, news);
    store.record(number, words(1, {said(source_of("10.0.0.2"), Field::sip_server, "y")}));
    entry = store.scan(number).value();
    CHECK(entry.ended >= begun);
    REQUIRE(entry.progress.has_value());
    CHECK(to_json(*entry.progress) == to_json(*news.progress)); // the later news said nothing of it

    StoredOutcome outcome;
    outcome.phones = 7;
    store.set_outcome(number, outcome, false);
    CHECK(store.scan(number)->state == ScanState::running);
    outcome.phones = 8;
    store.set_outcome(number, outcome, true);
    CHECK(store.scan(number)->state == ScanState::collected);
    CHECK(store.scan(number)->outcome->phones == 8);
    store.finish(number);
    entry = store.scan(number).value();
    CHECK(entry.state == ScanState::finished);
    CHECK_FALSE(entry.progress.has_value());
    CHECK(words_of(store, number).size() == 2);

    auto earlier = new_scan("b");
    earlier.started = moment(-10);
    earlier.targets.reset();
    store.begin(earlier);
    const auto all = store.scans();
    REQUIRE(all.size() == 2);
    CHECK(all[0].id == "b");
    CHECK(store.targets(all[0].number).addresses.size() == 0);
    CHECK(reason_of([&] { store.begin(new_scan("a")); }) == StoreError::Reason::failed); // an id is one run's
    CHECK(store.scans().size() == 2);
}

TEST_CASE("store: what every kind of sender said is read again", "[scanner][store]")
{
    Sample sample;
    const auto number = sample.store.begin(new_scan("a"));
    Source framed;
    framed.mac = mac_of("00:04:f2:aa:bb:cc");
    Source row;
    row.record = 0xffffffff;
    auto all = source_of("fe80::1", 65535);
    all.mac = mac_of("ff:ff:ff:ff:ff:ff");
    all.record = 1;
    Observations said_by_all;
    std::int64_t sender = 0;
    for (const auto& source :
         {source_of("10.0.0.1"), source_of("2001:db8::1"), source_of("::ffff:10.0.0.1"), Source{}, framed, row, all}) {
        Observations said_by_one{said(source, Field::sip_server, "same"), said(source, Field::sip_allow, "INVITE"),
                                 said(source, Field::sip_server, "later", 60)};
        said_by_one.back().since = moment(50);
        sample.store.record(number, words(sender++, said_by_one));
        said_by_all.insert(said_by_all.end(), said_by_one.begin(), said_by_one.end());
    }
    const Observations mixed{said(source_of("10.0.0.1", 1), Field::ip, "a"),
                             said(source_of("10.0.0.1", 2), Field::ip, "b"),
                             said(source_of("10.0.0.1", 1), Field::ip, "c")};
    sample.store.record(number, words(sender, mixed));
    said_by_all.insert(said_by_all.end(), mixed.begin(), mixed.end());
    sample.store.finish(number);
    CHECK(words_of(sample.store, number) == forms_of(said_by_all));
    auto other = Store::open_to_read(sample.file);
    CHECK(words_of(other, number) == forms_of(said_by_all));
    CHECK(sample.store.last_sender(number, 100) == sender);
    CHECK(sample.store.last_sender(number, sender) == sender - 1);
    CHECK(sample.store.last_sender(number, 0) == -1);
    CHECK(sample.store.last_sender(number + 1, 100) == -1);
}

TEST_CASE("store: a sender's words are replaced, and forgotten", "[scanner][store]")
{
    Sample sample;
    const auto number = sample.store.begin(new_scan("a"));
    const auto source = source_of("10.0.0.1");
    const Observations kept{said(source, Field::sip_server, "kept")};
    const Observations second{said(source, Field::sip_server, "second", 9)};
    sample.store.record(number, words(4, kept));
    sample.store.record(number, words(2, {said(source, Field::sip_server, "1"), said(source, Field::mac, "2", 5)}));
    CHECK(words_of(sample.store, number).size() == 3);
    sample.store.record(number, words(2, second));
    CHECK(words_of(sample.store, number) == forms_of({second[0], kept[0]}));
    sample.store.record(number, words(2, {}));
    CHECK(words_of(sample.store, number) == forms_of(kept));
    auto twice = words(4, kept);
    twice.words.push_back({4, second});
    sample.store.record(number, twice);
    CHECK(words_of(sample.store, number) == forms_of(second));
}

TEST_CASE("store: an answer counts more than a refusal, and that more than nothing", "[scanner][store]")
{
    Sample sample;
    const auto number = sample.store.begin(new_scan("a"));
    std::vector<StoredStates> parts{of_targets({1}, {2}, {3}), of_targets({3}, {1}, {2}), of_targets({}, {4, 5}, {1}),
                                    of_targets({5}, {}, {4, 6}), of_targets({}, {}, {0})};
    std::ranges::rotate(parts, parts.begin() + GENERATE(0, 1, 2, 3, 4));
    if (GENERATE(false, true)) std::ranges::reverse(parts);
    for (const auto& part : parts)
        sample.store.record(number, states(part));
    for (const bool is_over : {false, true}) {
        const auto known = sample.store.states(number);
        CHECK(known.answered == Elements{1, 3, 5});
        CHECK(known.refused == Elements{2, 4});
        CHECK(known.failed == Elements{0, 6});
        sample.store.set_outcome(number, {}, !is_over);
    }
    sample.store.set_outcome(number, {}, true);
    CHECK(number_in(sample.file, "SELECT count(*) FROM settled") == 3); // in one piece
    CHECK(sample.store.states(number + 1).answered.empty());
}

TEST_CASE("store: equal words and targets are kept once", "[scanner][store]")
{
    Sample sample;
    const auto first = sample.store.begin(new_scan("a"));
    const auto second = sample.store.begin(new_scan("b"));
    CHECK(sample.texts() == 1);
    for (const auto number : {first, second})
        for (std::int64_t sender = 0; sender < 10; ++sender)
            sample.store.record(number, words(sender, {said(source_of("10.0.0.1"), Field::sip_server, "x", sender)}));
    CHECK(sample.texts() == 2);
    sample.store.record(first, words(3, {said(source_of("10.0.0.1"), Field::sip_server, "y")}));
    CHECK(sample.texts() == 3);
}

TEST_CASE("store: a finished run that was altered is damaged", "[scanner][store]")
{
    Sample sample;
    const auto number = sample.store.begin(new_scan("a"));
    auto source = source_of("10.0.0.1");
    source.mac = mac_of("00:04:f2:aa:bb:cc");
    source.record = 1;
    auto news = words(0, {said(source, Field::sip_server, "x")});
    news.words.push_back({1, {said(source_of("10.0.0.2"), Field::sip_server, "y")}});
    sample.store.record(number, news);
    sample.store.finish(number);
    REQUIRE(words_of(sample.store, number).size() == 2);
    const auto* const change =
        GENERATE("UPDATE said SET port = 1 WHERE sender = 0", "UPDATE said SET address = x'0a000009' WHERE sender = 0",
                 "UPDATE said SET address = x'' WHERE sender = 0", "UPDATE said SET address = x'0a' WHERE sender = 0",
                 "UPDATE said SET mac = NULL WHERE sender = 0", "UPDATE said SET mac = x'00' WHERE sender = 0",
                 "UPDATE said SET record = 0 WHERE sender = 0", "UPDATE said SET time = time + 1 WHERE sender = 0",
                 "UPDATE said SET since = 1 WHERE sender = 0", "UPDATE said SET sender = 9 WHERE sender = 0",
                 "UPDATE said SET part = 1 WHERE sender = 0", "DELETE FROM said WHERE sender = 1", "DELETE FROM said",
                 "UPDATE said SET text = (SELECT text FROM said WHERE sender = 1) WHERE sender = 0",
                 "UPDATE said SET text = 99 WHERE sender = 0",
                 "DELETE FROM text WHERE CAST(content AS TEXT) LIKE 'sip%'", "UPDATE text SET content = x'00'",
                 "UPDATE text SET digest = zeroblob(16) WHERE CAST(content AS TEXT) LIKE '%1 x%'",
                 "INSERT INTO said SELECT scan, 7, part, address, port, mac, record, time, since, text FROM said WHERE "
                 "sender = 0");
    CAPTURE(change);
    Database{sample.file, Database::Access::write}.run(change);
    CHECK(reason_of([&] { words_of(sample.store, number); }) == StoreError::Reason::damaged);
}

TEST_CASE("store: an entry that makes no sense is damaged", "[scanner][store]")
{
    Sample sample;
    const auto number = sample.store.begin(new_scan("a"));
    sample.store.record(number, states(of_targets({1}, {}, {})));
    const auto* const change =
        GENERATE("UPDATE scan SET state = 'asleep'", "UPDATE scan SET plan = x'00'", "UPDATE scan SET progress = '['",
                 "UPDATE scan SET outcome = '[]'", "UPDATE text SET content = '{\"addresses\":\"0\"}'",
                 "UPDATE text SET content = '{}'", "DELETE FROM text", "UPDATE settled SET elements = x'05'",
                 "UPDATE settled SET state = ''");
    CAPTURE(change);
    Database{sample.file, Database::Access::write}.run(change);
    CHECK(reason_of([&] { read_everything(sample.store); }) == StoreError::Reason::damaged);
}

TEST_CASE("store: what is removed gives its texts and space back", "[scanner][store]")
{
    Sample sample;
    std::vector<std::int64_t> numbers;
    for (const auto* const id : {"a", "b", "c"}) {
        numbers.push_back(sample.store.begin(new_scan(id)));
        sample.store.record(numbers.back(), words(0, {said(source_of("10.0.0.1"), Field::sip_server, "shared")}));
        sample.store.record(numbers.back(),
                            words(1, {said(source_of("10.0.0.1"), Field::http_body, id + std::string(100'000, 'x'))}));
        sample.store.record(numbers.back(), states(of_targets({1, 2}, {}, {})));
        sample.store.finish(numbers.back());
    }
    const auto kept = words_of(sample.store, numbers[1]);
    CHECK(sample.texts() == 5);
    const auto pages = number_in(sample.file, "PRAGMA page_count");
    sample.store.remove({numbers[0], numbers[2], 99});
    CHECK(sample.texts() == 3);
    CHECK(number_in(sample.file, "PRAGMA page_count") < pages - 40);
    CHECK(number_in(sample.file, "PRAGMA freelist_count") == 0);
    REQUIRE(sample.store.scans().size() == 1);
    CHECK(words_of(sample.store, numbers[1]) == kept);
    CHECK(sample.store.targets(numbers[1]).addresses.size() == 10);
    CHECK(sample.store.states(numbers[1]).answered == Elements{1, 2});
    CHECK(sample.store.begin(new_scan("d")) > numbers[2]); // numbers do not come again
    sample.store.remove({});
    CHECK(sample.store.scans().size() == 2);
    sample.store.remove({numbers[1], numbers[2] + 1});
    CHECK(sample.texts() == 0);
    CHECK(number_in(sample.file, "SELECT count(*) FROM settled") == 0);
}

TEST_CASE("store: its secret is its own, and stays", "[scanner][store]")
{
    Sample sample;
    const auto secret = sample.store.secret();
    CHECK(secret != std::array<std::byte, 16>{});
    CHECK(sample.store.secret() == secret);
    CHECK(Store::open(sample.file, false).secret() == secret);
    CHECK(Sample{}.store.secret() != secret);
}

TEST_CASE("store: states of ports are kept beside those of the targets", "[scanner][store]")
{
    Sample sample;
    auto& store = sample.store;
    const auto number = store.begin(new_scan("a"));
    StoredStates known;
    known.answered = {1, 2};
    known.port_answered = {1, 3};
    known.port_closed = {2};
    known.port_refused = {6};
    known.port_unreachable = {5, 7};
    known.port_silent = {0, 4};
    store.record(number, states(known));
    known = {};
    known.port_silent = {9};
    store.record(number, states(known));
    const auto read = Store::open_to_read(sample.file).states(number);
    CHECK(read.answered == Elements{1, 2});
    CHECK(read.refused.empty());
    CHECK(read.port_answered == Elements{1, 3});
    CHECK(read.port_closed == Elements{2});
    CHECK(read.port_refused == Elements{6});
    CHECK(read.port_unreachable == Elements{5, 7});
    CHECK(read.port_silent == Elements{0, 4, 9});
}
