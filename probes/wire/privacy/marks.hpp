#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::wire::privacy {

/// Which bytes of a page are to go. Each rule marks disjoint ranges, so that all of them together are linear.
class Marks {
public:
    explicit Marks(std::size_t size) : marked_(size) {}

    void mark(std::size_t begin, std::size_t end)
    {
        std::fill(marked_.begin() + static_cast<std::ptrdiff_t>(begin),
                  marked_.begin() + static_cast<std::ptrdiff_t>(end), true);
    }

    std::string without_marked(std::string_view page) const
    {
        std::string kept;
        kept.reserve(page.size());
        for (std::size_t at = 0; at < page.size(); ++at)
            if (!marked_[at]) kept += page[at];
        return kept;
    }

private:
    std::vector<bool> marked_;
};

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A character of an identifier or of an XML name without its prefix.
constexpr bool is_name_character(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '$';
}

constexpr bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

} // namespace phonescan::wire::privacy
