#pragma once

#include "fingerprints/pattern.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace phonescan {

/// Which of many patterns match a text, in one pass over it: by an automaton of our own, and by RE2's for the patterns
/// that ours does not read and for the texts that need more of it than its memory holds. Never another answer than RE2
/// gives pattern by pattern. May be used from several threads.
class PatternSet {
public:
    static constexpr std::int64_t default_memory = std::int64_t{256} << 20;

    /// The patterns in order of precedence; they are borrowed and must outlive the set. memory: what RE2's automaton
    /// may take; ours takes at most a quarter of it.
    explicit PatternSet(std::vector<const Pattern*> patterns, std::int64_t memory = default_memory);
    PatternSet(PatternSet&&) noexcept;
    PatternSet& operator=(PatternSet&&) noexcept;
    ~PatternSet();

    /// Indices of the patterns that are found in the text, ascending. They are in `room`, or live as long as this.
    std::span<const int> matches(std::string_view text, std::vector<int>& room) const;
    std::vector<int> matches(std::string_view text) const;

private:
    struct Impl;
    std::unique_ptr<const Impl> impl_;
};

} // namespace phonescan
