#include "catalog/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace phonescan {

namespace {

using Topic = VerdictStep::Topic;

/// In the order of enum Incomparable.
constexpr std::array<std::string_view, 10> meanings = {
    "what the phone says of itself contradicts itself, and the verdict hangs on which is true",
    "the two are built for different hardware",
    "the two are of different lines of firmware, or the phone's line is not known",
    "the two are of different branches, one of them a customer's",
    "the two are numbered in different ways",
    "which build the letter of the release stands for is not known for this model",
    "the list's text is no version of this model",
    "the list gives a part of a version only",
    "the row contradicts itself: its minimum is above its approved version",
    "the phone's text is no version of this model"};
static_assert(meanings.size() == static_cast<std::size_t>(Incomparable::observed_unparsable) + 1);

std::string_view way_text(const RowsOfModel& found)
{
    switch (found.way) {
    case RowsOfModel::Way::exact:
        return "the model's own";
    case RowsOfModel::Way::alias:
        return "by another name of the model";
    case RowsOfModel::Way::multi_model_row:
        return found.by_alias ? "by another name of one of its models" : "it names several models";
    case RowsOfModel::Way::series:
        break;
    }
    return "for the whole series";
}

std::string_view order_text(Order order)
{
    switch (order) {
    case Order::equal:
        return "equal to";
    case Order::older:
        return "older than";
    case Order::newer:
        return "newer than";
    case Order::incomparable:
        break;
    }
    return "not comparable with";
}

/// The story of one ruling.
class RulingStory {
public:
    RulingStory(std::vector<VerdictStep>& steps, const Ruling& ruling, const ModelMatch& match,
                const JudgedPhone& phone, const SchemeBook& schemes)
        : steps_{steps}, ruling_{ruling}, match_{match}, phone_{phone}, schemes_{schemes}
    {
    }

    void tell()
    {
        for (const auto row : ruling_.found->rows) {
            row_found(row);
            cell(row);
            firmware(row);
        }
        end();
        notes();
    }

private:
    void say(Topic topic, std::string text) { steps_.push_back({topic, std::move(text)}); }

    void row_found(std::size_t index)
    {
        const auto& row = ruling_.list().file.rows[index];
        const auto line = row.document_line == 0 ? fmt::format("line {} of the data file", row.line)
                                                 : fmt::format("line {} of the document", row.document_line);
        say(Topic::row,
            fmt::format("\"{}\", {}: {}{}", row.product_text(), line, way_text(*ruling_.found),
                        ruling_.found->rows.size() > 1 ? "; the list names the model in several rows" : ""));
    }

    static std::string with_edition(const std::string& version, const std::string& edition)
    {
        return edition.empty() ? version : edition + " " + version;
    }

    static std::string meaning_of_cell(const CatalogCell& cell)
    {
        const auto versions = with_edition(fmt::format("{}", fmt::join(cell.versions, " or ")), cell.edition);
        switch (cell.kind) {
        case CellKind::exact:
            return fmt::format("qualified is {}", versions);
        case CellKind::minimum: {
            auto text = cell.versions.empty() ? std::string{} : fmt::format("approved is {}", versions);
            if (cell.minimum.empty()) return text;
            text += fmt::format("{}the minimum is {}", text.empty() ? "" : ", ",
                                with_edition(cell.minimum, cell.minimum_edition));
            if (!cell.exceptions.empty()) text += fmt::format(", but not {}", fmt::join(cell.exceptions, ", "));
            return text;
        }
        case CellKind::not_tested:
            return "not tested, or not for this platform";
        case CellKind::no_data:
            return "blank: nothing may be concluded";
        case CellKind::companion:
            return "it is other equipment that is qualified";
        case CellKind::discontinued:
            return "discontinued";
        case CellKind::unparsable:
            return "it is no version of this model";
        case CellKind::ended:
            break;
        }
        return "an end-of-life table, without a firmware";
    }

