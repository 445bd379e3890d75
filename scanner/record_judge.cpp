#include "scanner/record_judge.hpp"

namespace phonescan {

JudgedRecord RecordJudge::judge(const InventoryRecord& record) const
{
    JudgedRecord judged{fingerprints.identify(record.observations), {}};
    put_direct_values(record, judged.identity);
    const auto& wanted = record.platforms.empty() ? platforms : record.platforms;
    judged.verdicts = catalogs.judge(judged.identity, wanted, day);
    return judged;
}

std::vector<std::string> RecordJudge::covered_platforms() const
{
    return catalogs.covered_platforms();
}

} // namespace phonescan
