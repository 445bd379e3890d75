#pragma once

#include "fingerprints/character_set.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace phonescan {

/// A pattern has a construct that only RE2 reads.
struct PatternNotRead {};

/// The flags that a pattern sets within itself: `(?i)`, `(?s-i:...)`.
struct PatternFlags {
    bool any_case = false;
    bool dot_takes_newline = false;
    bool lines = false; ///< `^` and `$` are of lines
};

/// How often an operand may stand.
struct Repetition {
    int least = 1;
    std::optional<int> most; ///< nullopt: any number
};

/// Walks along a pattern in RE2's syntax and reads what has no other patterns in it. All throw PatternNotRead.
class PatternScanner {
public:
    explicit PatternScanner(std::string_view pattern) : pattern_{pattern} {}

    std::string_view rest() const { return pattern_.substr(at_); }
    std::size_t position() const noexcept { return at_; }
    void go_to(std::size_t position) noexcept { at_ = position; }

    bool skip(std::string_view text);
    char take();

    /// Behind `(?P<`: up to the `>`.
    void skip_name();

    /// Behind `(?`: flags up to `)` or `:`. Returns true when they stand alone.
    bool read_flags(PatternFlags& flags);

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,4}`, greedy or not; nullopt when there is none.
    std::optional<Repetition> read_repetition();

    /// What the character that begins with a byte already taken stands for; what `\` and a letter taken stand for; what
    /// the brackets stand for whose `[` is taken.
    CharacterSet literal(char byte, PatternFlags flags);
    CharacterSet escape(char letter, PatternFlags flags);
    CharacterSet brackets(PatternFlags flags);

private:
    std::optional<Repetition> read_count();
    std::optional<int> read_decimal();
    std::size_t read_hexadecimal();
    std::size_t code_of_literal(char byte);
    std::size_t code_of_escape(char letter);
    CharacterSet member(PatternFlags flags);

    std::string_view pattern_;
    std::size_t at_ = 0;
};

} // namespace phonescan