    void cell(std::size_t index)
    {
        const auto& cell = ruling_.list().file.rows[index].cells[ruling_.asked->column];
        say(Topic::cell, cell.literal.empty() ? meaning_of_cell(cell)
                                              : fmt::format("\"{}\": {}", cell.literal, meaning_of_cell(cell)));
    }

    void firmware(std::size_t index)
    {
        const auto& row = ruling_.list().rows[index];
        const auto& cell = row.cells[ruling_.asked->column];
        if (row.scheme == nullptr || (cell.versions.empty() && !cell.minimum)) return;
        if (!phone_.has_firmware()) return say(Topic::firmware, "not known");
        const auto observed = observed_for(phone_, row, match_, schemes_);
        const auto& literal = ruling_.list().file.rows[index].cells[ruling_.asked->column];
        for (std::size_t i = 0; i < cell.versions.size(); ++i)
            compared(cell.versions[i] ? literal.versions[i] : literal.literal,
                     compare_observed(*row.scheme, match_.model_key, observed, cell.versions[i]));
        if (!cell.minimum) return;
        const auto comparison = compare_minimum(cell, *row.scheme, match_.model_key, observed);
        if (is_excepted(*row.scheme, match_.model_key, observed, cell))
            say(Topic::firmware, fmt::format("{} is excepted from the minimum {}", phone_text(), literal.minimum));
        else if (comparison.order == Order::incomparable)
            compared("the minimum " + literal.minimum, comparison);
        else
            say(Topic::firmware,
                fmt::format("{} {} the minimum {}", phone_text(),
                            comparison.order == Order::older ? "does not meet" : "meets", literal.minimum));
    }

    std::string phone_text() const { return with_edition(phone_.identity().firmware, phone_.identity().edition); }

    void compared(const std::string& listed, const Comparison& comparison)
    {
        auto text = fmt::format("{} is {} {}", phone_text(), order_text(comparison.order), listed);
        if (comparison.order == Order::incomparable) text += fmt::format(": {}", meaning_of(comparison.reason));
        if (comparison.by_alias) text += ", which is that release's build on this model";
        say(Topic::firmware, std::move(text));
    }

    void end()
    {
        const auto& row = ruling_.file_row();
        if (row.end.empty()) return;
        auto text = fmt::format("the certification {} {}", ruling_.has_ended ? "ended on" : "lasts until", row.end);
        if (ruling_.relation) text += fmt::format("; by its firmware the phone was {}", name_of(*ruling_.relation));
        say(Topic::end, std::move(text));
    }

    void notes()
    {
        for (const auto row : ruling_.found->ended)
            say(Topic::note, fmt::format("the list's end-of-life table has it, too: ended on {}",
                                         ruling_.list().file.rows[row].end));
        for (const auto& flag : ruling_.file_row().flags)
            if (!flag.starts_with("import-warning=")) say(Topic::note, fmt::format("the row is flagged {}", flag));
        for (const auto& warning : ruling_.file_row().warnings)
            say(Topic::note, warning);
        if (ruling_.is_listed_release)
            say(Topic::note, fmt::format("the document names this firmware{}",
                                         ruling_.is_recalled ? " as recalled" : " as released, not as qualified"));
        if (!ruling_.asked->level_flag.empty())
            say(Topic::note, fmt::format("counts as {}", ruling_.asked->level_flag));
        if (ruling_.code == VerdictCode::newer_than_qualified && ruling_.list().file.newer_is_unsupported)
            say(Topic::note, "the document says that newer firmware is not supported");
    }

    std::vector<VerdictStep>& steps_;
    const Ruling& ruling_;
    const ModelMatch& match_;
    const JudgedPhone& phone_;
    const SchemeBook& schemes_;
};

} // namespace

std::string_view meaning_of(Incomparable reason) noexcept
{
    return meanings[static_cast<std::size_t>(reason)];
}

void append_ruling(std::vector<VerdictStep>& steps, const Ruling& ruling, const ModelMatch& match,
                   const JudgedPhone& phone, const SchemeBook& schemes)
{
    RulingStory{steps, ruling, match, phone, schemes}.tell();
}

} // namespace phonescan
