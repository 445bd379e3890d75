#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan {

/// One step of how a verdict came about, in the order of the decision table.
struct VerdictStep {
    enum class Topic : std::uint8_t {
        verdict,    ///< what came out, for which platform
        platform,   ///< that was given up
        lists,      ///< which are asked, in which order
        list,       ///< one of them: what it is, its age
        row,        ///< its row for the model and what led there; or that there is none
        cell,       ///< what the row says for the platform
        firmware,   ///< how the phone's firmware stands to it
        end,        ///< of the certification
        note,       ///< what else is known of row or phone
        candidates, ///< models that may be meant
    };
    Topic topic = Topic::note;
    std::string text; ///< a sentence without a full stop; texts of the phone stand in it as they came
};

/// `verdict`, `lists`, … as `judge --explain` shows them.
std::string_view name_of(VerdictStep::Topic topic) noexcept;

} // namespace phonescan
