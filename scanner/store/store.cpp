#include "scanner/store/store.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/schema.hpp"
#include "scanner/store/store_columns.hpp"
#include "scanner/store/store_path.hpp"
#include "scanner/store/word_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

namespace phonescan {

namespace {

constexpr std::array<std::string_view, 3> state_names = {"running", "collected", "finished"};

constexpr auto entry_columns =
    "SELECT scan, id, site, command, state, started, ended, plan, progress, outcome FROM scan";

void sort_once(std::vector<std::uint64_t>& elements)
{
    std::ranges::sort(elements);
    const auto again = std::ranges::unique(elements);
    elements.erase(again.begin(), again.end());
}

std::vector<std::uint64_t> without(const std::vector<std::uint64_t>& elements, const std::vector<std::uint64_t>& others)
{
    std::vector<std::uint64_t> rest;
    std::ranges::set_difference(elements, others, std::back_inserter(rest));
    return rest;
}

} // namespace

std::string_view name_of(ScanState state) noexcept
{
    return state_names[static_cast<std::size_t>(state)];
}

bool ScanNews::empty() const noexcept
{
    const auto is_empty = [this](const StoredState& state) { return (states.*state.elements).empty(); };
    return words.empty() && std::ranges::all_of(stored_states, is_empty) && !progress;
}

const StoredState* stored_state_named(std::string_view name) noexcept
{
    const auto* const found = std::ranges::find(stored_states, name, &StoredState::name);
    return found == stored_states.end() ? nullptr : found;
}

Store::Store(Database database) : database_{std::move(database)} {}

Store Store::open(const std::filesystem::path& file, bool with_folders)
{
    create_store_file(file, with_folders);
    Database database{file, Database::Access::write};
    migrate(database, store_migrations());
    return Store{std::move(database)};
}

Store Store::open_to_read(const std::filesystem::path& file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        throw StoreError{StoreError::Reason::unusable,
                         fmt::format("{}: there is no store: nothing has been scanned and kept yet, or it is another "
                                     "file (--db FILE)",
                                     file.string())};
    Database database{file, Database::Access::read};
    if (database.is_read_only())
        require_current(database, store_migrations());
    else
        migrate(database, store_migrations());
    return Store{std::move(database)};
}

void Store::damaged(std::string_view what) const
{
    fail_damaged(database_, what);
}

std::int64_t Store::begin(const NewScan& scan)
{
    Transaction transaction{database_};
    std::optional<std::int64_t> targets;
    if (scan.targets) targets = WordWriter{database_}.text_number(to_json(*scan.targets));
    database_
        .query("INSERT INTO scan (id, site, command, state, started, ended, plan, targets) VALUES (?, ?, ?, ?, ?, ?, "
               "?, ?)")
        .bind(scan.id, printable(scan.site), scan.command, name_of(ScanState::running), nanoseconds(scan.started),
              nanoseconds(scan.started), blob_of(to_json(scan.plan)), targets)
        .run();
    const auto number = database_.last_row();
    transaction.commit();
    return number;
}

void Store::write_states(std::int64_t scan, const StoredStates& states)
{
    auto last = database_.query("SELECT coalesce(max(part) + 1, 0) FROM settled WHERE scan = ?");
    const auto part = last.bind(scan).step() ? last.integer(0) : 0;
    auto insert = database_.query("INSERT INTO settled (scan, part, state, elements) VALUES (?, ?, ?, ?)");
    for (const auto& [name, elements] : stored_states)
        if (const auto& list = states.*elements; !list.empty())
            insert.bind(scan, part, name, blob_of(to_bytes(runs_of(list)))).run();
}

/// After a change of a run's row.
void Store::require_changed() const
{
    if (database_.changed_rows() == 0)
        throw StoreError{StoreError::Reason::failed,
                         fmt::format("{}: somebody removed this scan from the store", database_.file().string())};
}

void Store::record(std::int64_t scan, const ScanNews& news)
{
    Transaction transaction{database_};
    WordWriter writer{database_};
    for (const auto& words : news.words)
        writer.write(scan, words);
    write_states(scan, news.states);
    auto touch = database_.query("UPDATE scan SET ended = ?, progress = coalesce(?, progress) WHERE scan = ?");
    std::optional<std::string> progress;
    if (news.progress) progress = to_json(*news.progress);
    touch.bind(nanoseconds(WallClock::now()), progress, scan).run();
    require_changed();
    transaction.commit();
}

void Store::go_on(std::int64_t scan, const StoredPlan& plan)
{
    Transaction transaction{database_};
    database_.query("UPDATE scan SET outcome = NULL, plan = ? WHERE scan = ? AND state = ?")
        .bind(blob_of(to_json(plan)), scan, name_of(ScanState::running))
        .run();
    transaction.commit();
}

void Store::set_outcome(std::int64_t scan, const StoredOutcome& outcome, bool is_over)
{
    Transaction transaction{database_};
    if (is_over) { // what became known piece by piece is one piece
        const auto all = states(scan);
        database_.query("DELETE FROM settled WHERE scan = ?").bind(scan).run();
        write_states(scan, all);
    }
    database_.query("UPDATE scan SET state = ?, ended = ?, outcome = ? WHERE scan = ?")
        .bind(name_of(is_over ? ScanState::collected : ScanState::running), nanoseconds(WallClock::now()),
              blob_of(to_json(outcome)), scan)
        .run();
    require_changed();
    transaction.commit();
}

void Store::finish(std::int64_t scan)
{
    Transaction transaction{database_};
    const auto digest = walk_words(
        database_, scan, [](std::int64_t, std::string_view) {}, [](const StoredPart&) {});
    database_.query("UPDATE scan SET state = ?, digest = ?, progress = NULL WHERE scan = ?")
        .bind(name_of(ScanState::finished), Blob{digest}, scan)
        .run();
    require_changed();
    transaction.commit();
}

ScanEntry Store::entry_from(const Query& row) const
{
    ScanEntry entry;
    entry.number = row.integer(0);
    entry.id = row.text(1);
    entry.site = row.text(2);
    entry.command = row.text(3);
    const auto state = std::ranges::find(state_names, row.text(4));
    if (state == state_names.end()) damaged(fmt::format("scan {} has no state", entry.id));
    entry.state = static_cast<ScanState>(state - state_names.begin());
    entry.started = time_of(row.integer(5));
    entry.ended = time_of(row.integer(6));
    auto plan = plan_from(row.text(7));
    if (!plan) damaged(fmt::format("scan {} does not say what it was told", entry.id));
    entry.plan = std::move(*plan);
    if (!row.is_null(8)) {
        auto progress = progress_from(row.text(8));
        if (!progress) damaged(fmt::format("scan {} does not say how far it is", entry.id));
        entry.progress = std::move(*progress);
    }
    if (!row.is_null(9)) {
        auto outcome = outcome_from(row.text(9));
        if (!outcome) damaged(fmt::format("scan {} does not say how it ended", entry.id));
        entry.outcome = std::move(*outcome);
    }
    return entry;
}

std::vector<ScanEntry> Store::scans()
{
    std::vector<ScanEntry> entries;
    auto rows = database_.query(fmt::format("{} ORDER BY started, scan", entry_columns));
    while (rows.step())
        entries.push_back(entry_from(rows));
    return entries;
}

std::optional<ScanEntry> Store::scan(std::int64_t number)
{
    auto rows = database_.query(fmt::format("{} WHERE scan = ?", entry_columns));
    if (!rows.bind(number).step()) return std::nullopt;
    return entry_from(rows);
}

std::optional<ScanEntry> Store::newest()
{
    auto rows = database_.query(fmt::format("{} ORDER BY started DESC, scan DESC LIMIT 1", entry_columns));
    if (!rows.step()) return std::nullopt;
    return entry_from(rows);
}

StoredTargets Store::targets(std::int64_t scan)
{
    auto row = database_.query("SELECT text.content, text.digest FROM scan LEFT JOIN text ON scan.targets = text.text "
                               "WHERE scan.scan = ? AND scan.targets IS NOT NULL");
    if (!row.bind(scan).step()) return {};
    auto targets = targets_from(row.text(0));
    if (!targets || !has_digest(row.text(0), row.blob(1))) damaged("the targets of a scan");
    return std::move(*targets);
}

StoredStates Store::states(std::int64_t scan)
{
    constexpr auto most = std::uint64_t{1} << 48; // 2^32 addresses on 2^16 ports
    StoredStates states;
    auto rows = database_.query("SELECT state, elements FROM settled WHERE scan = ?");
    rows.bind(scan);
    while (rows.step()) {
        const auto runs = runs_from(rows.text(1), most);
        const auto* const state = stored_state_named(rows.text(0));
        if (!runs || state == nullptr) damaged("what is known of the targets of a scan");
        auto& elements = states.*state->elements;
        for (const auto& run : *runs)
            for (std::uint64_t i = 0; i < run.count; ++i)
                elements.push_back(run.first + i);
    }
    // An answer overrides everything, a refusal what was unreachable before.
    for (const auto& [name, elements] : stored_states)
        sort_once(states.*elements);
    states.refused = without(states.refused, states.answered);
    states.failed = without(without(states.failed, states.answered), states.refused);
    return states;
}

void Store::read_words(std::int64_t scan, const TextVisitor& text, const PartVisitor& part)
{
    const Transaction snapshot{database_, Transaction::Kind::read};
    const auto now = walk_words(database_, scan, text, part);
    auto finished = database_.query("SELECT digest FROM scan WHERE scan = ? AND digest IS NOT NULL");
    if (finished.bind(scan).step() && !std::ranges::equal(now, finished.blob(0)))
        damaged("what was said in a scan is not what it was");
}

void Store::refuse_words() const
{
    throw StoreError{StoreError::Reason::damaged,
                     file().string() + ": the store holds words that this version cannot read"};
}

std::int64_t Store::last_sender(std::int64_t scan, std::int64_t below)
{
    auto row = database_.query("SELECT coalesce(max(sender), -1) FROM said WHERE scan = ? AND sender < ?");
    return row.bind(scan, below).step() ? row.integer(0) : -1;
}

void Store::remove(const std::vector<std::int64_t>& scans)
{
    Transaction transaction{database_};
    for (const auto* const table : {"said", "settled", "scan"}) {
        auto remove = database_.query(fmt::format("DELETE FROM {} WHERE scan = ?", table));
        for (const auto scan : scans)
            remove.bind(scan).run();
    }
    database_.run("DELETE FROM text WHERE text NOT IN "
                  "(SELECT text FROM said UNION SELECT targets FROM scan WHERE targets IS NOT NULL)");
    transaction.commit();
    database_.query("PRAGMA incremental_vacuum").run();
}

std::array<std::byte, 16> Store::secret()
{
    Transaction transaction{database_};
    std::array<std::byte, 16> secret{};
    auto row = database_.query("SELECT value FROM setting WHERE name = 'secret'");
    if (row.step() && row.blob(0).size() == secret.size()) {
        std::ranges::transform(row.blob(0), secret.begin(), [](std::uint8_t octet) { return std::byte{octet}; });
        return secret;
    }
    std::random_device random;
    std::ranges::generate(secret, [&random] { return static_cast<std::byte>(random()); });
    const std::span octets{reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()};
    database_.query("INSERT OR REPLACE INTO setting (name, value) VALUES ('secret', ?)").bind(Blob{octets}).run();
    transaction.commit();
    return secret;
}

} // namespace phonescan
