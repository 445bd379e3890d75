#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

// Header fields as SIP and HTTP write them, read as leniently as devices ask for. Source: RFC 3261, 7.3; RFC 9112, 5.

namespace phonescan::wire {

inline constexpr std::string_view line_ends = "\r\n";
inline constexpr std::string_view blanks = " \t";
inline constexpr std::string_view white_space = " \t\r\n";

constexpr char lower(char letter) noexcept
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

constexpr bool equal_without_case(std::string_view left, std::string_view right) noexcept
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

constexpr std::string_view trimmed(std::string_view text, std::string_view what = white_space) noexcept
{
    const auto first = text.find_first_not_of(what);
    if (first == std::string_view::npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(what) - first + 1);
}

/// Takes lines off a message. A line ends at LF, at CR LF (or CR CR LF, where text was translated twice) or at a bare
/// CR.
class LineReader {
public:
    explicit LineReader(std::string_view message) noexcept : text_{message}, lf_{find_lf()} {}

    bool at_end() const noexcept { return at_ == text_.size(); }
    bool at_blank() const noexcept { return !at_end() && blanks.find(text_[at_]) != std::string_view::npos; }
    std::string_view rest() const noexcept { return text_.substr(at_); }

    /// Was the last line one whose end was there? False before the first.
    bool line_has_end() const noexcept { return line_has_end_; }

    /// The next line without its end; empty at the end of the message.
    std::string_view line() noexcept
    {
        if (lf_ < at_) lf_ = find_lf();
        const auto until_lf = text_.substr(at_, lf_ - at_);
        const auto cr = until_lf.find('\r');
        if (cr == std::string_view::npos) {
            line_has_end_ = lf_ < text_.size();
            at_ = std::min(lf_ + 1, text_.size());
            return until_lf;
        }
        const auto after = until_lf.find_first_not_of('\r', cr);
        const bool ends_at_lf = after == std::string_view::npos && lf_ < text_.size();
        line_has_end_ = true;
        at_ = ends_at_lf ? lf_ + 1 : at_ + cr + 1;
        return until_lf.substr(0, cr);
    }

    /// The next line together with those folded onto it.
    std::string_view folded_line() noexcept
    {
        const auto first = line();
        auto last = first;
        while (at_blank())
            last = line();
        return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
    }

private:
    std::size_t find_lf() const noexcept { return std::min(text_.find('\n', at_), text_.size()); }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t lf_; ///< the LF at or after at_, found once: a message of bare CRs costs no more than another
    bool line_has_end_ = false;
};

/// A header field's line taken apart; both are trimmed, the value may hold folded lines.
struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// nullopt for a line that is no header field.
constexpr std::optional<HeaderField> header_field(std::string_view line) noexcept
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(line.substr(0, colon));
    if (name.empty()) return std::nullopt;
    return HeaderField{name, trimmed(line.substr(colon + 1))};
}

} // namespace phonescan::wire
