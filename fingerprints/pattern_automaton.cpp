#include "fingerprints/pattern_automaton.hpp"

#include <algorithm>
#include <atomic>
#include <map>

namespace phonescan {

namespace {

/// Of a character outside ASCII all bytes but the first, 10xxxxxx, mean nothing more.
bool is_skipped(std::size_t byte)
{
    return (byte & 0xc0) == 0x80;
}

} // namespace

std::size_t PatternAutomaton::Hash::operator()(const NfaState& state) const noexcept
{
    std::uint64_t hash = state.behind_word ? 1 : 0;
    for (const int node : state.nodes)
        hash = (hash ^ static_cast<std::uint64_t>(node)) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 32);
}

PatternAutomaton::PatternAutomaton(PatternNfa nfa, std::size_t memory) : walk_{std::move(nfa)}
{
    divide_bytes();
    const auto fixed = walk_.nfa().nodes().size() * (sizeof(NfaNode) + sizeof(std::uint32_t)) +
                       walk_.nfa().sets().size() * sizeof(CharacterSet);
    const auto left = memory - std::min(memory, fixed);
    most_rows_ = std::min<std::size_t>(left / 2 / (width_ * sizeof(Cell) + sizeof(FirstWay)), settled - 1);
    most_nodes_ = left / 4 / sizeof(int);
    most_found_ = left / 16 / sizeof(int);
    // Not written to before it is used, so that it takes no memory until then.
    first_ways_ = std::make_unique_for_overwrite<FirstWay[]>(most_rows_);
    cells_ = std::make_unique_for_overwrite<Cell[]>(most_rows_ * width_);
    found_ = std::make_unique_for_overwrite<int[]>(most_found_);
    start_ = cell_of(walk_.begin());
    if (start_ != not_made) start_ &= ~settled;
}

/// Bytes that no pattern tells apart share a cell.
void PatternAutomaton::divide_bytes()
{
    std::map<std::vector<bool>, std::size_t> classes;
    std::array<std::uint8_t, other_character + 1> class_of_character{};
    for (std::size_t character = 0; character <= other_character; ++character) {
        std::vector<bool> members{word_characters()[character], character == '\n'};
        for (const auto& set : walk_.nfa().sets())
            members.push_back(set[character]);
        const auto [found, is_new] = classes.try_emplace(std::move(members), characters_.size());
        if (is_new) characters_.push_back(character);
        class_of_character[character] = static_cast<std::uint8_t>(found->second);
    }
    for (std::size_t byte = 0; byte < class_of_.size(); ++byte)
        class_of_[byte] = is_skipped(byte) ? static_cast<std::uint8_t>(characters_.size())
                                           : class_of_character[std::min(byte, other_character)];
    width_ = characters_.size() + 3;
}

std::optional<std::span<const int>> PatternAutomaton::matches(std::string_view text) const
{
    Cell state = start_;
    if (state == not_made) return std::nullopt;
    for (const char byte : text) {
        const std::size_t byte_class = class_of_[static_cast<unsigned char>(byte)];
        const FirstWay first = std::atomic_ref{first_ways_[state]}.load(std::memory_order_acquire);
        const Cell next = first >> class_shift == byte_class ? static_cast<Cell>(first) : next_of(state, byte_class);
        if (next == not_made) return std::nullopt;
        state = next & ~settled;
        if (next != state) break;
    }
    return std::span{&found_[cell(state, width_ - 2)], cell(state, width_ - 1)};
}

PatternAutomaton::Cell PatternAutomaton::next_of(Cell state, std::size_t byte_class) const
{
    const Cell next = std::atomic_ref{cell(state, byte_class)}.load(std::memory_order_acquire);
    return next == not_made ? make_next(state, byte_class) : next;
}

PatternAutomaton::Cell PatternAutomaton::make_next(Cell from, std::size_t byte_class) const
{
    const std::lock_guard lock{making_};
    const bool is_skipped_class = byte_class == characters_.size();
    const Cell next = is_skipped_class ? from : cell_of(walk_.step(*states_[from], characters_[byte_class]));
    if (next == not_made) return next;
    std::atomic_ref{cell(from, byte_class)}.store(next, std::memory_order_release);
    const std::atomic_ref first_way{first_ways_[from]};
    if (static_cast<Cell>(first_way.load(std::memory_order_relaxed)) == not_made)
        first_way.store(FirstWay{byte_class} << class_shift | next, std::memory_order_release);
    return next;
}

/// What leads to a state.
PatternAutomaton::Cell PatternAutomaton::cell_of(NfaState state) const
{
    if (const auto found = made_.find(state); found != made_.end()) return found->second;
    if (!make_row(state)) return not_made;
    const auto row = static_cast<Cell>(states_.size());
    const Cell leads_here = state.is_settled ? row | settled : row;
    nodes_held_ += state.nodes.size();
    states_.push_back(&made_.emplace(std::move(state), leads_here).first->first);
    return leads_here;
}

/// The next row, for that state. Returns false when there is no memory left for it.
bool PatternAutomaton::make_row(const NfaState& state) const
{
    const auto found = walk_.found_at_end(state);
    if (states_.size() >= most_rows_ || found.size() > most_found_ - found_size_ ||
        state.nodes.size() > most_nodes_ - nodes_held_)
        return false;
    const auto row = static_cast<Cell>(states_.size());
    first_ways_[row] = ~FirstWay{0};
    std::fill_n(&cell(row, 0), width_ - 2, not_made);
    cell(row, width_ - 2) = static_cast<Cell>(found_size_);
    cell(row, width_ - 1) = static_cast<Cell>(found.size());
    std::ranges::copy(found, &found_[found_size_]);
    found_size_ += found.size();
    return true;
}

} // namespace phonescan
