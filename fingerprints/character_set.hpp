#pragma once

#include <bitset>
#include <cstddef>
#include <optional>

namespace phonescan {

/// What stands for every character outside ASCII: automata tell those of ASCII apart, by their codes.
inline constexpr std::size_t other_character = 128;
using CharacterSet = std::bitset<other_character + 1>;

/// Both ends belong to it.
CharacterSet character_range(std::size_t first, std::size_t last);

/// All that are not in the set. A set that has some characters outside ASCII need not have them all, so that the others
/// are in its complement too.
CharacterSet complement(const CharacterSet& set);

/// The set and its letters in the other case. Unicode has a Kelvin sign and a long s.
CharacterSet with_both_cases(CharacterSet set);

/// What `\d`, `\s`, `\w` in RE2's syntax are, and `\D`, `\S`, `\W`; nullopt for another letter.
std::optional<CharacterSet> class_named(char letter);

/// What `\w` is, for `\b`.
const CharacterSet& word_characters();

} // namespace phonescan
