#include "catalog/explain.hpp"

#include "catalog/iso_date.hpp"
#include "catalog/judgement.hpp"
#include "catalog/list_age.hpp"
#include "catalog/readings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

using Topic = VerdictStep::Topic;

/// In the order of enum VerdictStep::Topic.
constexpr std::array<std::string_view, 10> topics = {"verdict", "platform", "lists", "list", "row",
                                                     "cell",    "firmware", "end",   "note", "candidates"};
static_assert(topics.size() == static_cast<std::size_t>(Topic::candidates) + 1);

std::string date_text(Day day)
{
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

std::string age_text(const ListAge& age)
{
    if (age.is_unpublished) return age.text();
    return age.months == 0 ? "less than a month old" : age.text() + " old";
}

/// The judgement of one phone for one platform, told step by step. It asks the lists again by the same functions.
class Story {
public:
    Story(const CatalogSet::Impl& set, const JudgedPhone& phone, std::string_view platform, Day as_of)
        : set_{set}, phone_{phone}, platform_{platform}, as_of_{as_of}
    {
    }

    std::vector<VerdictStep> tell(const Verdict& verdict)
    {
        result(verdict);
        const auto plan = set_.plans.find(platform_);
        if (plan == set_.plans.end() || !plan->second.covers()) {
            say(Topic::lists, fmt::format("no loaded list is asked for {}", platform_));
            return std::move(steps_);
        }
        asked(plan->second);
        for (const auto* const columns : {&plan->second.programmes, &plan->second.minimums})
            for (const auto& column : *columns)
                list(column, verdict);
        if (verdict.code == VerdictCode::model_ambiguous) candidates(verdict);
        unlisted(verdict, plan->second);
        return std::move(steps_);
    }

private:
    void say(Topic topic, std::string text) { steps_.push_back({topic, std::move(text)}); }

    void result(const Verdict& verdict)
    {
        const auto* const platform = set_.platforms.find(platform_);
        const auto title =
            platform == nullptr ? std::string{platform_} : fmt::format("{} ({})", platform_, platform->title);
        say(Topic::verdict, fmt::format("{} for {}: {}", name_of(verdict.code), title, label_of(verdict.status)));
        if (const auto reason = incomparable_named(verdict.reason))
            say(Topic::verdict, fmt::format("reason {}: {}", verdict.reason, meaning_of(*reason)));
        if (platform != nullptr && platform->is_retired(as_of_))
            say(Topic::platform, fmt::format("retired since {}{}", date_text(*platform->retired),
                                             platform->source.empty() ? "" : " (" + platform->source + ")"));
    }

    /// `lync (qualified for Lync, by its column lync-server-2013)`
    std::string name_of_list(const AskedColumn& asked) const
    {
        const auto& file = asked.list->file;
        const auto& column = file.platforms[asked.column];
        std::vector<std::string> words;
        if (!file.level.empty()) words.emplace_back(set_.platforms.title_of_level(file.level));
        if (column != platform_) words.push_back("by its column " + column);
        return words.empty() ? file.name : fmt::format("{} ({})", file.name, fmt::join(words, ", "));
    }

    void asked(const PlatformPlan& plan)
    {
        const auto names = [this](const std::vector<AskedColumn>& columns) {
            std::vector<std::string> parts;
            for (const auto& column : columns)
                parts.push_back(name_of_list(column));
            return fmt::format("{}", fmt::join(parts, ", then "));
        };
        if (!plan.programmes.empty())
            say(Topic::lists,
                names(plan.programmes) +
                    (plan.programmes.size() > 1 ? "; the first that has a row for the model decides" : ""));
        if (!plan.minimums.empty())
            say(Topic::lists,
                fmt::format("minimum firmware: {}; below it a phone does not connect, whatever else holds",
                            names(plan.minimums)));
    }

    void list(const AskedColumn& column, const Verdict& verdict)
    {
        const auto& file = column.list->file;
        const ListAge age{*iso_day(file.revision), as_of_};
        say(Topic::list, fmt::format("{}: \"{}\" of {}, {}{}", file.name, file.title, file.revision, age_text(age),
                                     age.is_over_a_year ? ": more than a year, look for a newer one" : ""));
        const auto match = column.list->index.find(phone_.key(), phone_.identity().model);
        if (match.kind != ModelMatch::Kind::row) {
            say(Topic::row, match.kind == ModelMatch::Kind::ambiguous
                                ? fmt::format("\"{}\" may be one of several models", phone_.identity().model)
                                : no_row_text(match));
            return;
        }
        const auto ruling = rule(phone_, column, match, set_.schemes, as_of_);
        append_ruling(steps_, ruling, match, phone_, set_.schemes);
        const bool decides = verdict.catalog == file.name && verdict.row == ruling.loaded_row().text;
        say(Topic::list, fmt::format("{} comes to {}{}", file.name, name_of(ruling.code),
                                     decides ? ", which decides" : ", which stands beside the verdict"));
    }

    static std::string no_row_text(const ModelMatch& match)
    {
        if (match.model_key.empty()) return "no row: no model is known";
        if (match.vendor_key.empty())
            return fmt::format("no row for model \"{}\" of an unknown vendor", match.model_key);
        return fmt::format("no row for vendor \"{}\", model \"{}\"", match.vendor_key, match.model_key);
    }

    void candidates(const Verdict& verdict)
    {
        for (const auto& flag : verdict.flags) {
            if (flag.starts_with("candidate=")) say(Topic::candidates, flag.substr(flag.find('=') + 1));
            if (flag.starts_with("unanimous="))
                say(Topic::candidates, fmt::format("each of them would be {}", flag.substr(flag.find('=') + 1)));
        }
    }

    void unlisted(const Verdict& verdict, const PlatformPlan& plan)
    {
        if (verdict.code != VerdictCode::model_not_in_catalog) return;
        for (const auto& flag : verdict.flags)
            if (flag.starts_with("nearest="))
                say(Topic::note,
                    fmt::format("the nearest entry is {}: another model", flag.substr(flag.find('=') + 1)));
        for (const auto& [column, note] : plan.notes)
            if (std::ranges::find(verdict.flags, note->flag) != verdict.flags.end())
                say(Topic::note, fmt::format("{} has it: {}", name_of_list(column), note->text));
    }

    const CatalogSet::Impl& set_;
    const JudgedPhone& phone_;
    std::string_view platform_;
    Day as_of_;
    std::vector<VerdictStep> steps_;
};

} // namespace

std::string_view name_of(VerdictStep::Topic topic) noexcept
{
    return topics[static_cast<std::size_t>(topic)];
}

std::vector<VerdictStep> CatalogSet::explain(const Identity& phone, std::string_view platform, Day as_of) const
{
    const JudgedPhone judged{phone, impl_->names, impl_->schemes};
    const auto verdict = judge(phone, platform, as_of);
    auto steps = Story{*impl_, judged, platform, as_of}.tell(verdict);
    if (verdict.reason != name_of(Incomparable::conflict)) return steps;
    const auto readings = other_readings(phone);
    if (!readings) return steps;
    for (const auto& reading : *readings) {
        const JudgedPhone as_read{reading, impl_->names, impl_->schemes};
        const auto other = Judgement{*impl_, as_read, platform, as_of}.decide();
        steps.push_back({Topic::note, fmt::format("read as {} {} with firmware {} it would be {}", reading.vendor,
                                                  reading.model, reading.firmware, name_of(other.code))});
    }
    return steps;
}

} // namespace phonescan
