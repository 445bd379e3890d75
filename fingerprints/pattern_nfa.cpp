#include "fingerprints/pattern_nfa.hpp"

#include "fingerprints/pattern_reader.hpp"

#include <algorithm>
#include <span>

namespace phonescan {

namespace {

using Kind = NfaNode::Kind;

/// Whether a walk from a node, over what takes no character and `passes`, comes to a node of one of the kinds.
template <class Passes, class Sought>
bool reaches(const std::vector<NfaNode>& nodes, int from, std::size_t first, const Passes& passes, const Sought& sought)
{
    std::vector<bool> seen(nodes.size() - first);
    std::vector<int> open{from};
    while (!open.empty()) {
        const int index = open.back();
        open.pop_back();
        if (index == NfaNode::nowhere || seen[static_cast<std::size_t>(index) - first]) continue;
        seen[static_cast<std::size_t>(index) - first] = true;
        const auto& node = nodes[static_cast<std::size_t>(index)];
        if (sought(node.kind)) return true;
        if (!passes(node.kind)) continue;
        open.push_back(node.next);
        open.push_back(node.other);
    }
    return false;
}

bool is_end(Kind kind)
{
    return kind == Kind::end || kind == Kind::line_end;
}

bool is_begin(Kind kind)
{
    return kind == Kind::begin || kind == Kind::line_begin;
}

bool is_of_words(Kind kind)
{
    return kind == Kind::word_edge || kind == Kind::no_word_edge;
}

/// `\b^`, `$\b`: a walk knows one side of where it stands before the other, and only asks in the order that makes
/// sense.
bool asks_in_vain(const std::vector<NfaNode>& nodes, std::size_t first)
{
    const auto passes = [](Kind kind) { return kind == Kind::fork || is_end(kind) || is_of_words(kind); };
    return std::ranges::any_of(std::span{nodes}.subspan(first), [&](const NfaNode& node) {
        if (is_of_words(node.kind)) return reaches(nodes, node.next, first, passes, is_begin);
        return is_end(node.kind) &&
               reaches(nodes, node.next, first, passes, [](Kind kind) { return is_begin(kind) || is_of_words(kind); });
    });
}

/// Whether a pattern can begin with a node of one of the kinds.
template <class Sought>
bool begins_with(const std::vector<NfaNode>& nodes, std::size_t first, int start, const Sought& sought)
{
    return reaches(
        nodes, start, first, [](Kind kind) { return kind == Kind::fork; }, sought);
}

bool is_begin_of_line(Kind kind)
{
    return kind == Kind::line_begin;
}

bool is_no_begin(Kind kind)
{
    return kind != Kind::fork && !is_begin(kind);
}

} // namespace

bool PatternNfa::add_pattern(std::string_view pattern, int number)
{
    const auto first = nodes_.size();
    const int start = read_pattern(pattern, number, *this);
    if (start == NfaNode::nowhere || asks_in_vain(nodes_, first)) {
        nodes_.resize(first);
        return false;
    }
    if (begins_with(nodes_, first, start, is_no_begin))
        starts_anywhere_.push_back(start);
    else if (begins_with(nodes_, first, start, is_begin_of_line))
        starts_of_lines_.push_back(start);
    starts_.push_back(start);
    return true;
}

int PatternNfa::add(const NfaNode& node)
{
    nodes_.push_back(node);
    return static_cast<int>(nodes_.size()) - 1;
}

int PatternNfa::add(const CharacterSet& set)
{
    const auto [found, is_new] = set_indices_.try_emplace(set, static_cast<int>(sets_.size()));
    if (is_new) sets_.push_back(set);
    return found->second;
}

} // namespace phonescan
