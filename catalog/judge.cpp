#include "catalog/loaded_catalog.hpp"
#include "catalog/readings.hpp"
#include "catalog/version_order.hpp"

#include <algorithm>

namespace phonescan {

namespace {

std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// How a phone's firmware stands to all versions of a cell together.
struct Relation {
    bool equal = false;
    bool by_alias = false;
    std::optional<std::size_t> target; ///< the lowest listed version above it
    std::size_t below_it = 0;          ///< how many listed versions it is newer than
    std::size_t versions = 0;
    std::optional<Incomparable> reason; ///< the weightiest
};

/// Statements contradict each other, and the verdict hangs on which is true. What holds either way stays.
void withdraw(Verdict& verdict, const Verdict& other)
{
    std::erase_if(verdict.flags, [&other](const std::string& flag) {
        return std::ranges::find(other.flags, flag) == other.flags.end();
    });
    if (verdict.listed != other.listed) verdict.listed = Listed::unknown;
    verdict.code = VerdictCode::undetermined;
    verdict.status = status_of(verdict.code);
    verdict.reason = name_of(Incomparable::conflict);
}

} // namespace

/// One phone before one platform's lists on one day.
class CatalogSet::Judgement {
public:
    Judgement(const Impl& set, const Identity& phone, std::string_view platform, Day as_of)
        : set_{set}, phone_{phone}, as_of_{as_of}, firmware_{trimmed(phone.firmware)}
    {
        verdict_.platform = platform;
    }

    /// The decision table: the first line that holds decides.
    Verdict decide()
    {
        if (!find_catalog()) return give(VerdictCode::platform_not_covered);
        if (match_.kind == ModelMatch::Kind::ambiguous) return family_name_only();
        if (const auto* family = firmware_family()) return any_of_family(*family);
        if (match_.model_key.empty()) return give(VerdictCode::model_unknown);
        if (match_.kind == ModelMatch::Kind::none) return not_in_catalog();

        const CatalogCell& cell = take_row();
        if (cell.kind == CellKind::not_tested) return give(VerdictCode::not_tested);
        if (cell.kind == CellKind::discontinued) return give(VerdictCode::discontinued);
        if (cell.kind == CellKind::no_data) return give(VerdictCode::no_data);
        if (cell.kind == CellKind::companion) return give(VerdictCode::companion_required);
        if (firmware_.empty()) return give(VerdictCode::firmware_unknown);

        const Relation relation = relate();
        if (relation.by_alias) flag("release-alias");
        if (relation.equal) return give(VerdictCode::qualified);
        if (relation.target) return older(relation);
        if (relation.below_it == relation.versions) return newer();
        return undetermined(*relation.reason);
    }

private:
    Verdict give(VerdictCode code)
    {
        verdict_.code = code;
        verdict_.status = status_of(code);
        verdict_.listed = listed_of(code);
        if (set_.platforms.is_retired(verdict_.platform, as_of_)) flag("platform-retired");
        return std::move(verdict_);
    }

    void flag(std::string name) { verdict_.flags.push_back(std::move(name)); }

    /// The first list that covers the platform and has the model, else the first that covers the platform.
    bool find_catalog()
    {
        for (const auto& catalog : set_.catalogs) {
            const auto column = catalog->column_of(verdict_.platform);
            if (!column) continue;
            auto match = catalog->index.find(phone_.vendor, phone_.model);
            const bool found = match.kind != ModelMatch::Kind::none;
            if (catalog_ && !found) continue;
            catalog_ = catalog.get();
            column_ = *column;
            match_ = std::move(match);
            if (found) break;
        }
        if (!catalog_) return false;
        verdict_.catalog = catalog_->file.name;
        verdict_.revision = catalog_->file.revision;
        return true;
    }

    /// Several rows fit a model that is only a family's name. Others may exist that no list names, so nothing is
    /// said about their agreement.
    Verdict family_name_only()
    {
        for (const auto row : match_.rows)
            flag("candidate=" + catalog_->file.rows[row].product_text());
        return give(VerdictCode::model_ambiguous);
    }

    /// A family whose firmware this is or whose name stands where the model should; none once a model is known.
    const FirmwareFamily* firmware_family() const
    {
        if (match_.kind == ModelMatch::Kind::row) return nullptr;
        const auto model_key = set_.names.model_key(match_.vendor_key, phone_.model);
        for (const auto& scheme : set_.schemes.schemes()) {
            if (!scheme.family) continue;
            const auto begins = [version = version_text(scheme)](const std::string& prefix) {
                return version.starts_with(prefix);
            };
            const bool named =
                (model_key.empty() || model_key == set_.names.vendor_key(scheme.family->publisher)) &&
                set_.names.vendor_key(phone_.model).ends_with(set_.names.vendor_key(scheme.family->name));
            const bool told = model_key.empty() && std::ranges::any_of(scheme.family->prefixes, begins) &&
                              scheme.parse(version_text(scheme)).has_value();
            if ((named || told) && !candidates_of(*scheme.family).empty()) return &*scheme.family;
        }
        return nullptr;
    }

    /// The family's models, or those of the phone's vendor where it is known.
    std::vector<FirmwareFamily::Candidate> candidates_of(const FirmwareFamily& family) const
    {
        const auto vendor_key = set_.names.vendor_key(phone_.vendor);
        if (vendor_key.empty() || vendor_key == set_.names.vendor_key(family.publisher)) return family.candidates;
        auto candidates = family.candidates;
        std::erase_if(candidates, [&](const FirmwareFamily::Candidate& candidate) {
            return set_.names.vendor_key(candidate.vendor) != vendor_key;
        });
        return candidates;
    }

