#include "scanner/commands/judge_explain.hpp"

#include "scanner/report/verdict_explanation.hpp"

namespace phonescan {

void explain_record(std::string& out, std::uint64_t line, std::string_view id, const JudgedRecord& judged,
                    const RecordJudge& judge, const ExplanationLayout& layout)
{
    ExplainedRecord explained{line, id, judged.identity, {}};
    for (const auto& verdict : judged.verdicts)
        explained.platforms.push_back({judge.catalogs.explain(judged.identity, verdict.platform, judge.day),
                                       judge.catalogs.action(judged.identity, verdict)});
    append_explanation(out, explained, layout);
}

} // namespace phonescan
