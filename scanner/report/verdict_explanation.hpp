#pragma once

#include "catalog/verdict_step.hpp"
#include "fingerprints/identity.hpp"
#include "scanner/report/explanation.hpp"

#include <span>

namespace phonescan {

/// One record of `judge` with how its verdicts came about. Borrows.
struct ExplainedRecord {
    struct Platform {
        std::vector<VerdictStep> steps;
        std::string action;
    };
    std::uint64_t line = 0;
    std::string_view id; ///< as JSON
    const Identity& identity;
    std::vector<Platform> platforms; ///< in the order asked
};

/// Appends for people what the device is, and for each platform the steps to its verdict and what to do. Texts from
/// outside are shown as terminal_text().
void append_explanation(std::string& out, const ExplainedRecord& record, const ExplanationLayout& layout);

} // namespace phonescan
