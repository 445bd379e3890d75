#include "scanner/store/private_words.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace phonescan {

namespace {

using Kind = TextPiece::Kind;

constexpr std::size_t mac_digits = 12;
constexpr std::size_t half_a_mac = 6;

std::string hex_digits_of(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (is_hex(c)) digits += lower(c);
    return digits;
}

std::string digits_of(const MacAddress& mac)
{
    return hex_digits_of(mac.to_string());
}

/// Is what stands in front of digits a word in capitals, as in `SEP`?
bool follows_capital(const Canvas& canvas, std::size_t begin)
{
    const char before = canvas.before(begin);
    return before >= 'A' && before <= 'Z';
}

class MacRule {
public:
    MacRule(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
        : canvas_{canvas}, anonymiser_{anonymiser}
    {
        for (const auto& mac : facts.macs)
            add(mac);
    }

    void take(std::size_t begin, std::size_t end, bool is_certain);
    void take_short_groups(std::size_t begin, std::size_t end);
    void take_known();

private:
    void add(const MacAddress& mac);
    void search(std::string_view digits, std::span<const std::size_t> places);
    bool is_half(std::span<const std::size_t> places) const;

    Canvas& canvas_;
    const Anonymiser& anonymiser_;
    std::map<std::string, MacAddress, std::less<>> whole_;  ///< by their digits
    std::map<std::string, MacAddress, std::less<>> halves_; ///< of two with the same half, the first
};

/// A group, and what is no device's, is left as it is wherever it stands.
void MacRule::add(const MacAddress& mac)
{
    if (anonymiser_.mac(mac) == mac) return;
    const auto digits = digits_of(mac);
    whole_.emplace(digits, mac);
    halves_.emplace(digits.substr(half_a_mac), mac);
}

/// Digits alone may be a date or a version; those that are known are taken later.
void MacRule::take(std::size_t begin, std::size_t end, bool is_certain)
{
    const auto spelt = canvas_.text().substr(begin, end - begin);
    const auto digits = hex_digits_of(spelt);
    if (!is_certain && (std::ranges::all_of(digits, is_digit) || std::ranges::none_of(digits, is_digit))) return;
    const auto mac = MacAddress::parse(digits);
    if (!mac || anonymiser_.mac(*mac) == *mac) return;
    add(*mac);
    const auto shown = respelt(spelt, anonymiser_.mac(*mac), follows_capital(canvas_, begin));
    canvas_.take(begin, end, Kind::mac, shown);
}

/// `0:4:f2:a:b:c`
void MacRule::take_short_groups(std::size_t begin, std::size_t end)
{
    const auto spelt = std::string{canvas_.text().substr(begin, end - begin)};
    const auto groups = parts_of(spelt, ':');
    std::string digits;
    for (const auto group : groups)
        digits += (group.size() == 1 ? "0" : "") + std::string{group};
    const auto mac = MacAddress::parse(digits);
    if (!mac || anonymiser_.mac(*mac) == *mac) return;
    add(*mac);
    const auto octets = anonymiser_.mac(*mac).octets();
    auto shown = std::string{groups[0]} + ":" + std::string{groups[1]} + ":" + std::string{groups[2]};
    for (std::size_t i = 3; i < octets.size(); ++i)
        shown += fmt::format(":{:x}", octets[i]);
    canvas_.take(begin, end, Kind::mac, shown);
}

/// Six digits together, or three pairs with one separator.
bool MacRule::is_half(std::span<const std::size_t> places) const
{
    const auto text = canvas_.text();
    const auto gap = [&](std::size_t i) { return places[i + 1] - places[i] - 1; };
    if (places.back() - places.front() + 1 == half_a_mac) return true;
    const bool is_pairs = gap(0) == 0 && gap(1) == 1 && gap(2) == 0 && gap(3) == 1 && gap(4) == 0;
    return is_pairs && text[places[1] + 1] == text[places[3] + 1];
}

void MacRule::search(std::string_view digits, std::span<const std::size_t> places)
{
    const auto take_at = [&](std::size_t i, std::size_t length, const MacAddress& mac) {
        const auto begin = places[i];
        const auto end = places[i + length - 1] + 1;
        const auto spelt = canvas_.text().substr(begin, end - begin);
        if (spelt.find(Canvas::hidden) != std::string_view::npos) return;
        canvas_.take(begin, end, Kind::mac, respelt(spelt, anonymiser_.mac(mac), follows_capital(canvas_, begin)));
    };
    for (std::size_t i = 0; i + mac_digits <= digits.size(); ++i)
        if (const auto found = whole_.find(digits.substr(i, mac_digits)); found != whole_.end())
            take_at(i, mac_digits, found->second);
    for (std::size_t i = 0; i + half_a_mac <= digits.size(); ++i) {
        const auto found = halves_.find(digits.substr(i, half_a_mac));
        if (found != halves_.end() && is_half(places.subspan(i, half_a_mac))) take_at(i, half_a_mac, found->second);
    }
}

/// Known ones with whatever separators, and their halves.
void MacRule::take_known()
{
    if (whole_.empty()) return;
    const auto text = std::string{canvas_.text()};
    std::string digits;
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && is_hex(text[at])) {
            digits += lower(text[at]);
            places.push_back(at);
        } else if (at == text.size() || std::string_view{":.-_ "}.find(text[at]) == std::string_view::npos) {
            search(digits, places);
            digits.clear();
            places.clear();
        }
    }
}

/// A stretch that may be a MAC address, and whether nothing else looks like it even if it is of decimal digits.
struct Spelling {
    BytePattern pattern;
    bool is_certain;
};

