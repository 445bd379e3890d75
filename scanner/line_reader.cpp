#include "scanner/line_reader.hpp"

namespace phonescan {

std::optional<Line> LineReader::next()
{
    std::size_t searched = 0;
    std::size_t end = std::string_view::npos;
    while ((end = input_.pending().find('\n', searched)) == std::string_view::npos) {
        searched = input_.pending().size();
        if (searched > longest_ + 1) { // one more for the CR
            input_.skip_line();
            return Line{{}, ++number_, true};
        }
        if (!input_.fill()) break;
    }
    auto text = input_.pending();
    if (end == std::string_view::npos && text.empty()) return std::nullopt;
    text = text.substr(0, end);
    input_.consume(end == std::string_view::npos ? text.size() : end + 1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    ++number_;
    if (text.size() > longest_) return Line{{}, number_, true};
    return Line{text, number_, false};
}

} // namespace phonescan
