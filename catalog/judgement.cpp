#include "catalog/judgement.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// Below the minimum a phone does not connect: that outweighs what says it is ready or newer than ready.
bool is_outweighed_by_minimum(VerdictCode code) noexcept
{
    return status_of(code) == Status::ready || status_of(code) == Status::newer;
}

std::string also(const Ruling& ruling)
{
    return "also=" + ruling.list().file.name + ":" + std::string{name_of(ruling.code)};
}

} // namespace

Judgement::Judgement(const CatalogSet::Impl& set, const JudgedPhone& phone, std::string_view platform, Day as_of)
    : set_{set}, phone_{phone}, as_of_{as_of}
{
    verdict_.platform = platform;
    if (const auto plan = set.plans.find(platform); plan != set.plans.end()) plan_ = &plan->second;
}

Verdict Judgement::decide()
{
    if (plan_ == nullptr || !plan_->covers()) return give(VerdictCode::platform_not_covered); // 1
    find_list();
    verdict_.catalog = asked_->list->file.name;
    verdict_.revision = asked_->list->file.revision;
    if (match_.kind == ModelMatch::Kind::row) return by_lists();                   // 4 to 15
    if (match_.kind == ModelMatch::Kind::ambiguous) return family_name_only();     // 2
    if (const auto* const family = phone_.family()) return any_of_family(*family); // 2
    if (match_.model_key.empty()) return give(VerdictCode::model_unknown);         // 2b
    return not_in_catalog();                                                       // 3
}

Verdict Judgement::give(VerdictCode code)
{
    verdict_.code = code;
    verdict_.status = status_of(code);
    verdict_.listed = listed_of(code);
    return finish();
}

Verdict Judgement::finish()
{
    const auto* const platform = plan_ == nullptr ? nullptr : plan_->platform;
    if (platform != nullptr && platform->is_retired(as_of_)) flag("platform-retired");
    return std::move(verdict_);
}

ModelMatch Judgement::find(const LoadedCatalog& list) const
{
    return list.index.find(phone_.key(), phone_.identity().model);
}

Ruling Judgement::ruling_of(const AskedColumn& asked, const ModelMatch& match) const
{
    return rule(phone_, asked, match, set_.schemes, as_of_);
}

/// The first list that has a row for the model; one that leaves open which, unless a later one names the model itself;
/// else the first that covers the platform. A minimum is no programme: it decides only where none of them is loaded.
void Judgement::find_list()
{
    using Found = ModelMatch::Kind;
    for (const auto& asked : plan_->has_programme() ? plan_->programmes : plan_->minimums) {
        auto match = find(*asked.list);
        const bool names_it = match.kind == Found::row && match.found->way != RowsOfModel::Way::series;
        if (asked_ != nullptr && (match_.kind == Found::ambiguous ? !names_it : match.kind == Found::none)) continue;
        asked_ = &asked;
        match_ = std::move(match);
        if (match_.kind == Found::row) return;
    }
}

/// The list that decides, then what the others say beside it. Of those before it none has a row.
Verdict Judgement::by_lists()
{
    auto decisive = ruling_of(*asked_, match_);
    std::vector<std::string> others;
    const auto columns = std::span{plan_->programmes};
    const bool by_programme = plan_->has_programme();
    if (by_programme)
        for (const auto& asked : columns.subspan(static_cast<std::size_t>(asked_ - columns.data()) + 1))
            if (const auto match = find(*asked.list); match.kind == ModelMatch::Kind::row)
                others.push_back(also(ruling_of(asked, match)));
    for (const auto& asked : plan_->minimums) {
        if (&asked == asked_) continue;
        const auto match = find(*asked.list);
        if (match.kind != ModelMatch::Kind::row) continue;
        auto minimum = ruling_of(asked, match);
        if (by_programme && minimum.code == VerdictCode::below_minimum && is_outweighed_by_minimum(decisive.code))
            std::swap(decisive, minimum);
        others.push_back(also(minimum));
    }
    write_ruling(decisive, verdict_);
    std::ranges::move(others, std::back_inserter(verdict_.flags));
    return finish();
}

/// Several rows fit a model that is only a family's name. The real model may be one that no list names, so nothing is
/// said about their agreement, unlike that of a firmware's family, whose models are all known.
Verdict Judgement::family_name_only()
{
    for (const auto row : match_.candidates)
        flag("candidate=" + asked_->list->rows[row].text);
    return give(VerdictCode::model_ambiguous);
}

/// Candidates that all come to one verdict are said to, also that no list has them, and how the phone stands is known;
/// its model stays to be found out all the same.
Verdict Judgement::any_of_family(const FirmwareFamily& family)
{
    std::vector<Verdict> verdicts;
    for (const auto& candidate : phone_.candidates_of(family)) {
        flag("candidate=" + candidate.vendor + " " + candidate.model);
        Identity as_candidate;
        as_candidate.vendor = candidate.vendor;
        as_candidate.model = candidate.model;
        as_candidate.firmware = phone_.identity().firmware;
        as_candidate.edition = phone_.identity().edition;
        const JudgedPhone judged{as_candidate, set_.names, set_.schemes};
        verdicts.push_back(Judgement{set_, judged, verdict_.platform, as_of_}.decide());
    }
    const auto& first = verdicts.front();
    const bool unanimous =
        std::ranges::all_of(verdicts, [&](const Verdict& other) { return other.code == first.code; });
    if (!unanimous) return give(VerdictCode::model_ambiguous);
    flag("unanimous=" + std::string{name_of(first.code)});
    auto verdict = give(VerdictCode::model_ambiguous);
    verdict.status = first.status;
    verdict.listed = first.listed;
    return verdict;
}

Verdict Judgement::not_in_catalog()
{
    const auto nearest_in = [this](const LoadedCatalog& list) -> std::string {
        const auto row = list.index.nearest(match_.vendor_key, match_.model_key);
        return row ? list.rows[*row].text : std::string{};
    };
    std::string nearest;
    for (const auto* const columns : {&plan_->programmes, &plan_->minimums})
        for (const auto& asked : *columns)
            if (nearest.empty()) nearest = nearest_in(*asked.list);
    if (!nearest.empty()) flag("nearest=" + nearest);
    for (const auto& [noted, note] : plan_->notes)
        if (find(*noted.list).kind == ModelMatch::Kind::row &&
            std::ranges::find(verdict_.flags, note->flag) == verdict_.flags.end())
            flag(note->flag);
    if (plan_->has_programme())
        for (const auto& asked : plan_->minimums)
            if (const auto match = find(*asked.list); match.kind == ModelMatch::Kind::row)
                flag(also(ruling_of(asked, match)));
    return give(VerdictCode::model_not_in_catalog);
}

} // namespace phonescan
