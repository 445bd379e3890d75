#include "fingerprints/pattern_scanner.hpp"

#include <charconv>

namespace phonescan {

namespace {

/// One or more characters as they stand in a pattern.
CharacterSet in_case(std::size_t first, std::size_t last, PatternFlags flags)
{
    const auto set = character_range(first, last);
    if (!flags.any_case) return set;
    if (last >= other_character) throw PatternNotRead{}; // the other case of these is not known here
    return with_both_cases(set);
}

std::optional<CharacterSet> class_in_case(char letter, PatternFlags flags)
{
    const auto set = class_named(letter);
    const bool takes_more = flags.any_case && letter == 'w';
    return takes_more ? with_both_cases(*set) : set;
}

} // namespace

bool PatternScanner::skip(std::string_view text)
{
    if (!rest().starts_with(text)) return false;
    at_ += text.size();
    return true;
}

char PatternScanner::take()
{
    if (rest().empty()) throw PatternNotRead{};
    return pattern_[at_++];
}

void PatternScanner::skip_name()
{
    while (take() != '>') {}
}

bool PatternScanner::read_flags(PatternFlags& flags)
{
    bool on = true;
    while (true) {
        switch (take()) {
        case 'i':
            flags.any_case = on;
            break;
        case 's':
            flags.dot_takes_newline = on;
            break;
        case 'm':
            flags.lines = on;
            break;
        case 'U': // what is greedy
            break;
        case '-':
            on = false;
            break;
        case ')':
            return true;
        case ':':
            return false;
        default:
            throw PatternNotRead{};
        }
    }
}

std::optional<Repetition> PatternScanner::read_repetition()
{
    std::optional<Repetition> repetition;
    if (skip("*"))
        repetition = Repetition{0, std::nullopt};
    else if (skip("+"))
        repetition = Repetition{1, std::nullopt};
    else if (skip("?"))
        repetition = Repetition{0, 1};
    else
        repetition = read_count();
    if (repetition) skip("?");
    return repetition;
}

std::optional<Repetition> PatternScanner::read_count()
{
    const auto begin = at_;
    if (const auto least = skip("{") ? read_decimal() : std::nullopt) {
        if (skip("}")) return Repetition{*least, *least};
        if (skip(",")) {
            const auto most = read_decimal();
            if (skip("}")) return Repetition{*least, most};
        }
    }
    at_ = begin; // a brace that stands for itself
    return std::nullopt;
}

std::optional<int> PatternScanner::read_decimal()
{
    int value = 0;
    const auto text = rest();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value < 0) return std::nullopt;
    at_ += static_cast<std::size_t>(end - text.data());
    return value;
}

std::size_t PatternScanner::read_hexadecimal()
{
    const bool in_braces = skip("{");
    const auto digits = rest().substr(0, in_braces ? rest().find('}') : 2);
    std::size_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) throw PatternNotRead{};
    at_ += digits.size() + (in_braces ? 1 : 0);
    return std::min(code, other_character);
}

std::size_t PatternScanner::code_of_literal(char byte)
{
    const auto code = static_cast<std::size_t>(static_cast<unsigned char>(byte));
    if (code < other_character) return code;
    while (!rest().empty() && (static_cast<unsigned char>(rest().front()) & 0xc0) == 0x80)
        ++at_;
    return other_character;
}

std::size_t PatternScanner::code_of_escape(char letter)
{
    static constexpr std::string_view letters = "aftnrv";
    static constexpr std::string_view controls = "\a\f\t\n\r\v";
    if (const auto at = letters.find(letter); at != std::string_view::npos)
        return static_cast<std::size_t>(controls[at]);
    if (letter == 'x') return read_hexadecimal();
    const bool is_mark = letter > ' ' && letter <= '~' && !word_characters()[static_cast<std::size_t>(letter)];
    if (!is_mark) throw PatternNotRead{};
    return static_cast<std::size_t>(letter);
}

CharacterSet PatternScanner::literal(char byte, PatternFlags flags)
{
    const auto code = code_of_literal(byte);
    return in_case(code, code, flags);
}

CharacterSet PatternScanner::escape(char letter, PatternFlags flags)
{
    if (const auto set = class_in_case(letter, flags)) return *set;
    const auto code = code_of_escape(letter);
    return in_case(code, code, flags);
}

CharacterSet PatternScanner::brackets(PatternFlags flags)
{
    const bool negated = skip("^");
    CharacterSet set;
    do { // a bracket that comes first is a member
        if (rest().starts_with("[:")) throw PatternNotRead{};
        set |= member(flags);
    } while (!skip("]"));
    return negated ? complement(set) : set;
}

CharacterSet PatternScanner::member(PatternFlags flags)
{
    const auto code_of = [this](char character) {
        return character == '\\' ? code_of_escape(take()) : code_of_literal(character);
    };
    if (rest().starts_with('\\') && rest().size() > 1) {
        if (const auto set = class_in_case(rest()[1], flags)) {
            at_ += 2;
            return *set;
        }
    }
    const auto first = code_of(take());
    if (!rest().starts_with('-') || rest().starts_with("-]")) return in_case(first, first, flags);
    ++at_;
    return in_case(first, code_of(take()), flags);
}

} // namespace phonescan