const std::vector<Spelling>& spellings()
{
    static const auto made = [] {
        constexpr std::string_view back = "(?:[^0-9A-Za-z]|$)";
        std::vector<Spelling> all;
        for (const std::string separator : {":", "-", ".", "_", " "}) {
            // Nothing in front that may belong to it; `MAC:` does not, though two of its letters may be digits.
            const auto front = "(?:[Mm][Aa][Cc][" + separator + "]?|^|[^0-9A-Za-z" + separator + "]|[^0-9A-Za-z][" +
                               separator + "]|[G-Zg-z][0-9A-Za-z]*[" + separator + "]|[G-Zg-z]|" +
                               "(?:^|[^0-9A-Za-z])(?:[0-9A-Fa-f]|[0-9A-Fa-f]{3,})[" + separator + "])";
            const bool is_certain = separator == ":" || separator == "-";
            const auto add = [&](std::string_view groups, bool is_sure) {
                const auto wanted = fmt::format(fmt::runtime(groups), "[" + separator + "]");
                all.push_back({BytePattern{front + "(" + wanted + ")" + std::string{back}}, is_sure});
            };
            add("[0-9A-Fa-f]{{2}}(?:{0}[0-9A-Fa-f]{{2}}){{5}}", is_certain);
            add("[0-9A-Fa-f]{{4}}(?:{0}[0-9A-Fa-f]{{4}}){{2}}|[0-9A-Fa-f]{{6}}{0}[0-9A-Fa-f]{{6}}", false);
        }
        // SEP…, ATA…
        all.push_back({BytePattern{R"((?:^|[^0-9A-Za-z])[A-Za-z]{3,4}([0-9A-Fa-f]{12})(?:[^0-9A-Za-z]|$))"}, true});
        all.push_back({BytePattern{R"((?:^|[^0-9A-Za-z])[A-Za-z]{0,2}?([0-9A-Fa-f]{12})(?:[^0-9A-Za-z]|$))"}, false});
        return all;
    }();
    return made;
}

bool is_at_word(const Canvas& canvas, std::size_t begin, std::size_t end)
{
    const auto text = canvas.text();
    return (!is_word(canvas.before(begin)) || !is_word(text[begin])) &&
           (!is_word(canvas.at(end)) || !is_word(text[end - 1]));
}

/// Calls for the places where it stands as a word, in any letter case.
template <class Take>
void for_each_word(const Canvas& canvas, std::string_view word, Take take)
{
    if (word.empty()) return;
    const auto is_same = [](char left, char right) { return lower(left) == lower(right); };
    const auto text = std::string{canvas.text()};
    auto at = text.begin();
    while ((at = std::search(at, text.end(), word.begin(), word.end(), is_same)) != text.end()) {
        const auto begin = static_cast<std::size_t>(at - text.begin());
        if (is_at_word(canvas, begin, begin + word.size())) {
            take(begin, begin + word.size());
            at += static_cast<std::ptrdiff_t>(word.size());
        } else {
            ++at;
        }
    }
}

} // namespace

std::string respelt(std::string_view spelt, const MacAddress& mac, bool in_capitals)
{
    const auto is_small = [](char c) { return c >= 'a' && c <= 'f'; };
    const auto last_letter =
        std::find_if(spelt.rbegin(), spelt.rend(), [](char c) { return is_hex(c) && is_letter(c); });
    if (last_letter != spelt.rend()) in_capitals = !is_small(*last_letter);
    const auto digits = digits_of(mac);
    auto next = digits.rbegin();
    std::string made{spelt};
    for (auto c = made.rbegin(); c != made.rend() && next != digits.rbegin() + half_a_mac; ++c)
        if (is_hex(*c)) {
            *c = in_capitals && is_small(*next) ? static_cast<char>(*next - 'a' + 'A') : *next;
            ++next;
        }
    return made;
}

void replace_macs(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    static const BytePattern short_groups{
        R"((?:^|[^0-9A-Za-z:])([0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5})(?:[^0-9A-Za-z:]|$))"};
    MacRule rule{canvas, anonymiser, facts};
    for (const auto& spelling : spellings())
        canvas.for_each(*spelling.pattern, 1,
                        [&](auto begin, auto end) { rule.take(begin, end, spelling.is_certain); });
    canvas.for_each(*short_groups, 1, [&](auto begin, auto end) { rule.take_short_groups(begin, end); });
    rule.take_known();
}

void replace_serials(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    for (const auto& serial : facts.serials)
        for_each_word(canvas, serial, [&](auto begin, auto end) {
            const auto spelt = std::string{canvas.text().substr(begin, end - begin)};
            canvas.take(begin, end, Kind::removed, anonymiser.serial(spelt));
        });
}

void replace_names(Canvas& canvas, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    static const BytePattern mail_user{R"(([^\s@:;,<>"'()=/\x01]+)@[0-9A-Za-z\[\x01])"};
    static const BytePattern user{R"((?i)(?:^|[^0-9a-z])(?:sips?|tel|mailto):([0-9a-z_+-]+)(?:[;>\s"]|$))"};
    const auto take = [&](auto begin, auto end) {
        canvas.take(begin, end, Kind::removed, anonymiser.name(canvas.text().substr(begin, end - begin)));
    };
    for (const auto& name : facts.names)
        for_each_word(canvas, name, take);
    canvas.for_each(*mail_user, 1, take);
    canvas.for_each(*user, 1, take);
}

void replace_last_half(Canvas& canvas, const Anonymiser& anonymiser)
{
    static const BytePattern half{R"((?:^|[^0-9A-Za-z])[A-Za-z]{0,4}?([0-9A-Fa-f]{6})(?:\.[A-Za-z]|$))"};
    canvas.for_each(*half, 1, [&](auto begin, auto end) {
        canvas.take(begin, end, Kind::mac, anonymiser.serial(canvas.text().substr(begin, end - begin)));
    });
}

} // namespace phonescan
