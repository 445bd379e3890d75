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
    most_states_ = std::min<std::size_t>(left / 4 / sizeof(State), settled - 1);
    most_ways_ = left / 4 / sizeof(Number);
    most_nodes_ = left / 4 / sizeof(int);
    most_found_ = left / 16 / sizeof(int);
    // Not written to before it is used, so that it takes no memory until then.
    states_ = std::make_unique_for_overwrite<State[]>(most_states_);
    ways_ = std::make_unique_for_overwrite<Number[]>(most_ways_);
    found_ = std::make_unique_for_overwrite<int[]>(most_found_);
    start_ = number_of(walk_.begin());
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
}

std::optional<std::span<const int>> PatternAutomaton::matches(std::string_view text) const
{
    Number state = start_;
    if (state == not_made) return std::nullopt;
    for (const char byte : text) {
        const std::size_t byte_class = class_of_[static_cast<unsigned char>(byte)];
        const FirstWay first = std::atomic_ref{states_[state].first_way}.load(std::memory_order_acquire);
        const Number next =
            first >> class_shift == byte_class ? static_cast<Number>(first) : next_of(state, byte_class);
        if (next == not_made) return std::nullopt;
        state = next & ~settled;
        if (next != state) break;
    }
    const int* const found = &found_[states_[state].found];
    return std::span{found + 1, static_cast<std::size_t>(*found)};
}

PatternAutomaton::Number PatternAutomaton::next_of(Number from, std::size_t byte_class) const
{
    const auto row = std::atomic_ref{states_[from].row}.load(std::memory_order_acquire);
    if (row == not_made) return make_next(from, byte_class);
    const Number next = std::atomic_ref{ways_[row + byte_class]}.load(std::memory_order_acquire);
    return next == not_made ? make_next(from, byte_class) : next;
}

/// Returns not_made when there is no memory left.
PatternAutomaton::Number PatternAutomaton::make_next(Number from, std::size_t byte_class) const
{
    const std::lock_guard lock{making_};
    const bool is_skipped_class = byte_class == characters_.size();
    const Number next = is_skipped_class ? from : number_of(walk_.step(*nfa_states_[from], characters_[byte_class]));
    return next != not_made && add_way(from, byte_class, next) ? next : not_made;
}

bool PatternAutomaton::add_way(Number from, std::size_t byte_class, Number to) const
{
    auto& state = states_[from];
    const std::atomic_ref first_way{state.first_way};
    if (static_cast<Number>(first_way.load(std::memory_order_relaxed)) == not_made) {
        first_way.store(FirstWay{byte_class} << class_shift | to, std::memory_order_release);
        return true;
    }
    const std::atomic_ref row{state.row};
    if (row.load(std::memory_order_relaxed) == not_made) {
        if (classes() > most_ways_ - ways_size_) return false;
        std::fill_n(&ways_[ways_size_], classes(), not_made);
        row.store(static_cast<std::uint32_t>(ways_size_), std::memory_order_release);
        ways_size_ += classes();
    }
    std::atomic_ref{ways_[row.load(std::memory_order_relaxed) + byte_class]}.store(to, std::memory_order_release);
    return true;
}

/// Of a state that may be new; `settled` is added to it where it is.
PatternAutomaton::Number PatternAutomaton::number_of(NfaState state) const
{
    if (const auto known = numbers_.find(state); known != numbers_.end()) return known->second;
    auto number = static_cast<Number>(nfa_states_.size());
    if (!add_state(state)) return not_made;
    if (state.is_settled) number |= settled;
    nfa_states_.push_back(&numbers_.emplace(std::move(state), number).first->first);
    return number;
}

bool PatternAutomaton::add_state(const NfaState& state) const
{
    const auto found = walk_.found_at_end(state);
    if (nfa_states_.size() >= most_states_ || found.size() + 1 > most_found_ - found_size_ ||
        state.nodes.size() > most_nodes_ - nodes_held_)
        return false;
    states_[nfa_states_.size()] = {~FirstWay{0}, not_made, static_cast<std::uint32_t>(found_size_)};
    found_[found_size_] = static_cast<int>(found.size());
    std::ranges::copy(found, &found_[found_size_ + 1]);
    found_size_ += found.size() + 1;
    nodes_held_ += state.nodes.size();
    return true;
}

} // namespace phonescan
