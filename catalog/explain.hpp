#pragma once

#include "catalog/ruling.hpp"
#include "catalog/verdict_step.hpp"

namespace phonescan {

/// What a reason means, for people; a sentence without a full stop.
std::string_view meaning_of(Incomparable reason) noexcept;

/// Appends how one column of one list came to its ruling: row, cell, firmware, end, notes. match: the one of the
/// ruling.
void append_ruling(std::vector<VerdictStep>& steps, const Ruling& ruling, const ModelMatch& match,
                   const JudgedPhone& phone, const SchemeBook& schemes);

} // namespace phonescan
