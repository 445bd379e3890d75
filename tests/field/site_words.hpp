#pragma once

#include "tests/field/site.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace phonescan::field {

/// One word of a site file's line: `name`, or `name=value`.
struct Word {
    std::string name;
    std::string value;
    bool has_value = false;
};

// Every function below throws std::invalid_argument whose text says what was expected; the reader adds file and line.

/// A line's words: parted by blanks; a value may stand in double quotes, with \" \\ and \xNN; # begins a comment.
std::vector<Word> words_of(std::string_view line);

/// IPv4 or IPv6.
Address address_of(std::string_view text);
/// `127.42.0.7`, `127.42.0.10-59`, `127.42.0.10-127.42.1.20` or `127.42.0.0/24`; `fd00:1::7`, `fd00:1::10-ff`,
/// `fd00:1::10-fd00:1::1:20` or `fd00:1::/112`.
AddressBlock block_of(std::string_view text);
/// `20%` or `0.5%`, as 0..1.
double share_of(std::string_view text);
/// `300ms`, `2s`, `250us`.
std::chrono::microseconds duration_of(std::string_view text);
/// A duration, or `10-300ms`.
Delay delay_of(std::string_view text);
std::uint64_t number_of(std::string_view text, std::uint64_t least, std::uint64_t most);
/// A MAC address in any common spelling, as 48 bits.
std::uint64_t mac_of(std::string_view text);
std::uint16_t port_of(std::string_view text);

/// The value of the one of several names that a text is.
template <class Value, std::size_t Size>
Value choice(std::string_view text, const std::pair<std::string_view, Value> (&choices)[Size])
{
    std::string names;
    for (const auto& [name, value] : choices) {
        if (name == text) return value;
        names += names.empty() ? "" : ", ";
        names += name;
    }
    throw std::invalid_argument("expected one of " + names + "; found \"" + std::string(text) + '"');
}

} // namespace phonescan::field
