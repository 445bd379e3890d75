#pragma once

#include "fingerprints/nfa_walk.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Tells which patterns are found in a text, in one walk along it: a deterministic automaton whose states are made when
/// a text first leads there. A walk allocates nothing, and takes no lock where the states are there. Its time is that
/// of reaching memory: so the way on that each state was first left by is kept apart, where the states of one text
/// follow one another, and rows of all ways on are looked at only where texts part. May be used from several threads.
class PatternAutomaton {
public:
    /// memory: the most bytes it may ever take.
    PatternAutomaton(PatternNfa nfa, std::size_t memory);

    /// The numbers of the patterns, ascending, as far as PatternNfa is exact. They live as long as this. nullopt: the
    /// text needs states for which there is no memory left.
    std::optional<std::span<const int>> matches(std::string_view text) const;

private:
    using Number = std::uint32_t;                      ///< of a state
    static constexpr Number settled = Number{1} << 31; ///< added to a state that no byte leaves
    static constexpr Number not_made = ~Number{0};

    /// A class of bytes, in the upper half, and the state that it leads to.
    using FirstWay = std::uint64_t;
    static constexpr int class_shift = 32;

    struct State {
        FirstWay first_way;
        std::uint32_t row; ///< where its other ways begin in ways_, not_made as long as there are none
        std::uint32_t
            found; ///< where in found_ the patterns are that are found when the text ends here: their number first
    };

    struct Hash {
        std::size_t operator()(const NfaState& state) const noexcept;
    };

    void divide_bytes();
    std::size_t classes() const noexcept { return characters_.size() + 1; }
    Number next_of(Number from, std::size_t byte_class) const;
    Number make_next(Number from, std::size_t byte_class) const;
    bool add_way(Number from, std::size_t byte_class, Number to) const;
    Number number_of(NfaState state) const;
    bool add_state(const NfaState& state) const;

    std::array<std::uint8_t, 256> class_of_{}; ///< by byte
    std::vector<std::size_t> characters_;      ///< one of each class; the class after these is of bytes to skip
    Number start_ = not_made;

    std::size_t most_states_ = 0;
    std::size_t most_ways_ = 0;
    std::size_t most_found_ = 0;
    std::size_t most_nodes_ = 0;
    std::unique_ptr<State[]> states_;
    std::unique_ptr<Number[]> ways_; ///< in rows: for each class of bytes the state that it leads to
    std::unique_ptr<int[]> found_;

    mutable std::mutex making_; ///< of states and ways; guards what follows
    mutable NfaWalk walk_;
    mutable std::unordered_map<NfaState, Number, Hash> numbers_;
    mutable std::vector<const NfaState*> nfa_states_; ///< by number
    mutable std::size_t ways_size_ = 0;
    mutable std::size_t found_size_ = 0;
    mutable std::size_t nodes_held_ = 0;
};

} // namespace phonescan
