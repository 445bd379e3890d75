#pragma once

#include "fingerprints/pattern_nfa.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace phonescan {

/// The nodes that a walk over an automaton is at, between two characters of a text.
struct NfaState {
    std::vector<int> nodes;   ///< ascending: those that take a character, those that wait for the next one, and accept
    bool behind_word = false; ///< where a node waits to know whether a word begins or ends

    /// Nothing that comes can change what is found.
    bool is_settled = false;

    bool operator==(const NfaState&) const = default;
};

/// Walks over a nondeterministic automaton character by character. A pattern that is found stays found.
class NfaWalk {
public:
    explicit NfaWalk(PatternNfa nfa);

    const PatternNfa& nfa() const noexcept { return nfa_; }

    NfaState begin();
    NfaState step(const NfaState& from, std::size_t character);

    /// The patterns that are found when the text ends here, ascending.
    std::vector<int> found_at_end(const NfaState& state);

private:
    /// Between two characters.
    struct Place {
        bool at_begin = false;
        bool behind_newline = false;
        bool is_next_known = false; ///< otherwise nodes wait for it, and what follows says nothing
        bool at_end = false;
        bool before_newline = false;
        bool at_word_edge = false;
    };

    const NfaNode& node(int index) const { return nfa_.nodes()[static_cast<std::size_t>(index)]; }
    void start_over();
    void follow(int start, const Place& place, std::vector<int>& into);
    void pass(int index, const Place& place, std::vector<int>& into);
    std::vector<int> no_longer_waiting(const NfaState& state, const Place& place);
    void wait_or_go_on(int index, bool condition, const Place& place, std::vector<int>& into);
    NfaState state_at(std::vector<int> nodes, bool behind_word) const;

    PatternNfa nfa_;
    std::vector<std::uint32_t> seen_; ///< by node: the round that came there last
    std::uint32_t round_ = 0;
    std::vector<int> open_;
};

} // namespace phonescan
