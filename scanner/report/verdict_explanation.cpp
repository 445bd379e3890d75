#include "scanner/report/verdict_explanation.hpp"

#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t longest_id = 24;

std::string heading(const ExplainedRecord& record)
{
    auto place = fmt::format("Line {}", record.line);
    if (record.id != "null") place += fmt::format(", id {}", shortened(terminal_text(record.id), longest_id));
    const auto& firmware = record.identity.firmware;
    auto text = fmt::format("{}: {}, ", place, phone_name(record.identity));
    text += firmware.empty() ? "firmware not known" : "firmware " + terminal_text(firmware);
    if (!record.identity.edition.empty()) text += fmt::format(" ({})", terminal_text(record.identity.edition));
    return text;
}

/// A label before the first of its lines; labels that repeat are left out.
void append_steps(std::string& out, const ExplainedRecord::Platform& platform, std::size_t width)
{
    constexpr std::string_view blanks = "             ";
    std::string_view last;
    const auto line = [&](std::string_view label, std::string_view text) {
        const auto lead = label == last ? std::string{blanks} : fmt::format("  {:<{}}", label, blanks.size() - 2);
        last = label;
        out += wrapped(terminal_text(text), width, lead);
    };
    for (const auto& step : platform.steps)
        line(name_of(step.topic), step.text);
    line("action", platform.action);
}

} // namespace

void append_explanation(std::string& out, const ExplainedRecord& record, const ExplanationLayout& layout)
{
    const auto width = std::max(layout.width, narrowest);
    out += wrapped(heading(record), width);
    for (const auto& platform : record.platforms) {
        append_steps(out, platform, width);
        out += '\n';
    }
}

} // namespace phonescan
