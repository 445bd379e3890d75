#include "catalog/ruling.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// The decision table for one phone before one column.
class DecisionTable {
public:
    DecisionTable(const JudgedPhone& phone, const AskedColumn& asked, const ModelMatch& match,
                  const SchemeBook& schemes, Day as_of)
        : phone_{phone}, match_{match}, schemes_{schemes}, as_of_{as_of}
    {
        ruling_.asked = &asked;
        ruling_.found = match.found;
    }

    Ruling decide()
    {
        ruling_.row = first_row_with_versions().value_or(match_.found->rows.front());
        switch (ruling_.file_cell().kind) {
        case CellKind::not_tested:
            return give(VerdictCode::not_tested); // 4
        case CellKind::discontinued:
            return give(VerdictCode::discontinued); // 5
        case CellKind::no_data:
            return give(VerdictCode::no_data); // 6
        case CellKind::companion:
            return give(VerdictCode::companion_required); // 7
        case CellKind::ended:
            find_release();
            return give(has_ended() ? VerdictCode::certification_ended : VerdictCode::no_data);
        case CellKind::exact:
        case CellKind::minimum:
        case CellKind::unparsable:
            break;
        }
        if (!phone_.has_firmware()) return give(VerdictCode::firmware_unknown); // 8
        const auto standing = standing_of(phone_, *ruling_.asked, match_, schemes_);
        find_release();
        if (standing.equal) return qualified(standing);                                                // 9
        if (standing.has_minimum) return by_minimum(standing);                                         // 11, 12
        if (standing.target) return older(standing);                                                   // 13
        if (standing.below_it == standing.versions) return related(VerdictCode::newer_than_qualified); // 14
        return undetermined(*standing.reason);                                                         // 10
    }

private:
    /// The first of the rows whose cell has versions to compare with.
    std::optional<std::size_t> first_row_with_versions() const
    {
        for (const auto row : match_.found->rows) {
            const auto kind = ruling_.list().file.rows[row].cells[ruling_.asked->column].kind;
            if (kind == CellKind::exact || kind == CellKind::minimum || kind == CellKind::unparsable) return row;
        }
        return std::nullopt;
    }

    bool has_ended() const
    {
        const auto& end = ruling_.loaded_row().end;
        return end && *end < as_of_;
    }

    Ruling give(VerdictCode code)
    {
        ruling_.code = code;
        ruling_.has_ended = has_ended();
        return ruling_;
    }

    /// 15: what a certification that has ended said stays beside it.
    Ruling related(VerdictCode code)
    {
        if (!has_ended()) return give(code);
        ruling_.relation = code;
        return give(VerdictCode::certification_ended);
    }

    Ruling undetermined(Incomparable reason)
    {
        ruling_.reason = reason;
        return give(VerdictCode::undetermined);
    }

    Ruling qualified(const FirmwareStanding& standing)
    {
        ruling_.row = standing.equal->row;
        ruling_.by_release_alias = standing.by_alias;
        return related(VerdictCode::qualified);
    }

    Ruling by_minimum(const FirmwareStanding& standing)
    {
        if (standing.meets || standing.below) {
            ruling_.row = standing.meets ? *standing.meets : *standing.below;
            return related(standing.meets ? VerdictCode::meets_minimum : VerdictCode::below_minimum);
        }
        ruling_.row = *standing.open;
        return undetermined(*standing.minimum_reason);
    }

    Ruling older(const FirmwareStanding& standing)
    {
        ruling_.row = standing.target->row;
        ruling_.target = standing.target;
        ruling_.is_between = standing.below_it != 0;
        return related(VerdictCode::older_than_qualified);
    }

    /// Is the firmware one that the document names for the model?
    void find_release()
    {
        const auto& list = ruling_.list();
        if (list.releases.empty()) return;
        const auto releases = list.releases_of(joined_key(match_.vendor_key, match_.model_key));
        if (releases.empty()) return;
        const auto* const scheme = schemes_.scheme_for(match_.vendor_key, match_.model_key);
        if (scheme == nullptr) return;
        const auto observed = phone_.observed(*scheme, match_.vendor_key);
        for (const auto& release : releases) {
            if (compare_observed(*scheme, match_.model_key, observed, release.version).order != Order::equal) continue;
            ruling_.is_listed_release = true;
            ruling_.is_recalled = ruling_.is_recalled || release.recalled;
        }
    }

    const JudgedPhone& phone_;
    const ModelMatch& match_;
    const SchemeBook& schemes_;
    Day as_of_;
    Ruling ruling_;
};

void add_once(std::vector<std::string>& flags, std::string flag)
{
    if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(std::move(flag));
}

