#pragma once

#include "fingerprints/pattern.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace phonescan {

/// Which of many patterns match a text, by RE2's automaton for them all. When it does not fit its memory the patterns
/// are tried one by one instead: slower, never another answer.
class Re2Set {
public:
    /// The patterns are borrowed and must outlive the set. memory: RE2's default of 8 MiB fails to compile at about
    /// 2,000 patterns.
    Re2Set(std::vector<const Pattern*> patterns, std::int64_t memory);
    Re2Set(Re2Set&&) noexcept;
    Re2Set& operator=(Re2Set&&) noexcept;
    ~Re2Set();

    /// Indices of the patterns that are found in the text, ascending.
    std::vector<int> matches(std::string_view text) const;

    /// False when the automaton could not even be built and every match goes pattern by pattern.
    bool is_compiled() const noexcept;

private:
    struct Impl;
    std::vector<int> matches_one_by_one(std::string_view text) const;

    std::vector<const Pattern*> patterns_;
    std::unique_ptr<const Impl> impl_;
};

} // namespace phonescan
