#pragma once

#include "probes/wire/privacy/marks.hpp"

namespace phonescan::wire::privacy {

/// Bytes [begin, end) of a page.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Rows and cells of tables and definition lists, and what their labels say.
class Cells {
public:
    void begin_cell();
    void end_cell();
    void end_row();

    /// Text of the open cell; passed over when none is open.
    void add_text(std::string_view page, Range range);

    /// What stands behind a private label goes: in the next cell, or in the row's last when an empty one is between.
    void mark(Marks& marks);

private:
    /// Its texts are segments [first, last) of the page.
    struct Cell {
        std::size_t row = 0;
        std::size_t first = 0;
        std::size_t last = 0;
        bool is_blank = true;
        bool is_label = false;
    };

    bool is_in_row(std::size_t cell, std::size_t row) const { return cell < cells_.size() && cells_[cell].row == row; }

    std::vector<Cell> cells_;
    std::vector<Range> segments_;
    std::string label_; ///< text of the open cell, cut when it is too long for a label
    bool is_open_ = false;
    std::size_t row_ = 0;
};

} // namespace phonescan::wire::privacy
