#pragma once

#include "fingerprints/character_set.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// A node of a nondeterministic automaton, as in Thompson's construction.
struct NfaNode {
    enum class Kind : std::uint8_t {
        fork,         ///< goes on at `next` and at `other`, where there are any
        character,    ///< goes on behind a character of `set`
        begin,        ///< goes on at the begin of the text
        line_begin,   ///< goes on there and behind a newline
        end,          ///< goes on at the end of the text
        line_end,     ///< goes on there and before a newline
        word_edge,    ///< `\b`: goes on where a word begins or ends
        no_word_edge, ///< `\B`: goes on everywhere else
        accept,       ///< the pattern is found
    };
    static constexpr int nowhere = -1;

    Kind kind = Kind::fork;
    int pattern = 0; ///< the number of the pattern it belongs to
    int set = 0;     ///< index in PatternNfa::sets()
    int next = nowhere;
    int other = nowhere;
};

/// Patterns in RE2's syntax as nodes of one automaton that tells which of them are found in a text: groups capture
/// nothing, and greedy is the same as not. What it does not read is left to RE2: `\pL`, `\Q`, `[[:alpha:]]`. It
/// is exact for texts in ASCII; for others it may find too much, because outside ASCII one character is like another.
class PatternNfa {
public:
    /// Of one pattern: `(?:a{1000}){1000}` is not followed.
    static constexpr std::size_t most_nodes = 10000;

    /// Adds a pattern that RE2 takes. Returns false, and adds nothing, when it is not read.
    bool add_pattern(std::string_view pattern, int number);

    const std::vector<NfaNode>& nodes() const noexcept { return nodes_; }
    const std::vector<CharacterSet>& sets() const noexcept { return sets_; }

    /// The first nodes of all patterns; of those that may begin in the middle of a text; and of those that may begin
    /// there too, but only behind a newline.
    const std::vector<int>& starts() const noexcept { return starts_; }
    const std::vector<int>& starts_anywhere() const noexcept { return starts_anywhere_; }
    const std::vector<int>& starts_of_lines() const noexcept { return starts_of_lines_; }

    // For what builds the nodes of a pattern; both return the index.
    int add(const NfaNode& node);
    int add(const CharacterSet& set);
    NfaNode& node(int index) { return nodes_[static_cast<std::size_t>(index)]; }

private:
    std::vector<NfaNode> nodes_;
    std::vector<CharacterSet> sets_;
    std::unordered_map<CharacterSet, int> set_indices_;
    std::vector<int> starts_;
    std::vector<int> starts_anywhere_;
    std::vector<int> starts_of_lines_;
};

} // namespace phonescan
