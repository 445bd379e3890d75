#pragma once

#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace phonescan {

/// A regular expression in RE2's syntax: parsed when it is made, compiled when it is first used, because a run uses few
/// of the thousands that may be loaded.
class Pattern {
public:
    /// Errors: throws std::invalid_argument with RE2's reason for refusing it.
    explicit Pattern(std::string text);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    const std::string& text() const noexcept { return text_; }

    /// How many groups capture.
    int groups() const noexcept { return groups_; }

    /// Not ok() when it parses and is larger than any sensible pattern; then it matches nothing. May be called from
    /// several threads.
    const re2::RE2& compiled() const;

private:
    struct Compiled;

    std::string text_;
    int groups_ = 0;
    std::unique_ptr<Compiled> compiled_;
};

} // namespace phonescan
