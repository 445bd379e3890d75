#pragma once

#include "probes/wire/byte_reader.hpp"

#include <string_view>

namespace phonescan::fuzz {

/// What must hold of every input; a breach is a crash that names its input.
inline void require(bool holds)
{
    if (!holds) __builtin_trap();
}

/// Does the part lie in the whole? An empty one may stand anywhere.
inline bool lies_in(wire::Bytes part, wire::Bytes whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

inline bool lies_in(std::string_view part, wire::Bytes whole)
{
    return lies_in(std::as_bytes(std::span{part}), whole);
}

} // namespace phonescan::fuzz
