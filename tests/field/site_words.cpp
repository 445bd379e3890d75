#include "tests/field/site_words.hpp"

#include "probes/observation/mac_address.hpp"

#include <charconv>
#include <stdexcept>

#include <arpa/inet.h>

namespace phonescan::field {
namespace {

[[noreturn]] void expected(const std::string& what, std::string_view found)
{
    throw std::invalid_argument("expected " + what + ", found \"" + std::string(found) + '"');
}

bool blank(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\r';
}

/// The character after a backslash; advances past it.
char escaped(std::string_view& rest)
{
    if (rest.empty()) throw std::invalid_argument("expected \\\", \\\\ or \\xNN after the backslash");
    const char kind = rest.front();
    rest.remove_prefix(1);
    if (kind == '"' || kind == '\\') return kind;
    unsigned value = 0;
    const auto digits = rest.substr(0, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (kind != 'x' || digits.size() != 2 || error != std::errc{} || end != digits.data() + 2)
        throw std::invalid_argument("expected \\\", \\\\ or \\xNN after the backslash");
    rest.remove_prefix(2);
    return static_cast<char>(value);
}

std::string quoted(std::string_view& rest)
{
    std::string text;
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() != '"') {
        const char c = rest.front();
        rest.remove_prefix(1);
        text += c == '\\' ? escaped(rest) : c;
    }
    if (rest.empty()) throw std::invalid_argument("expected a closing \"");
    rest.remove_prefix(1);
    if (!rest.empty() && !blank(rest.front())) throw std::invalid_argument("expected a blank after the closing \"");
    return text;
}

std::string bare(std::string_view& rest, std::string_view stops)
{
    std::size_t length = 0;
    while (length < rest.size() && !blank(rest[length]) && stops.find(rest[length]) == std::string_view::npos)
        ++length;
    std::string text(rest.substr(0, length));
    rest.remove_prefix(length);
    return text;
}

std::uint32_t ipv4_of(std::string_view text)
{
    std::uint32_t address = 0;
    auto rest = text;
    for (int octet = 0; octet < 4; ++octet) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
        if (rest.empty() || error != std::errc{} || value > 255) expected("an IPv4 address", text);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        address = address << 8 | value;
        if (octet == 3) break;
        if (rest.empty() || rest.front() != '.') expected("an IPv4 address", text);
        rest.remove_prefix(1);
    }
    if (!rest.empty()) expected("an IPv4 address", text);
    return address;
}

Address ipv6_of(std::string_view text)
{
    in6_addr octets{};
    if (inet_pton(AF_INET6, std::string(text).c_str(), &octets) != 1) expected("an IPv6 address", text);
    const auto address = Address::of(octets);
    if (!address.known() || address.is_ipv4()) expected("an IPv6 address that a device may have", text);
    return address;
}

/// What stands behind the dash of a range: a whole address, or only its last part.
Address end_of_range(Address first, std::string_view text)
{
    if (text.find_first_of(".:") != std::string_view::npos) return address_of(text);
    if (first.is_ipv4()) return first.subnet() + static_cast<std::uint32_t>(number_of(text, 0, 255));
    std::uint16_t group = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), group, 16);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        expected("the last group of an IPv6 address", text);
    return first + (group - (first.low64() & 0xffff));
}

} // namespace

std::vector<Word> words_of(std::string_view line)
{
    std::vector<Word> words;
    while (true) {
        while (!line.empty() && blank(line.front()))
            line.remove_prefix(1);
        if (line.empty() || line.front() == '#') return words;
        Word word;
        word.name = bare(line, "=");
        if (word.name.empty()) throw std::invalid_argument("expected a word before the =");
        if (!line.empty() && line.front() == '=') {
            line.remove_prefix(1);
            word.has_value = true;
            word.value = !line.empty() && line.front() == '"' ? quoted(line) : bare(line, "");
        }
        words.push_back(std::move(word));
    }
}

std::uint64_t number_of(std::string_view text, std::uint64_t least, std::uint64_t most)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        expected("a number from " + std::to_string(least) + " to " + std::to_string(most), text);
    return value;
}

std::uint16_t port_of(std::string_view text)
{
    return static_cast<std::uint16_t>(number_of(text, 1, 65535));
}

Address address_of(std::string_view text)
{
    return text.find(':') != std::string_view::npos ? ipv6_of(text) : Address{ipv4_of(text)};
}

AddressBlock block_of(std::string_view text)
{
    const bool ipv6 = text.find(':') != std::string_view::npos;
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        const auto bits = ipv6 ? number_of(text.substr(slash + 1), 96, 128) : number_of(text.substr(slash + 1), 8, 32);
        const auto first = address_of(text.substr(0, slash));
        const auto host_part = (std::uint64_t{1} << ((ipv6 ? 128 : 32) - bits)) - 1;
        if ((first.low64() & host_part) != 0) expected("a network address before the prefix length", text);
        return {first, first + host_part};
    }
    const auto dash = text.find('-');
    const auto first = address_of(text.substr(0, dash));
    if (dash == std::string_view::npos) return {first, first};
    const auto last = end_of_range(first, text.substr(dash + 1));
    if (last < first || !last.beside(first) || last - first > UINT32_MAX)
        expected("a range that ends after its start", text);
    return {first, last};
}

double share_of(std::string_view text)
{
    if (!text.ends_with('%')) expected("a share like 20%", text);
    double value = -1;
    const auto* stop = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data(), stop, value);
    if (error != std::errc{} || end != stop || !(value >= 0 && value <= 100)) expected("a share from 0% to 100%", text);
    return value / 100;
}

std::chrono::microseconds duration_of(std::string_view text)
{
    std::uint64_t unit = 0;
    auto digits = text;
    for (const auto& [suffix, microseconds] :
         {std::pair{std::string_view{"us"}, 1U}, {std::string_view{"ms"}, 1000U}, {std::string_view{"s"}, 1000000U}}) {
        if (!text.ends_with(suffix)) continue;
        unit = microseconds;
        digits.remove_suffix(suffix.size());
        break;
    }
    if (unit == 0) expected("a duration like 300ms, 2s or 250us", text);
    return std::chrono::microseconds(number_of(digits, 0, std::uint64_t{3600} * 1000000 / unit) * unit);
}

Delay delay_of(std::string_view text)
{
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return {duration_of(text), duration_of(text)};
    const auto most = duration_of(text.substr(dash + 1));
    const auto unit = text.substr(text.find_last_of("0123456789") + 1);
    auto start = std::string(text.substr(0, dash));
    if (start.find_first_not_of("0123456789") == std::string::npos) start += unit; // 10-300ms
    const auto least = duration_of(start);
    if (least > most) expected("a delay that ends after its start", text);
    return {least, most};
}

std::uint64_t mac_of(std::string_view text)
{
    const auto mac = MacAddress::parse(text);
    if (!mac) expected("a MAC address like 00:04:f2:aa:bb:cc", text);
    std::uint64_t bits = 0;
    for (const char c : mac->to_string())
        if (c != ':') bits = bits << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    return bits;
}

} // namespace phonescan::field
