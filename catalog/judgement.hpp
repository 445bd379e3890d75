#pragma once

#include "catalog/ruling.hpp"

namespace phonescan {

/// One phone before all lists that are asked for one platform, on one day. Borrows.
class Judgement {
public:
    Judgement(const CatalogSet::Impl& set, const JudgedPhone& phone, std::string_view platform, Day as_of);

    /// The decision table: the first line that holds decides. Source of how lists combine: data/platforms.xml.
    Verdict decide();

private:
    Verdict give(VerdictCode code);
    Verdict finish();
    void flag(std::string name) { verdict_.flags.push_back(std::move(name)); }
    ModelMatch find(const LoadedCatalog& list) const;
    Ruling ruling_of(const AskedColumn& asked, const ModelMatch& match) const;
    void find_list();
    Verdict by_lists();
    Verdict family_name_only();
    Verdict any_of_family(const FirmwareFamily& family);
    Verdict not_in_catalog();

    const CatalogSet::Impl& set_;
    const JudgedPhone& phone_;
    Day as_of_;
    const PlatformPlan* plan_ = nullptr;
    const AskedColumn* asked_ = nullptr; ///< the list that decides, or the first where none has a row
    ModelMatch match_;                   ///< in that list
    Verdict verdict_;
};

} // namespace phonescan
