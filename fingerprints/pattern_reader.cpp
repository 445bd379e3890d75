#include "fingerprints/pattern_reader.hpp"

#include "fingerprints/pattern_scanner.hpp"

#include <utility>

namespace phonescan {

namespace {

using Kind = NfaNode::Kind;

/// Groups in groups beyond this are left to RE2, which does not recurse.
constexpr int deepest_group = 100;

/// Recursive descent. Each construct is appended behind a fork that leads nowhere yet, and returns such a fork as its
/// end. What is repeated a number of times is read again for each copy.
class PatternReader {
public:
    PatternReader(std::string_view pattern, int number, PatternNfa& nfa)
        : scanner_{pattern}, number_{number}, nfa_{nfa}, size_limit_{nfa.nodes().size() + PatternNfa::most_nodes}
    {
    }

    int read()
    {
        const int start = fork();
        const int end = alternatives(start);
        if (!scanner_.rest().empty()) throw PatternNotRead{};
        lead(end, add(Kind::accept));
        return start;
    }

private:
    int add(Kind kind, int set = 0)
    {
        if (nfa_.nodes().size() >= size_limit_) throw PatternNotRead{};
        return nfa_.add({.kind = kind, .pattern = number_, .set = set});
    }

    int fork() { return add(Kind::fork); }

    void lead(int from, int to)
    {
        auto& node = nfa_.node(from);
        (node.next == NfaNode::nowhere ? node.next : node.other) = to;
    }

    int append(int from, Kind kind, int set = 0)
    {
        const int node = add(kind, set);
        const int end = fork();
        lead(from, node);
        lead(node, end);
        return end;
    }

    int append(int from, const CharacterSet& set) { return append(from, Kind::character, nfa_.add(set)); }

    int alternatives(int from)
    {
        if (++depth_ > deepest_group) throw PatternNotRead{};
        const int join = fork();
        while (true) {
            const int begin = fork();
            lead(from, begin);
            lead(sequence(begin), join);
            if (!scanner_.skip("|")) break;
            const int rest = fork();
            lead(from, rest);
            from = rest;
        }
        --depth_;
        return join;
    }

    int sequence(int from)
    {
        const auto at_end = [this] {
            const auto rest = scanner_.rest();
            return rest.empty() || rest.front() == '|' || rest.front() == ')';
        };
        while (!at_end())
            from = repeated(from);
        return from;
    }

    struct Copy {
        int begin;
        int end;
    };

    Copy read_operand()
    {
        const int begin = fork();
        return {begin, operand(begin)};
    }

    /// An operand and how often it stands.
    int repeated(int from)
    {
        const auto begin = scanner_.position();
        const auto flags = flags_;
        auto copy = read_operand();
        const auto repetition = scanner_.read_repetition().value_or(Repetition{1, 1});
        const auto end = scanner_.position();
        const auto flags_behind = flags_;
        bool used = false;
        const auto next_copy = [&] {
            if (std::exchange(used, true)) {
                scanner_.go_to(begin);
                flags_ = flags;
                copy = read_operand();
            }
            return copy;
        };
        for (int i = 0; i < repetition.least; ++i) {
            const auto [first, last] = next_copy();
            lead(from, first);
            from = last;
        }
        if (!repetition.most)
            from = any_number_more(from, repetition.least == 0 ? next_copy() : copy, repetition.least == 0);
        else if (*repetition.most > repetition.least)
            from = up_to(from, *repetition.most - repetition.least, next_copy);
        scanner_.go_to(end);
        flags_ = flags_behind;
        return from;
    }

    /// Again and again through the copy, whose end `from` is unless it may be left out.
    int any_number_more(int from, Copy copy, bool may_be_left_out)
    {
        const int choice = fork();
        const int end = fork();
        lead(from, choice);
        lead(choice, copy.begin);
        lead(choice, end);
        if (may_be_left_out) lead(copy.end, choice);
        return end;
    }

    template <class NextCopy>
    int up_to(int from, int times, const NextCopy& next_copy)
    {
        const int end = fork();
        for (int i = 0; i < times; ++i) {
            const auto copy = next_copy();
            lead(from, copy.begin);
            lead(from, end);
            from = copy.end;
        }
        lead(from, end);
        return end;
    }

    int operand(int from)
    {
        const char character = scanner_.take();
        switch (character) {
        case '(':
            return group(from);
        case '[':
            return append(from, scanner_.brackets(flags_));
        case '.':
            return append(from, flags_.dot_takes_newline ? ~CharacterSet{} : ~character_range('\n', '\n'));
        case '^':
            return append(from, flags_.lines ? Kind::line_begin : Kind::begin);
        case '$':
            return append(from, flags_.lines ? Kind::line_end : Kind::end);
        case '\\':
            return escape(from);
        case '*':
        case '+':
        case '?':
            throw PatternNotRead{};
        default:
            return append(from, scanner_.literal(character, flags_));
        }
    }

    int group(int from)
    {
        const auto outer = flags_;
        if (scanner_.skip("?P<"))
            scanner_.skip_name();
        else if (scanner_.skip("?") && scanner_.read_flags(flags_))
            return from; // they hold up to the end of the group around them
        const int end = alternatives(from);
        if (!scanner_.skip(")")) throw PatternNotRead{};
        flags_ = outer;
        return end;
    }

    int escape(int from)
    {
        const char letter = scanner_.take();
        switch (letter) {
        case 'A':
            return append(from, Kind::begin);
        case 'z':
            return append(from, Kind::end);
        case 'b':
            return append(from, Kind::word_edge);
        case 'B':
            return append(from, Kind::no_word_edge);
        default:
            return append(from, scanner_.escape(letter, flags_));
        }
    }

    PatternScanner scanner_;
    int number_;
    PatternNfa& nfa_;
    std::size_t size_limit_;
    int depth_ = 0;
    PatternFlags flags_;
};

} // namespace

int read_pattern(std::string_view pattern, int number, PatternNfa& nfa)
{
    try {
        return PatternReader{pattern, number, nfa}.read();
    } catch (const PatternNotRead&) {
        return NfaNode::nowhere;
    }
}

} // namespace phonescan
