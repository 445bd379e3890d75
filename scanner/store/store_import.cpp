#include "scanner/store/scan_file.hpp"
#include "scanner/store/store_columns.hpp"
#include "scanner/store/word_table.hpp"

#include "probes/observation/printable.hpp"

namespace phonescan {

bool Store::add(const ScanFile& file)
{
    const auto& run = file.run;
    Transaction transaction{database_};
    auto known = database_.query("SELECT 1 FROM scan WHERE id = ?");
    if (known.bind(run.id).step()) return false;
    known.reset();

    WordWriter writer{database_};
    std::optional<std::int64_t> targets;
    if (file.targets) targets = writer.text_number(to_json(*file.targets));
    std::optional<std::string> outcome;
    if (run.outcome) outcome = to_json(*run.outcome);
    database_
        .query("INSERT INTO scan (id, site, command, state, started, ended, plan, targets, outcome) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run.id, printable(run.site), run.command, name_of(ScanState::finished), nanoseconds(run.started),
              nanoseconds(run.ended), blob_of(to_json(run.plan)), targets, outcome)
        .run();
    const auto number = database_.last_row();

    std::int64_t place = 0;
    auto settled = database_.query("INSERT INTO settled (scan, part, state, elements) VALUES (?, ?, ?, ?)");
    for (const auto& [state, runs] : file.settled)
        settled.bind(number, place++, state, blob_of(runs)).run();
    for (auto part : file.parts) {
        part.text = writer.text_number(file.texts.at(part.text));
        writer.write(number, part);
    }
    const auto digest = walk_words(
        database_, number, [](std::int64_t, std::string_view) {}, [](const StoredPart&) {});
    database_.query("UPDATE scan SET digest = ? WHERE scan = ?").bind(Blob{digest}, number).run();
    transaction.commit();
    return true;
}

} // namespace phonescan
