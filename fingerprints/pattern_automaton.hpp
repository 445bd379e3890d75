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
    /// The number of a state's row. A row has a cell for each class of bytes, the state that they lead to, and two
    /// more: where in found_ the patterns are that are found when the text ends here, and how many.
    using Cell = std::uint32_t;
    static constexpr Cell settled = Cell{1} << 31; ///< added to a state that no byte leaves
    static constexpr Cell not_made = ~Cell{0};

    /// A class of bytes, above, and the state that it leads to.
    using FirstWay = std::uint64_t;
    static constexpr int class_shift = 32;

    struct Hash {
        std::size_t operator()(const NfaState& state) const noexcept;
    };

    void divide_bytes();
    Cell next_of(Cell state, std::size_t byte_class) const;
    Cell make_next(Cell from, std::size_t byte_class) const;
    Cell& cell(Cell state, std::size_t column) const { return cells_[state * width_ + column]; }
    Cell cell_of(NfaState state) const;
    bool make_row(const NfaState& state) const;

    std::array<std::uint8_t, 256> class_of_{}; ///< by byte
    std::vector<std::size_t> characters_;      ///< one of each class; the class after these is of bytes to skip
    std::size_t width_ = 0;                    ///< of a row
    std::size_t most_rows_ = 0;
    std::size_t most_found_ = 0;
    std::size_t most_nodes_ = 0;
    std::unique_ptr<FirstWay[]> first_ways_; ///< by row
    std::unique_ptr<Cell[]> cells_;
    std::unique_ptr<int[]> found_;

    mutable std::mutex making_; ///< of rows; guards what follows
    mutable NfaWalk walk_;
    mutable std::unordered_map<NfaState, Cell, Hash> made_;
    mutable std::vector<const NfaState*> states_; ///< by row
    mutable std::size_t found_size_ = 0;
    mutable std::size_t nodes_held_ = 0;
    Cell start_ = not_made;
};

} // namespace phonescan
