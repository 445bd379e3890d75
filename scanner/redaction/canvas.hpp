#pragma once

#include "scanner/redaction/redaction.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace phonescan {

/// A text while its private stretches are found, rule after rule. What one rule took is hidden from the next.
class Canvas {
public:
    static constexpr char hidden = '\x01'; ///< stands in text() for every byte that a rule took

    explicit Canvas(std::string_view original) : original_{original}, text_{original} {}

    /// What no rule took yet, each byte at its place in the original.
    std::string_view text() const noexcept { return text_; }

    /// The bytes beside a place; blanks stand around the text.
    char at(std::size_t place) const noexcept { return place < text_.size() ? text_[place] : ' '; }
    char before(std::size_t place) const noexcept { return place == 0 ? ' ' : text_[place - 1]; }

    /// Takes what is free of a stretch; `shown` stands for each free part of it.
    void take(std::size_t begin, std::size_t end, TextPiece::Kind kind, std::string_view shown);

    /// Takes it out altogether.
    void remove(std::size_t begin, std::size_t end) { take(begin, end, TextPiece::Kind::removed, removed_text); }

    /// Calls for a group of each match in turn; the search goes on behind the group. Patterns see bytes (Latin-1).
    using OnMatch = std::function<void(std::size_t begin, std::size_t end)>;
    void for_each(const re2::RE2& pattern, int group, const OnMatch& on_match);

    /// The whole text in order; neighbours that were removed are one piece.
    std::vector<TextPiece> pieces() const;

private:
    struct Taken {
        std::size_t begin;
        std::size_t end;
        TextPiece::Kind kind;
        std::string shown;
    };

    std::string original_;
    std::string text_;
    std::vector<Taken> taken_;
};

/// A pattern over bytes. Errors: throws std::logic_error when RE2 refuses it.
class BytePattern {
public:
    explicit BytePattern(std::string_view pattern);
    BytePattern(BytePattern&&) noexcept;
    ~BytePattern();
    const re2::RE2& operator*() const noexcept { return *compiled_; }

private:
    std::unique_ptr<const re2::RE2> compiled_;
};

inline bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

inline bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

inline bool is_word(char c) noexcept
{
    return is_digit(c) || is_letter(c);
}

inline bool is_hex(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

inline char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// What stands between the separators of a run; empty parts are kept.
std::vector<std::string_view> parts_of(std::string_view run, char separator);

} // namespace phonescan
