#include "scanner/target_syntax.hpp"

#include "probes/observation/printable.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace phonescan {

namespace {

template <class T>
using Parsed = boost::system::result<T, std::string>;

/// The values of one octet.
using Octets = IntervalSet<std::uint32_t>;

constexpr std::size_t max_ranges = std::size_t{1} << 20;

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool all_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// A decimal number; `what` and `most` say in messages what it is.
Parsed<std::uint32_t> number(std::string_view text, std::string_view what, std::uint32_t most)
{
    if (!all_digits(text)) return fmt::format("{} is no {}: 0 to {}", quoted(text), what, most);
    if (text.size() > 1 && text.front() == '0')
        return fmt::format("{} could be octal or decimal: write it without the leading zero", text);
    std::uint32_t value = 0;
    for (const char digit : text) {
        value = value * 10 + static_cast<std::uint32_t>(digit - '0');
        if (value > most) return fmt::format("{} is no {}: 0 to {}", quoted(text), what, most);
    }
    return value;
}

Parsed<AddressRange> octet_range(std::string_view text)
{
    if (text == "*") return AddressRange{0, 255};
    const auto ends = split(text, '-');
    if (ends.size() > 2) return fmt::format("{} is no range of octets: write it as 1-254", quoted(text));
    for (const std::string_view end : ends) {
        if (!end.empty()) continue;
        if (ends.size() == 2) return fmt::format("{} is a range without an end: write it as 1-254", quoted(text));
        return std::string{"an octet is missing: an IPv4 address has four, as in 10.0.0.7"};
    }
    const auto first = number(ends.front(), "octet", 255);
    if (!first) return first.error();
    const auto last = number(ends.back(), "octet", 255);
    if (!last) return last.error();
    if (*first > *last) return fmt::format("{0} runs backwards: write it as {2}-{1}", quoted(text), *first, *last);
    return AddressRange{*first, *last};
}

/// One of the four parts of an octet expression: `7`, `1-254`, `1,5,20-29` or `*`.
Parsed<Octets> octet(std::string_view text)
{
    std::vector<AddressRange> ranges;
    for (const std::string_view part : split(text, ',')) {
        const auto range = octet_range(part);
        if (!range) return range.error();
        ranges.push_back(*range);
    }
    return Octets{std::move(ranges)};
}

Parsed<std::vector<AddressRange>> expand(const std::array<Octets, 4>& octets)
{
    std::vector<AddressRange> behind{{0, 0}}; // what the octets to the right stand for
    unsigned bits = 0;
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet, bits += 8) {
        const auto all = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
        std::vector<AddressRange> ranges;
        if (behind.front() == AddressRange{0, all}) {
            for (const AddressRange& range : octet->intervals())
                ranges.push_back({range.first << bits, range.last << bits | all});
        } else {
            if (octet->size() * behind.size() > max_ranges)
                return fmt::format("stands for more than {} separate ranges: name fewer networks", max_ranges);
            for (std::uint64_t index = 0; index < octet->size(); ++index) {
                const auto value = octet->at(index) << bits;
                for (const AddressRange& range : behind)
                    ranges.push_back({value | range.first, value | range.last});
            }
        }
        behind = std::move(ranges);
    }
    return behind;
}

Parsed<std::uint32_t> plain_address(std::string_view text)
{
    const auto parts = split(text, '.');
    if (parts.size() != 4) return fmt::format("{} is no IPv4 address: four octets, as in 10.0.0.7", quoted(text));
    std::uint32_t address = 0;
    for (const std::string_view part : parts) {
        if (part.empty()) return std::string{"an octet is missing: an IPv4 address has four, as in 10.0.0.7"};
        const auto value = number(part, "octet", 255);
        if (!value) return value.error();
        address = address << 8 | *value;
    }
    return address;
}

Parsed<ParsedTarget> octet_expression(std::string_view word)
{
    if (word.find_first_of("-,*") == std::string_view::npos) { // by far the commonest word of long lists
        const auto address = plain_address(word);
        if (!address) return address.error();
        return ParsedTarget{{{*address, *address}}, {}, {}};
    }
    std::array<Octets, 4> octets;
    const auto parts = split(word, '.');
    for (std::size_t index = 0; index < octets.size(); ++index) {
        auto parsed = octet(parts[index]);
        if (!parsed) return parsed.error();
        octets[index] = std::move(*parsed);
    }
    auto ranges = expand(octets);
    if (!ranges) return ranges.error();
    return ParsedTarget{std::move(*ranges), {}, {}};
}

Parsed<ParsedTarget> network(std::string_view word)
{
    const std::size_t slash = word.find('/');
    if (std::any_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(slash), is_letter))
        return std::string{"a prefix length goes with an address, as in 10.0.0.0/24"};
    const auto address = plain_address(word.substr(0, slash));
    if (!address) return address.error();
    const auto prefix = number(word.substr(slash + 1), "prefix length", 32);
    if (!prefix) return prefix.error();
    const auto host_bits = static_cast<std::uint32_t>((std::uint64_t{1} << (32 - *prefix)) - 1);
    return ParsedTarget{{{*address & ~host_bits, *address | host_bits}}, {}, {}};
}

