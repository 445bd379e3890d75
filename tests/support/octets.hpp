#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace phonescan::test {

/// `00 1a "text" ff`: hexadecimal octets, blanks between them as one likes, and texts in quotes.
inline std::vector<std::byte> octets(std::string_view written)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at < written.size();) {
        if (written[at] == ' ') {
            ++at;
        } else if (written[at] == '"') {
            for (++at; written.at(at) != '"'; ++at)
                bytes.push_back(static_cast<std::byte>(written[at]));
            ++at;
        } else {
            const auto high = digits.find(written[at]);
            const auto low = digits.find(written.at(at + 1));
            if (high > 15 || low > 15) throw std::invalid_argument{"neither an octet nor a text"};
            bytes.push_back(static_cast<std::byte>(high * 16 + low));
            at += 2;
        }
    }
    return bytes;
}

/// Calls `check` with every prefix, the empty one and the whole included, each in a heap block of its own size: ASan
/// sees any overrun.
template <class Check>
void for_every_prefix(std::span<const std::byte> bytes, Check check)
{
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const auto prefix = bytes.first(length);
        const std::vector<std::byte> cut(prefix.begin(), prefix.end());
        check(std::span<const std::byte>{cut});
    }
}

/// Does the part lie in the whole, or is it empty?
inline bool lies_in(std::span<const std::byte> part, std::span<const std::byte> whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

inline bool lies_in(std::string_view part, std::span<const std::byte> whole)
{
    return lies_in(std::as_bytes(std::span{part}), whole);
}

} // namespace phonescan::test
