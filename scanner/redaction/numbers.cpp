#include "scanner/redaction/rules.hpp"
#include "scanner/redaction/stand_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

namespace phonescan {

namespace {

using boost::asio::ip::address_v4;

/// Four parts as an address, leading zeros allowed; nullopt when one is over 255.
std::optional<address_v4> address_of(std::span<const std::string_view> parts)
{
    address_v4::bytes_type octets{};
    for (std::size_t i = 0; i < octets.size(); ++i) {
        if (parts[i].size() > 3) return std::nullopt;
        const auto value = std::accumulate(parts[i].begin(), parts[i].end(), 0,
                                           [](int sum, char digit) { return 10 * sum + (digit - '0'); });
        if (value > 255) return std::nullopt;
        octets[i] = static_cast<unsigned char>(value);
    }
    return address_v4{octets};
}

bool is_private(const address_v4& address)
{
    const auto octets = address.to_bytes();
    return octets[0] == 10 || octets[0] == 127 || (octets[0] == 192 && octets[1] == 168) ||
           (octets[0] == 172 && (octets[1] & 0xf0) == 16) || (octets[0] == 169 && octets[1] == 254) ||
           (octets[0] == 100 && (octets[1] & 0xc0) == 64);
}

/// Does the text around four numbers say that they are an address?
bool is_called_address(const Canvas& canvas, std::size_t begin, std::size_t end)
{
    const char left = canvas.before(begin);
    if (left == '[' || left == '=' || left == Canvas::hidden || canvas.at(end) == ':') return true;
    auto word_end = begin;
    while (word_end > 0 && std::string_view{" :/"}.find(canvas.text()[word_end - 1]) != std::string_view::npos)
        --word_end;
    auto word_begin = word_end;
    while (word_begin > 0 && is_letter(canvas.text()[word_begin - 1]))
        --word_begin;
    std::string word{canvas.text().substr(word_begin, word_end - word_begin)};
    std::ranges::transform(word, word.begin(), lower);
    constexpr std::array<std::string_view, 15> words = {"ip",     "addr",  "address", "host", "at",
                                                        "server", "proxy", "gw",      "via",  "gateway",
                                                        "dns",    "from",  "to",      "ipv",  "peer"};
    return std::ranges::find(words, word) != words.end();
}

class NumberRule {
public:
    NumberRule(Canvas& canvas, const SipHashKey& key, char separator)
        : canvas_{canvas}, key_{key}, separator_{separator}
    {
    }

    void take(std::size_t begin, std::size_t end);

private:
    void take_address(const address_v4& address, std::size_t begin, std::size_t end);
    bool hides_address(std::span<const std::string_view> parts) const;
    bool is_version(std::span<const std::string_view> parts) const;

    Canvas& canvas_;
    const SipHashKey& key_;
    char separator_;
};

/// Four small numbers are an address or a version; nobody can tell, so another address is shown in either case.
void NumberRule::take_address(const address_v4& address, std::size_t begin, std::size_t end)
{
    auto shown = stand_in_for(address, key_).to_string();
    std::ranges::replace(shown, '.', separator_);
    const bool certain = is_private(address) || is_called_address(canvas_, begin, end);
    canvas_.take(begin, end, certain ? TextPiece::Kind::address : TextPiece::Kind::version, shown);
}

/// A longer run with a private address in it.
bool NumberRule::hides_address(std::span<const std::string_view> parts) const
{
    for (std::size_t i = 0; i + 4 <= parts.size(); ++i)
        if (const auto address = address_of(parts.subspan(i, 4)); address && is_private(*address)) return true;
    return false;
}

bool NumberRule::is_version(std::span<const std::string_view> parts) const
{
    const auto longest = std::ranges::max(parts, {}, &std::string_view::size).size();
    const auto digits = std::accumulate(parts.begin(), parts.end(), std::size_t{0},
                                        [](std::size_t sum, std::string_view part) { return sum + part.size(); });
    const std::size_t longest_part = separator_ == '_' ? 5 : 3; // dashes stand in phone numbers
    if (separator_ != '.') return parts.size() >= 3 && longest <= longest_part && parts.front().size() <= 2;
    const auto is_octet = [](std::string_view part) { return part.size() < 3 || (part.size() == 3 && part <= "255"); };
    const bool is_mac = parts.size() == 6 && std::ranges::all_of(parts, is_octet) &&
                        std::ranges::count(parts, std::size_t{3}, &std::string_view::size) >= 3;
    if (is_mac) return false;
    const bool is_phone_number = digits >= 9 && parts.front().size() >= 3;
    return longest <= 6 && !is_phone_number;
}

void NumberRule::take(std::size_t begin, std::size_t end)
{
    const auto run = std::string{canvas_.text().substr(begin, end - begin)};
    auto parts = parts_of(run, separator_);
    if (parts.size() == 4)
        if (const auto address = address_of(parts)) return take_address(*address, begin, end);
    if (separator_ != '.' && is_letter(canvas_.before(begin))) { // `T48-2-1`: the first number belongs to the word
        begin += parts.front().size() + 1;
        parts.erase(parts.begin());
    }
    if (hides_address(parts)) return canvas_.remove(begin, end);
    const auto text = run.substr(run.size() - (end - begin));
    if (is_version(parts)) return canvas_.take(begin, end, TextPiece::Kind::version, text);
    if (separator_ == '.' || std::ranges::count_if(text, is_digit) >= 6) canvas_.remove(begin, end);
}

} // namespace

void take_private_addresses(Canvas& canvas, const SipHashKey& key)
{
    static const BytePattern alone{R"((?:^|[^0-9A-Za-z.:_-])([0-9]{1,3}(?:\.[0-9]{1,3}){3}))"
                                   R"((?:[:/;,_ -][0-9]{4,5}(?:[^0-9A-Za-z]|$)|[^0-9A-Za-z.:_ -]|$))"};
    canvas.for_each(*alone, 1, [&](auto begin, auto end) {
        const auto run = std::string{canvas.text().substr(begin, end - begin)};
        const auto parts = parts_of(run, '.');
        if (const auto address = address_of(parts); address && is_private(*address))
            canvas.take(begin, end, TextPiece::Kind::address, stand_in_for(*address, key).to_string());
    });
}

void take_numbers(Canvas& canvas, const SipHashKey& key)
{
    static const std::array<BytePattern, 3> runs = {BytePattern{R"(([0-9]+(?:\.[0-9]+)+))"},
                                                    BytePattern{R"(([0-9]+(?:-[0-9]+)+))"},
                                                    BytePattern{R"(([0-9]+(?:_[0-9]+)+))"}};
    constexpr std::array<char, 3> separators = {'.', '-', '_'};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        NumberRule rule{canvas, key, separators[i]};
        canvas.for_each(*runs[i], 1, [&](auto begin, auto end) { rule.take(begin, end); });
    }
}

} // namespace phonescan
