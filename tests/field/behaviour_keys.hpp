#pragma once

#include "tests/field/site_words.hpp"

#include <span>

namespace phonescan::field {

/// Sets what one word of a `default`, `type`, `device` or `population` line says. A new service adds its keys here.
/// Errors: std::invalid_argument that says what was expected.
void apply_key(Behaviour& behaviour, const Word& word);
void apply_keys(Behaviour& behaviour, std::span<const Word> words);

/// What only a finished behaviour shows: a banner that names a MAC needs one.
/// Errors: std::invalid_argument.
void check_behaviour(const Behaviour& behaviour);

} // namespace phonescan::field