Parsed<ParsedTarget> address_range(std::string_view word)
{
    const std::size_t dash = word.find('-');
    const auto first = plain_address(word.substr(0, dash));
    if (!first) return first.error();
    const auto last = plain_address(word.substr(dash + 1));
    if (!last) return last.error();
    if (*first > *last)
        return fmt::format("the range runs backwards: write it as {}-{}", word.substr(dash + 1), word.substr(0, dash));
    return ParsedTarget{{{*first, *last}}, {}, {}};
}

/// The ends-in-a-number rule of URL hosts: resolvers take such text for an address in an old notation.
bool is_number(std::string_view label)
{
    if (all_digits(label)) return true;
    if (label.size() < 2 || label[0] != '0' || (label[1] | 0x20) != 'x') return false;
    return label.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

Parsed<ParsedTarget> host_name(std::string_view word)
{
    const std::string_view name = word.ends_with('.') ? word.substr(0, word.size() - 1) : word;
    const auto labels = split(name, '.');
    const auto numbers = std::find_if_not(labels.begin(), labels.end(), all_digits) - labels.begin();
    if (is_number(labels.back()) || (labels.size() == 4 && numbers == 3))
        return std::string{
            "neither an IPv4 address (four octets, as in 10.0.0.7) nor a host name, which does not end in a number"};
    if (name.size() > 253) return std::string{"a host name has at most 253 characters"};
    for (const std::string_view label : labels) {
        const bool known =
            std::all_of(label.begin(), label.end(), [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
        if (!known)
            return std::string{
                "neither an address nor a host name: those are made of letters, digits, hyphens and dots"};
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
            return std::string{"no host name: each part between dots has 1 to 63 characters and no hyphen at its ends"};
    }
    return ParsedTarget{{}, {}, {std::string{word}}};
}

/// `fd00::7`, `[fd00::7]`, `fd00::/120`: what has a colon.
Parsed<ParsedTarget> v6_target(std::string_view word)
{
    const auto slash = word.find('/');
    auto text = word.substr(0, slash);
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    if (text.find('%') != std::string_view::npos)
        return std::string{"an IPv6 address without its zone is expected: name the interface with -e"};
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v6(std::string{text}, error);
    if (error)
        return std::string{
            "neither an address nor a host name: give it without scheme and port (ports are named with -p)"};
    unsigned host_bits = 0;
    if (slash != std::string_view::npos) {
        const auto prefix = number(word.substr(slash + 1), "prefix length of IPv6", 128);
        if (!prefix) return prefix.error();
        host_bits = 128 - *prefix;
    }
    const Number128 mask = host_bits == 128 ? ~Number128{0} : (Number128{1} << host_bits) - 1;
    const auto first = number_of(address) & ~mask;
    return ParsedTarget{{}, {{first, first | mask}}, {}};
}

Parsed<ParsedTarget> one_target(std::string_view word)
{
    if (word.empty()) return std::string{"empty: an address, network, range or host name is expected"};
    if (word.find_first_of(":[]") != std::string_view::npos) return v6_target(word);
    if (word.find('/') != std::string_view::npos) return network(word);
    if (word.find_first_not_of("0123456789.-,*") != std::string_view::npos) return host_name(word);
    const auto dots = std::count(word.begin(), word.end(), '.');
    if (dots == 3) return octet_expression(word);
    if (dots == 6 && std::count(word.begin(), word.end(), '-') == 1) return address_range(word);
    return std::string{
        "no IPv4 address, network or range: 10.0.0.7, 10.0.0.0/24, 10.0.0.1-10.0.0.20 and 10.0.0-3.1-254 "
        "are accepted"};
}

} // namespace

Parsed<ParsedTarget> parse_target(std::string_view word)
{
    const bool octets = word.find_first_not_of("0123456789.-,*") == std::string_view::npos &&
                        std::count(word.begin(), word.end(), '.') == 3;
    if (octets || word.find(',') == std::string_view::npos) return one_target(word);

    ParsedTarget all;
    for (const std::string_view piece : split(word, ',')) {
        auto parsed = one_target(piece);
        if (!parsed) return fmt::format("{}: {}", quoted(piece), parsed.error());
        all.ranges.insert(all.ranges.end(), parsed->ranges.begin(), parsed->ranges.end());
        all.ranges6.insert(all.ranges6.end(), parsed->ranges6.begin(), parsed->ranges6.end());
        std::move(parsed->names.begin(), parsed->names.end(), std::back_inserter(all.names));
    }
    return all;
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 80;
    const bool cut = text.size() > longest;
    std::string shown = printable(text.substr(0, longest));
    for (char& c : shown) // printable() keeps what may stand in a value but not in a line of messages
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return fmt::format("\"{}{}\"", shown, cut ? "…" : "");
}

} // namespace phonescan
