#include "probes/wire/privacy/cells.hpp"

#include "probes/wire/privacy/private_names.hpp"

namespace phonescan::wire::privacy {

namespace {

constexpr std::size_t longest_label = 64;

/// Length of `&nbsp;` or another reference; 0 without.
std::size_t reference_at_start(std::string_view text)
{
    constexpr std::size_t longest = 10;
    if (text.front() != '&') return 0;
    return text.substr(0, longest).find(';') + 1;
}

} // namespace

void Cells::begin_cell()
{
    end_cell();
    cells_.push_back({row_, segments_.size(), segments_.size()});
    is_open_ = true;
}

void Cells::end_cell()
{
    if (is_open_) cells_.back().is_label = is_private_name(label_);
    is_open_ = false;
    label_.clear();
}

void Cells::end_row()
{
    end_cell();
    ++row_;
}

void Cells::add_text(std::string_view page, Range range)
{
    if (!is_open_) return;
    segments_.push_back(range);
    cells_.back().last = segments_.size();
    for (auto text = page.substr(range.begin, range.end - range.begin); !text.empty();) {
        const auto reference = reference_at_start(text);
        if (reference == 0) {
            if (!is_blank(text.front())) cells_.back().is_blank = false;
            if (label_.size() < longest_label) label_ += text.front();
        }
        text.remove_prefix(std::max<std::size_t>(reference, 1));
    }
}

void Cells::mark(Marks& marks)
{
    end_cell();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const auto row = cells_[i].row;
        auto value = i + 1;
        if (!cells_[i].is_label || !is_in_row(value, row)) continue;
        if (cells_[value].is_blank && is_in_row(value + 1, row) && !is_in_row(value + 2, row)) ++value;
        for (auto segment = cells_[value].first; segment < cells_[value].last; ++segment)
            marks.mark(segments_[segment].begin, segments_[segment].end);
    }
}

} // namespace phonescan::wire::privacy
