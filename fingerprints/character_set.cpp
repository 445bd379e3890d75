#include "fingerprints/character_set.hpp"

#include <algorithm>

namespace phonescan {

CharacterSet character_range(std::size_t first, std::size_t last)
{
    CharacterSet set;
    for (auto character = first; character <= std::min(last, other_character); ++character)
        set.set(character);
    return set;
}

CharacterSet complement(const CharacterSet& set)
{
    return (~set).set(other_character);
}

CharacterSet with_both_cases(CharacterSet set)
{
    for (std::size_t upper = 'A'; upper <= 'Z'; ++upper) {
        const auto lower = upper - 'A' + 'a';
        if (set[upper] || set[lower]) set.set(upper).set(lower);
    }
    if (set['k'] || set['s']) set.set(other_character);
    return set;
}

std::optional<CharacterSet> class_named(char letter)
{
    static const auto digits = character_range('0', '9');
    static const auto spaces = character_range('\t', '\n') | character_range('\f', '\r') | character_range(' ', ' ');
    switch (letter) {
    case 'd':
        return digits;
    case 'D':
        return complement(digits);
    case 's':
        return spaces;
    case 'S':
        return complement(spaces);
    case 'w':
        return word_characters();
    case 'W':
        return complement(word_characters());
    default:
        return std::nullopt;
    }
}

const CharacterSet& word_characters()
{
    static const auto words =
        character_range('0', '9') | character_range('A', 'Z') | character_range('a', 'z') | character_range('_', '_');
    return words;
}

} // namespace phonescan
