#pragma once

#include "scanner/record_judge.hpp"
#include "scanner/report/explanation.hpp"

#include <cstdint>

namespace phonescan {

/// Appends how the verdicts of one record came about, for people. line: of the input; id: as JSON.
void explain_record(std::string& out, std::uint64_t line, std::string_view id, const JudgedRecord& judged,
                    const RecordJudge& judge, const ExplanationLayout& layout);

} // namespace phonescan
