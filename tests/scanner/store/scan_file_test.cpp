#include "scanner/store/scan_file.hpp"
#include "scanner/stored_export.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/scanner/store/sample_scan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

ScanFile read_again(const ScanFile& file)
{
    const TemporaryDirectory folder;
    return read_scan_file(unpacked(folder.file("run.gz", packed(file))));
}

} // namespace

TEST_CASE("scan file: what was written is read again", "[scanner][store]")
{
    const auto file = sample_scan_file();
    const auto read = read_again(file);
    CHECK(read.run.id == file.run.id);
    CHECK(read.run.site == file.run.site);
    CHECK(read.run.command == file.run.command);
    CHECK(read.run.started == file.run.started);
    CHECK(read.run.ended == file.run.ended);
    CHECK(to_json(read.run.plan) == to_json(file.run.plan));
    CHECK(to_json(read.run.outcome.value()) == to_json(*file.run.outcome));
    CHECK(to_json(read.targets.value()) == to_json(*file.targets));
    CHECK(read.settled == file.settled);
    CHECK(read.texts == file.texts);
    REQUIRE(read.parts.size() == file.parts.size());
    CHECK(plain(read) == plain(file)); // the parts included
    CHECK(packed(file).starts_with("\x1f\x8b"));
    CHECK(sealed(lines_of_run(file)) == plain(file));
}

TEST_CASE("scan file: a run without targets, words and outcome", "[scanner][store]")
{
    ScanFile file;
    file.run.id = "a";
    file.run.command = "listen";
    const auto read = read_again(file);
    CHECK_FALSE(read.targets.has_value());
    CHECK_FALSE(read.run.outcome.has_value());
    CHECK(read.parts.empty());
    CHECK(plain(read) == plain(file));
}

TEST_CASE("scan file: a large one", "[scanner][store]")
{
    auto file = sample_scan_file();
    file.parts.clear();
    file.texts.clear();
    for (std::int64_t i = 0; i < 3'000; ++i) {
        file.texts[i] =
            to_words(Observations{said({}, Field::http_body, fmt::format("{}{}", i, std::string(300, 'x')))});
        file.parts.push_back({i, 0, source_of("10.0.0.1"), moment(i), {}, i});
    }
    const auto text = plain(file);
    CHECK(text.size() > 1'000'000);
    CHECK(packed(file).size() < text.size() / 5);
    CHECK(plain(read_again(file)) == text);
}

TEST_CASE("scan file: what a run of one store says in another", "[scanner][store]")
{
    const TemporaryDirectory folder;
    auto from = Store::open(folder / "from.db", false);
    auto scan = new_scan("a");
    scan.plan.connection_ports = 4;
    const auto number = from.begin(scan);
    ScanNews news;
    auto source = source_of("10.0.0.1");
    source.mac = mac_of("00:04:f2:aa:bb:cc");
    news.words = {{0, {said(source, Field::sip_server, "x"), said(source, Field::sip_server, "y", 5)}},
                  {9, {said(source_of("10.0.0.2"), Field::sip_server, "x")}}};
    // of ten addresses; the last five of their forty ports over connections
    news.states = {{0, 1}, {2}, {3, 4, 5}, {0}, {39}, {1}, {3}, {2}};
    from.record(number, news);
    StoredOutcome outcome;
    outcome.phones = 2;
    from.set_outcome(number, outcome, true);
    from.finish(number);

    const auto file = read_again(whole_file(from, from.scan(number).value()));
    auto to = Store::open(folder / "to.db", false);
    to.begin(new_scan("other"));
    CHECK(to.add(file));
    CHECK_FALSE(to.add(file));
    CHECK_FALSE(from.add(file));
    REQUIRE(to.scans().size() == 2);
    CHECK(from.scans().size() == 1);
    const auto added = to.scans()[1];
    const auto original = from.scan(number).value();
    CHECK(added.id == "a");
    CHECK(added.site == original.site);
    CHECK(added.state == ScanState::finished);
    CHECK(added.started == original.started);
    CHECK(added.ended == original.ended);
    CHECK(to_json(added.plan) == to_json(original.plan));
    CHECK(added.outcome->phones == 2);
    CHECK(words_of(to, added.number) == words_of(from, number));
    CHECK(words_of(to, added.number).size() == 3);
    CHECK(to_json(to.targets(added.number)) == to_json(from.targets(number)));
    const auto states = to.states(added.number);
    for (const auto& [name, elements] : stored_states) {
        CAPTURE(name);
        CHECK(states.*elements == news.states.*elements);
        CHECK_FALSE((states.*elements).empty());
    }
    CHECK(plain(whole_file(to, added)) == plain(file)); // and so on to a third

    Database{folder / "to.db", Database::Access::write}.run("UPDATE said SET port = 1");
    CHECK(reason_of([&] { words_of(to, added.number); }) == StoreError::Reason::damaged);
}

TEST_CASE("scan file: an anonymised run names nobody, and its devices are the same", "[scanner][store]")
{
    const TemporaryDirectory folder;
    auto store = Store::open(folder / "store.db", false);
    auto scan = new_scan("a", "Berlin");
    scan.plan.words = {"scan", "10.0.0.1"};
    scan.plan.directory = "/home/jane";
    const auto number = store.begin(scan);
    auto source = source_of("10.0.0.1");
    source.mac = mac_of("00:04:f2:aa:bb:cc");
    ScanNews news;
    news.words = {{0,
                   {said(source, Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.3.0.12074"),
                    said(source, Field::sip_server, "jane@10.0.0.1 0004F2AABBCC"),
                    said(source, Field::lldp_system_name, "Jane's phone")}}};
    news.states.answered = {0};
    store.record(number, news);
    store.set_outcome(number, {}, true);
    store.finish(number);
    const auto entry = store.scan(number).value();
    const auto file = anonymised_file(store, entry, shipped());
    const auto text = plain(file);
    for (const auto* const name : {"Berlin", "jane", "Jane", "10.0.0.1", "aa:bb:cc", "AABBCC", "0a000001"}) {
        CAPTURE(name);
        CHECK_THAT(text, !contains(name));
    }
    CHECK_THAT(text, contains("PolycomVVX-VVX_410-UA/5.3.0.12074") && contains("00:04:f2:"));
    CHECK(text == plain(anonymised_file(store, entry, shipped())));
    CHECK(store.add(read_again(file)));
    CHECK(words_of(store, store.scans().back().number).size() == 3);
}
