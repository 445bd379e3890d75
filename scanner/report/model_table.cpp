#include "scanner/report/model_table.hpp"

#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace phonescan {

namespace {

constexpr std::size_t longest_name = 120; // columns
constexpr std::size_t least_name = 16;    // with less for names, numbers stand in words and not in columns
constexpr std::size_t gap = 2;

/// The numbers of a line; they add up to the first.
struct Number {
    std::string_view title;
    std::string_view words; ///< for a terminal too narrow for columns
    std::uint64_t (*of)(const Standing&);
};

constexpr Number numbers[] = {
    {"ALL", "", [](const Standing& s) { return s.phones; }},
    {"READY", "ready", [](const Standing& s) { return s.of(Status::ready); }},
    {"UPGRADE", "need other firmware", [](const Standing& s) { return s.of(Status::upgrade); }},
    {"NEWER", "newer than tested", [](const Standing& s) { return s.of(Status::newer); }},
    {"CHECK", "on the list, to check", [](const Standing& s) { return s.listed_check; }},
    {"UNLISTED", "not on the list", [](const Standing& s) { return s.of(Status::not_listed); }},
    {"OTHER", "cannot be told",
     [](const Standing& s) {
         return s.of(Status::check) - s.listed_check + s.of(Status::uncovered) + s.without_verdict;
     }},
};

Standing& at(std::vector<Standing>& standings, std::size_t platform)
{
    if (standings.size() <= platform) standings.resize(platform + 1);
    return standings[platform];
}

void write_columns(std::ostream& out, std::string_view name, const std::vector<std::string>& cells,
                   const std::vector<std::size_t>& widths, std::size_t name_width)
{
    out << fitted(name, name_width);
    for (std::size_t i = 0; i < cells.size(); ++i)
        out << fmt::format("{:>{}}", cells[i], widths[i] + gap);
    out << '\n';
}

/// For narrow terminals: what is not 0, in words.
void write_words(std::ostream& out, std::string_view name, const Standing& standing, std::size_t width)
{
    out << fmt::format("{:>7}  {}\n", standing.phones, shortened(name, width - 9));
    std::string words;
    for (const auto& number : numbers)
        if (!number.words.empty() && number.of(standing) != 0)
            words += fmt::format("{}{} {}", words.empty() ? "" : ", ", number.of(standing), number.words);
    out << wrapped(words, width, "         ");
}

} // namespace

ModelTable::ModelTable(std::span<const std::string> platforms) : platforms_{platforms.begin(), platforms.end()} {}

std::size_t ModelTable::index_of(std::string_view platform)
{
    const auto found = std::ranges::find(platforms_, platform);
    const auto index = static_cast<std::size_t>(found - platforms_.begin());
    if (found == platforms_.end() && platforms_.size() < most_platforms) platforms_.emplace_back(platform);
    return index;
}

void ModelTable::add(std::string_view key, std::string_view name, std::span<const Verdict> verdicts)
{
    auto* standings = &others_;
    const auto found = index_.find(std::string{key});
    if (found != index_.end()) {
        ++models_[found->second].phones;
        standings = &models_[found->second].standings;
    } else if (models_.size() < most_models) {
        index_.emplace(key, models_.size());
        standings = &models_.emplace_back(Model{shortened(name, longest_name), 1, {}}).standings;
    }
    for (const auto& verdict : verdicts) {
        const auto platform = index_of(verdict.platform);
        if (platform < platforms_.size()) at(*standings, platform).add(&verdict);
    }
}

Standing ModelTable::all(std::size_t platform) const
{
    Standing sum;
    for (const auto& model : models_)
        if (platform < model.standings.size()) sum.add(model.standings[platform]);
    if (platform < others_.size()) sum.add(others_[platform]);
    return sum;
}

std::vector<ModelTable::Line> ModelTable::lines_for(std::size_t platform, std::size_t most_lines) const
{
    std::vector<Line> lines;
    for (const auto& model : models_)
        if (platform < model.standings.size() && model.standings[platform].phones != 0)
            lines.push_back({model.name, model.standings[platform]});
    std::ranges::stable_sort(lines, [](const Line& a, const Line& b) {
        if (a.standing.phones != b.standing.phones) return a.standing.phones > b.standing.phones;
        return a.name < b.name;
    });
    Line rest;
    if (platform < others_.size()) rest.standing = others_[platform];
    if (lines.size() > most_lines) {
        rest.name = fmt::format("in {}", counted(lines.size() - most_lines, "more model", "more models"));
        for (std::size_t i = most_lines; i < lines.size(); ++i)
            rest.standing.add(lines[i].standing);
        lines.resize(most_lines);
    }
    if (platform < others_.size()) rest.name = "in further models";
    if (rest.standing.phones != 0) lines.push_back(std::move(rest));
    return lines;
}

void ModelTable::write(std::ostream& out, std::size_t platform, std::size_t width, std::size_t most_lines) const
{
    auto lines = lines_for(platform, most_lines);
    lines.push_back({"TOTAL", all(platform)});
    const auto title = terminal_text(platforms_[platform]);
    std::vector<std::string> titles;
    std::vector<std::size_t> widths;
    std::size_t taken = 0;
    for (const auto& number : numbers) {
        titles.emplace_back(number.title);
        const auto greatest = std::to_string(number.of(lines.back().standing)); // the total of the column
        widths.push_back(std::max(number.title.size(), greatest.size()));
        taken += widths.back() + gap;
    }
    std::size_t longest = display_width(title);
    for (const auto& line : lines)
        longest = std::max(longest, display_width(line.name));
    if (width < taken + std::min(longest, least_name)) {
        out << wrapped(title, width);
        for (const auto& line : lines)
            write_words(out, line.name, line.standing, width);
        return;
    }
    const auto name_width = std::min(longest, width - taken);
    write_columns(out, title, titles, widths, name_width);
    for (const auto& line : lines) {
        std::vector<std::string> cells;
        for (const auto& number : numbers)
            cells.push_back(std::to_string(number.of(line.standing)));
        write_columns(out, line.name, cells, widths, name_width);
    }
}

void ModelTable::write_names(std::ostream& out, std::size_t width) const
{
    out << "\nPhones by model\n";
    for (const auto& model : models_)
        out << fmt::format("{:>7}  {}\n", model.phones, shortened(model.name, width - 9));
}

void ModelTable::write_legend(std::ostream& out, std::size_t width)
{
    out << wrapped("CHECK: the model is on the list, but its firmware is unknown or cannot be compared. OTHER: whether "
                   "it is on the list cannot be told, or the list does not cover the platform.",
                   width);
}

} // namespace phonescan