/// Adds the versions of a row's cell that are not there yet.
void write_wanted(const Ruling& ruling, std::size_t row, Verdict& verdict)
{
    const auto& loaded = ruling.list().rows[row];
    const auto& cell = ruling.list().file.rows[row].cells[ruling.asked->column];
    const auto add = [&](const std::string& text, const std::optional<Version>& version, bool or_newer) {
        WantedLine line{version && version->edition ? loaded.scheme->editions[*version->edition].name : "", or_newer};
        for (std::size_t i = 0; i < verdict.wanted.size(); ++i)
            if (verdict.wanted[i] == text && verdict.wanted_lines[i] == line) return;
        verdict.wanted.push_back(text);
        verdict.wanted_lines.push_back(std::move(line));
    };
    const auto& versions = loaded.cells[ruling.asked->column].versions;
    for (std::size_t i = 0; i < cell.versions.size(); ++i)
        add(cell.versions[i], versions[i], false);
    if (!cell.minimum.empty()) add(cell.minimum, loaded.cells[ruling.asked->column].minimum, true);
}

/// What to install comes first.
void put_first(const std::string& target, Verdict& verdict)
{
    const auto at = std::ranges::find(verdict.wanted, target) - verdict.wanted.begin();
    std::rotate(verdict.wanted.begin(), verdict.wanted.begin() + at, verdict.wanted.begin() + at + 1);
    std::rotate(verdict.wanted_lines.begin(), verdict.wanted_lines.begin() + at, verdict.wanted_lines.begin() + at + 1);
}

bool has_wildcard(const LoadedCatalog::Cell& cell)
{
    const auto is_wild = [](const std::optional<Version>& version) { return version && version->any != 0; };
    return is_wild(cell.minimum) || std::ranges::any_of(cell.versions, is_wild);
}

void write_flags(const Ruling& ruling, Verdict& verdict)
{
    constexpr std::size_t usual_flags = 8;
    auto& flags = verdict.flags;
    flags.reserve(usual_flags);
    const auto& row = ruling.file_row();
    if (ruling.found->by_alias) flags.emplace_back("alias");
    flags.insert(flags.end(), row.flags.begin(), row.flags.end());
    if (ruling.found->rows.size() > 1) flags.emplace_back("duplicate-rows");
    for (const auto ended : ruling.found->ended)
        add_once(flags, "eol=" + ruling.list().file.rows[ended].end);
    if (has_wildcard(ruling.loaded_cell())) flags.emplace_back("wildcard");
    if (ruling.by_release_alias) flags.emplace_back("release-alias");
    if (ruling.is_between) flags.emplace_back("between");
    if (ruling.code == VerdictCode::newer_than_qualified && ruling.list().file.newer_is_unsupported)
        flags.emplace_back("newer-policy=unsupported");
    if (ruling.relation) flags.push_back("relation=" + std::string{name_of(*ruling.relation)});
    if (ruling.is_listed_release) flags.emplace_back("listed-release");
    if (ruling.is_recalled) add_once(flags, "recalled");
    if (!ruling.asked->level_flag.empty()) flags.push_back(ruling.asked->level_flag);
}

} // namespace

Ruling rule(const JudgedPhone& phone, const AskedColumn& asked, const ModelMatch& match, const SchemeBook& schemes,
            Day as_of)
{
    return DecisionTable{phone, asked, match, schemes, as_of}.decide();
}

void write_ruling(const Ruling& ruling, Verdict& verdict)
{
    verdict.catalog = ruling.list().file.name;
    verdict.revision = ruling.list().file.revision;
    verdict.row = ruling.loaded_row().text;
    verdict.cell = ruling.file_cell().literal;
    const auto versions = ruling.file_cell().versions.size() + 1; // and a minimum
    verdict.wanted.reserve(versions);
    verdict.wanted_lines.reserve(versions);
    write_wanted(ruling, ruling.row, verdict);
    if (ruling.target) put_first(ruling.file_cell().versions[ruling.target->version], verdict);
    for (const auto row : ruling.found->rows)
        if (row != ruling.row) write_wanted(ruling, row, verdict);
    write_flags(ruling, verdict);
    verdict.exceptions = ruling.file_cell().exceptions;
    if (ruling.has_ended) verdict.ended = ruling.file_row().end;
    if (ruling.reason) verdict.reason = name_of(*ruling.reason);
    verdict.code = ruling.code;
    verdict.status = status_of(ruling.code);
    verdict.listed = listed_of(ruling.code);
    // An end-of-life table lists no version.
    if (ruling.code == VerdictCode::certification_ended && ruling.file_row().is_end_of_life())
        verdict.listed = Listed::no;
}

} // namespace phonescan
