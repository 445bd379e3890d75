#include "fingerprints/nfa_walk.hpp"

#include <algorithm>

namespace phonescan {

using Kind = NfaNode::Kind;

NfaWalk::NfaWalk(PatternNfa nfa) : nfa_{std::move(nfa)}, seen_(nfa_.nodes().size()) {}

/// From here on no node has been visited.
void NfaWalk::start_over()
{
    if (++round_ != 0) return;
    std::ranges::fill(seen_, 0);
    round_ = 1;
}

/// Adds the nodes that a node leads to without a character.
void NfaWalk::follow(int start, const Place& place, std::vector<int>& into)
{
    open_.assign(1, start);
    while (!open_.empty()) {
        const int index = open_.back();
        open_.pop_back();
        if (index == NfaNode::nowhere) continue;
        auto& seen = seen_[static_cast<std::size_t>(index)];
        if (seen == round_) continue;
        seen = round_;
        pass(index, place, into);
    }
}

void NfaWalk::pass(int index, const Place& place, std::vector<int>& into)
{
    const auto& here = node(index);
    switch (here.kind) {
    case Kind::fork:
        open_.push_back(here.other);
        open_.push_back(here.next);
        return;
    case Kind::character:
    case Kind::accept:
        into.push_back(index);
        return;
    case Kind::begin:
        if (place.at_begin) open_.push_back(here.next);
        return;
    case Kind::line_begin:
        if (place.at_begin || place.behind_newline) open_.push_back(here.next);
        return;
    case Kind::end:
        return wait_or_go_on(index, place.at_end, place, into);
    case Kind::line_end:
        return wait_or_go_on(index, place.at_end || place.before_newline, place, into);
    case Kind::word_edge:
        return wait_or_go_on(index, place.at_word_edge, place, into);
    case Kind::no_word_edge:
        return wait_or_go_on(index, !place.at_word_edge, place, into);
    }
}

void NfaWalk::wait_or_go_on(int index, bool condition, const Place& place, std::vector<int>& into)
{
    if (!place.is_next_known)
        into.push_back(index);
    else if (condition)
        open_.push_back(node(index).next);
}

NfaState NfaWalk::begin()
{
    start_over();
    std::vector<int> nodes;
    for (const int start : nfa_.starts())
        follow(start, {.at_begin = true}, nodes);
    return state_at(std::move(nodes), false);
}

NfaState NfaWalk::step(const NfaState& from, std::size_t character)
{
    const bool is_word = word_characters()[character];
    const bool is_newline = character == '\n';
    const auto here = no_longer_waiting(
        from, {.is_next_known = true, .before_newline = is_newline, .at_word_edge = from.behind_word != is_word});
    start_over();
    std::vector<int> nodes;
    const Place behind{.behind_newline = is_newline};
    for (const int index : here) {
        const auto& taking = node(index);
        if (taking.kind == Kind::accept)
            follow(index, behind, nodes);
        else if (nfa_.sets()[static_cast<std::size_t>(taking.set)][character])
            follow(taking.next, behind, nodes);
    }
    for (const int start : nfa_.starts_anywhere())
        follow(start, behind, nodes);
    if (is_newline)
        for (const int start : nfa_.starts_of_lines())
            follow(start, behind, nodes);
    return state_at(std::move(nodes), is_word);
}

std::vector<int> NfaWalk::found_at_end(const NfaState& state)
{
    std::vector<int> found;
    for (const int index :
         no_longer_waiting(state, {.is_next_known = true, .at_end = true, .at_word_edge = state.behind_word}))
        if (node(index).kind == Kind::accept) found.push_back(node(index).pattern);
    std::ranges::sort(found);
    return found;
}

/// Nodes that take a character or accept, now that it is known what comes.
std::vector<int> NfaWalk::no_longer_waiting(const NfaState& state, const Place& place)
{
    start_over();
    std::vector<int> nodes;
    for (const int index : state.nodes)
        follow(index, place, nodes);
    return nodes;
}

/// Without what no longer matters: the other nodes of a pattern that is found, and what nobody waits to know.
NfaState NfaWalk::state_at(std::vector<int> nodes, bool behind_word) const
{
    const auto accepts = [this](int index) { return node(index).kind == Kind::accept; };
    const auto asks_for_word = [this](int index) {
        return node(index).kind == Kind::word_edge || node(index).kind == Kind::no_word_edge;
    };
    std::vector<int> found;
    for (const int index : nodes)
        if (accepts(index)) found.push_back(node(index).pattern);
    std::ranges::sort(found);
    const auto is_found = [&](int index) { return std::ranges::binary_search(found, node(index).pattern); };
    std::erase_if(nodes, [&](int index) { return !accepts(index) && is_found(index); });
    std::ranges::sort(nodes);
    NfaState state{std::move(nodes), false, false};
    state.behind_word = behind_word && std::ranges::any_of(state.nodes, asks_for_word);
    state.is_settled = std::ranges::all_of(state.nodes, accepts) &&
                       std::ranges::all_of(nfa_.starts_anywhere(), is_found) &&
                       std::ranges::all_of(nfa_.starts_of_lines(), is_found);
    return state;
}

} // namespace phonescan