    /// Listed candidates that all come to one verdict are said to; the model stays to be found out all the same.
    Verdict any_of_family(const FirmwareFamily& family)
    {
        std::vector<Verdict> verdicts;
        for (const auto& candidate : candidates_of(family)) {
            flag("candidate=" + candidate.vendor + " " + candidate.model);
            Identity as_candidate;
            as_candidate.vendor = candidate.vendor;
            as_candidate.model = candidate.model;
            as_candidate.firmware = phone_.firmware;
            as_candidate.edition = phone_.edition;
            verdicts.push_back(Judgement{set_, as_candidate, verdict_.platform, as_of_}.decide());
        }
        const auto& first = verdicts.front();
        const bool unanimous =
            first.code != VerdictCode::model_not_in_catalog &&
            std::ranges::all_of(verdicts, [&](const Verdict& other) { return other.code == first.code; });
        if (!unanimous) return give(VerdictCode::model_ambiguous);
        flag("unanimous=" + std::string{name_of(first.code)});
        auto verdict = give(VerdictCode::model_ambiguous);
        verdict.listed = first.listed;
        return verdict;
    }

    Verdict not_in_catalog()
    {
        if (const auto row = catalog_->index.nearest(match_.vendor_key, match_.model_key))
            flag("nearest=" + catalog_->file.rows[*row].product_text());
        return give(VerdictCode::model_not_in_catalog);
    }

    /// Notes the row and what is to be said of it in any case.
    const CatalogCell& take_row()
    {
        const auto& row = catalog_->file.rows[match_.row];
        verdict_.row = row.product_text();
        if (match_.by_alias) flag("alias");
        for (const auto& name : row.flags)
            flag(name);

        const auto& cell = row.cells[column_];
        verdict_.cell = cell.literal;
        verdict_.wanted = cell.versions;
        const auto& loaded = catalog_->rows[match_.row];
        const auto& versions = loaded.versions[column_];
        if (!versions.empty() && versions.front() && versions.front()->edition)
            verdict_.wanted_edition = loaded.scheme->editions[*versions.front()->edition].name;
        return cell;
    }

    /// The firmware without what lists and inventories write before it: the vendor's name, or the firmware's own.
    std::string_view version_text(const VersionScheme& scheme) const
    {
        const auto blank = firmware_.find_last_of(" \t");
        if (blank == std::string_view::npos) return firmware_;
        const auto name = set_.names.vendor_key(firmware_.substr(0, blank));
        const bool is_known =
            name == match_.vendor_key || (scheme.family && name == set_.names.vendor_key(scheme.family->name));
        return is_known && !name.empty() ? firmware_.substr(blank + 1) : firmware_;
    }

    ObservedVersion observed(const VersionScheme& scheme) const
    {
        ObservedVersion observed{scheme.parse(version_text(scheme)), scheme.edition_named(phone_.edition), false};
        if (observed.version && observed.version->any != 0) observed.version.reset(); // only lists may say "any"
        if (!observed.version)
            observed.of_other_scheme = set_.schemes.is_of_other_scheme(match_.vendor_key, scheme, firmware_);
        return observed;
    }

    Relation relate() const
    {
        Relation relation;
        const auto& row = catalog_->rows[match_.row];
        const auto& versions = row.versions[column_];
        relation.versions = versions.size();
        const auto phone_version = observed(*row.scheme);
        for (std::size_t i = 0; i < versions.size(); ++i) {
            const auto comparison = compare_observed(*row.scheme, match_.model_key, phone_version, versions[i]);
            switch (comparison.order) {
            case Order::equal:
                relation.equal = true;
                relation.by_alias = comparison.by_alias;
                break;
            case Order::newer:
                ++relation.below_it;
                break;
            case Order::older:
                if (!relation.target || is_lower(versions[i], versions[*relation.target])) relation.target = i;
                break;
            case Order::incomparable:
                if (!relation.reason || comparison.reason < *relation.reason) relation.reason = comparison.reason;
                break;
            }
        }
        return relation;
    }

    bool is_lower(const std::optional<Version>& a, const std::optional<Version>& b) const
    {
        const auto& scheme = *catalog_->rows[match_.row].scheme;
        return a && b && compare(scheme, match_.model_key, *a, *b).order == Order::older;
    }

    Verdict older(const Relation& relation)
    {
        if (relation.below_it != 0) flag("between");
        const auto target = verdict_.wanted.begin() + static_cast<std::ptrdiff_t>(*relation.target);
        std::rotate(verdict_.wanted.begin(), target, target + 1); // what to install comes first
        return give(VerdictCode::older_than_qualified);
    }

    Verdict newer()
    {
        if (catalog_->file.newer_is_unsupported) flag("newer-policy=unsupported");
        return give(VerdictCode::newer_than_qualified);
    }

    Verdict undetermined(Incomparable reason)
    {
        verdict_.reason = name_of(reason);
        return give(VerdictCode::undetermined);
    }

    const Impl& set_;
    const Identity& phone_;
    Day as_of_;
    std::string_view firmware_;
    const LoadedCatalog* catalog_ = nullptr;
    std::size_t column_ = 0;
    ModelMatch match_;
    Verdict verdict_;
};

Verdict CatalogSet::judge(const Identity& phone, std::string_view platform, Day as_of) const
{
    auto verdict = Judgement{*impl_, phone, platform, as_of}.decide();
    if (phone.conflicts.empty()) return verdict;
    const auto readings = other_readings(phone);
    if (!readings) {
        withdraw(verdict, Verdict{});
        return verdict;
    }
    const auto first = verdict.code;
    for (const auto& reading : *readings) {
        const auto other = Judgement{*impl_, reading, platform, as_of}.decide();
        if (other.code != first) withdraw(verdict, other);
    }
    return verdict;
}

} // namespace phonescan
