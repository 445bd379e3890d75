#include "scanner/record_judge.hpp"

namespace phonescan {

JudgedRecord RecordJudge::judge(const InventoryRecord& record) const
{
    JudgedRecord judged{fingerprints.identify(record.observations), {}};
    put_direct_values(record, judged.identity);
    const auto& wanted = record.platforms.empty() ? platforms : record.platforms;
    judged.verdicts.reserve(wanted.size());
    for (const auto& platform : wanted)
        judged.verdicts.push_back(catalogs.judge(judged.identity, platform, day));
    return judged;
}

std::vector<std::string> RecordJudge::covered_platforms() const
{
    std::vector<std::string> covered;
    for (const auto& info : catalogs.catalogs())
        for (const auto& platform : info.platforms)
            add_platform(covered, platform);
    return covered;
}

} // namespace phonescan
