#include "catalog/name_words.hpp"

namespace phonescan {

namespace {

constexpr std::string_view no_break_space = "\xc2\xa0";
constexpr std::size_t usual_words = 8;

} // namespace

NameWords::NameWords(std::string_view name)
{
    text_.reserve(name.size());
    ends_.reserve(usual_words);
    bool inside = false;
    while (!name.empty()) {
        const bool wide = name.starts_with(no_break_space);
        const char c = name.front();
        name.remove_prefix(wide ? no_break_space.size() : 1);
        if (wide || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '_' || c == '-') {
            inside = false;
            continue;
        }
        text_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (inside)
            ends_.back() = text_.size();
        else
            ends_.push_back(text_.size());
        inside = true;
    }
}

std::string_view NameWords::word(std::size_t index) const noexcept
{
    const auto begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view{text_}.substr(begin, ends_[index] - begin);
}

std::optional<std::size_t> NameWords::find(const NameWords& phrase) const noexcept
{
    for (std::size_t first = 0; first + phrase.count() <= count(); ++first) {
        std::size_t same = 0;
        while (same < phrase.count() && word(first + same) == phrase.word(same))
            ++same;
        if (same == phrase.count()) return first;
    }
    return std::nullopt;
}

void NameWords::erase(std::size_t first, std::size_t words)
{
    if (words == 0) return;
    const auto begin = first == 0 ? 0 : ends_[first - 1];
    const auto length = ends_[first + words - 1] - begin;
    text_.erase(begin, length);
    const auto at = ends_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto next = ends_.erase(at, at + static_cast<std::ptrdiff_t>(words));
    for (auto end = next; end != ends_.end(); ++end)
        *end -= length;
}

} // namespace phonescan
