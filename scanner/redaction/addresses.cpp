#include "scanner/redaction/rules.hpp"
#include "scanner/redaction/stand_in.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace phonescan {

namespace {

using boost::asio::ip::make_address_v6;

/// With the last six hexadecimal digits zero, whatever stands between them.
std::string with_zero_tail(std::string mac)
{
    std::size_t zeroed = 0;
    for (auto c = mac.rbegin(); c != mac.rend() && zeroed < 6; ++c)
        if (is_hex(*c)) {
            *c = '0';
            ++zeroed;
        }
    return mac;
}

std::string hex_digits_of(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (is_hex(c)) digits += lower(c);
    return digits;
}

class AddressRule {
public:
    AddressRule(Canvas& canvas, const SipHashKey& key, std::vector<std::string>& tails)
        : canvas_{canvas}, key_{key}, tails_{tails}
    {
    }

    void take_colon_run(std::size_t begin, std::size_t end);
    void take_groups(std::size_t begin, std::size_t end);
    void take_mixed(std::size_t begin, std::size_t end);
    void take_mac(std::size_t begin, std::size_t end);
    void take_host(std::size_t begin, std::size_t end);
    void take_pairs(std::size_t begin, std::size_t end);

private:
    void take_zone(std::size_t begin);
    std::string run(std::size_t begin, std::size_t end) const
    {
        return std::string{canvas_.text().substr(begin, end - begin)};
    }

    Canvas& canvas_;
    const SipHashKey& key_;
    std::vector<std::string>& tails_;
};

/// A MAC address of whole digits; one of decimal digits alone is as likely a phone number.
void AddressRule::take_mac(std::size_t begin, std::size_t end)
{
    const auto text = run(begin, end);
    const auto digits = hex_digits_of(text);
    tails_.push_back(digits.substr(digits.size() - 6));
    const bool has_separators = digits.size() != text.size();
    const bool announced = begin >= 3 && is_letter(canvas_.before(begin)); // SEP…
    if (!has_separators && !announced && std::ranges::all_of(digits, is_digit))
        canvas_.remove(begin, end);
    else
        canvas_.take(begin, end, TextPiece::Kind::mac, with_zero_tail(text));
}

/// Hexadecimal groups with colons: IPv6, MAC, or something of which nothing is kept (a time of day, too).
void AddressRule::take_colon_run(std::size_t begin, std::size_t end)
{
    if (is_word(canvas_.before(begin))) begin = canvas_.text().find(':', begin) + 1; // the end of a word: `MAC:00:…`
    if (begin >= end) return;
    const auto text = run(begin, end);
    if (hex_digits_of(text).size() < 2) return; // `::` of a programming language
    boost::system::error_code error;
    const auto address = make_address_v6(text, error);
    if (!error) {
        canvas_.take(begin, end, TextPiece::Kind::address, stand_in_for(address, key_).to_string());
        return take_zone(end);
    }
    const auto groups = parts_of(text, ':');
    const bool all_short =
        std::ranges::all_of(groups, [](auto group) { return group.size() == 1 || group.size() == 2; });
    if (groups.size() == 6 && all_short) {
        std::string digits;
        for (const auto group : groups)
            digits += (group.size() == 1 ? "0" : "") + hex_digits_of(group);
        tails_.push_back(digits.substr(6));
        std::string shown;
        for (std::size_t i = 0; i < groups.size(); ++i)
            shown += (i == 0 ? "" : ":") + (i < 3 ? std::string{groups[i]} : std::string(groups[i].size(), '0'));
        return canvas_.take(begin, end, TextPiece::Kind::mac, shown);
    }
    const bool three_of_four =
        groups.size() == 3 && std::ranges::all_of(groups, [](auto group) { return group.size() == 4; });
    if (three_of_four) return take_mac(begin, end);
    if (groups.size() >= 3) canvas_.remove(begin, end); // fewer may be a port
}

/// `%eth0` behind an IPv6 address.
void AddressRule::take_zone(std::size_t begin)
{
    if (canvas_.at(begin) != '%') return;
    const auto is_zone = [](char c) { return is_word(c) || c == '.' || c == '-' || c == '_'; };
    auto end = begin + 1;
    while (is_zone(canvas_.at(end)))
        ++end;
    canvas_.remove(begin, end);
}

/// Pairs of digits with one separator, three of them and more: the end of a MAC address. Decimal ones may be a version.
void AddressRule::take_pairs(std::size_t begin, std::size_t end)
{
    constexpr std::size_t half_a_mac = 8;
    const auto text = run(begin, end);
    const bool is_half = text.size() == half_a_mac && text[2] == '-';
    if (is_half || std::ranges::any_of(text, is_letter)) canvas_.remove(begin, end);
}

/// Groups of two, four or six digits with one separator: as many as make a MAC address, or more and then all are
/// removed.
void AddressRule::take_groups(std::size_t begin, std::size_t end)
{
    const auto text = run(begin, end);
    if (hex_digits_of(text).size() == 12)
        take_mac(begin, end);
    else if (std::ranges::any_of(text, is_digit)) // no words
        canvas_.remove(begin, end);
}

/// Two MAC addresses with different separators that share a group: no telling, so all of it goes.
void AddressRule::take_mixed(std::size_t begin, std::size_t end)
{
    const bool is_announced = lower(canvas_.before(begin)) == 'm' && lower(canvas_.at(begin)) == 'a' &&
                              lower(canvas_.at(begin + 1)) == 'c' && canvas_.at(begin + 2) == ':';
    if (is_announced) begin += 3;
    const auto text = run(begin, end);
    const auto separator = text.find_first_of(":._-");
    if (text.find_first_not_of(std::string{"0123456789abcdefABCDEF"} + text[separator]) != std::string::npos)
        canvas_.remove(begin, end);
}

/// Labels with dots, the last of letters: `switch-3.example.org`.
void AddressRule::take_host(std::size_t begin, std::size_t end)
{
    constexpr std::array<std::string_view, 12> file_types = {"html", "htm", "cgi",   "asp", "aspx", "php",
                                                             "jsp",  "exe", "loads", "bin", "rom",  "xml"};
    const auto text = run(begin, end);
    const auto labels = parts_of(text, '.');
    const auto has_letter = [](std::string_view label) { return std::ranges::any_of(label, is_letter); };
    const auto with_letters = std::ranges::count_if(labels, has_letter);
    const auto& last = labels.back();
    const bool ends_as_domain = last.size() >= 2 && std::ranges::all_of(last, is_letter);
    if (std::ranges::find(file_types, last) != file_types.end()) return;
    const bool numbered = with_letters <= 1; // `2.1.beta`
    const bool is_host = ends_as_domain ? !numbered || text.find(Canvas::hidden) != std::string::npos
                                        : labels.size() >= 3 && with_letters >= 2;
    if (!is_host) return;
    constexpr std::string_view mac_name = "SEP"; // stays in front of its MAC address
    if (text.starts_with(mac_name) && text.size() > mac_name.size() && text[mac_name.size()] == Canvas::hidden)
        begin += mac_name.size();
    if (canvas_.at(end) == '/' && (is_letter(canvas_.at(end + 1)) || canvas_.at(end + 1) == '~'))
        end = std::min(canvas_.text().find_first_of(" \t\r\n\"'<>()", end), canvas_.text().size());
    canvas_.remove(begin, end);
}

/// Six groups of two, three of four, two of six, none of which is a part of something longer.
struct Spelling {
    std::string_view pattern;
    bool may_be_mac;
};
constexpr std::array<Spelling, 11> spellings = {{
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))", false}, // UUID
    {R"((?i)([0-9a-f]{4}(?:[._-][0-9a-f]{4}){3,}|[0-9a-f]{6}(?:[:._ -][0-9a-f]{6}){2,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:-[0-9a-f]{2}){5,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:\.[0-9a-f]{2}){5,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:_[0-9a-f]{2}){5,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?: [0-9a-f]{2}){5,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{4}(?:\.[0-9a-f]{4}){2,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{4}(?:-[0-9a-f]{4}){2,}))", true},
    {R"((?i)(?:^|[^0-9a-z])([0-9a-f]{6}[:._ -][0-9a-f]{6})(?:[^0-9a-z]|$))", true},
    // Without a word's boundary or with groups of one digit: no telling, so all of it goes.
    {R"((?i)([0-9a-f]{1,2}(?:-[0-9a-f]{1,2}){5,}))", false},
    {R"((?i)([0-9a-f]{2}(?:[._][0-9a-f]{2}){5,}))", false},
}};

/// With whatever else between the groups, one sign or several: no telling what of it is the maker's.
constexpr std::array<std::string_view, 4> odd_spellings = {
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:[^0-9a-z\x01]{1,3}[0-9a-f]{2}){5,})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{4}(?:[^0-9a-z\x01]{1,3}[0-9a-f]{4}){2,})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{6}[^0-9a-z\x01]{1,3}[0-9a-f]{6})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])((?:0x[0-9a-f]{1,2}[^0-9a-z\x01]*){3,}))",
};
constexpr std::array<std::string_view, 6> pairs = {
    R"((?i)(?:mac|hwaddr|ethernet|lan)(?:[ _-]?(?:address|addr|id))?[ _:=#-]*([0-9a-f]{6})(?:[^0-9a-z]|$))",
    R"((?:^|[^0-9A-Za-z.])([0-9OoIl]{1,3}(?:\.[0-9OoIl]{1,3}){3})(?:[^0-9A-Za-z.]|$))", // `1O.0.0.5`
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:-[0-9a-f]{2}){2,})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:\.[0-9a-f]{2}){2,})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?:_[0-9a-f]{2}){2,})(?:[^0-9a-z]|$))",
    R"((?i)(?:^|[^0-9a-z])([0-9a-f]{2}(?: [0-9a-f]{2}){2,})(?:[^0-9a-z]|$))",
};

template <std::size_t count>
std::vector<BytePattern> compiled(const std::array<std::string_view, count>& patterns)
{
    std::vector<BytePattern> made;
    for (const auto pattern : patterns)
        made.emplace_back(pattern);
    return made;
}

} // namespace

void take_addresses(Canvas& canvas, const SipHashKey& key, std::vector<std::string>& tails)
{
    static const BytePattern mixed{R"(([0-9A-Fa-f]{1,2}(?:[:._-][0-9A-Fa-f]{1,2}){6,}))"};
    static const BytePattern colon_run{R"(([0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:]*(?:\.[0-9]{1,3}){0,3}))"};
    static const BytePattern bare{R"((?:^|[^0-9A-Za-z])[A-Za-z]{0,4}?([0-9A-Fa-f]{12})(?:[^0-9A-Za-z]|$))"};
    static const BytePattern host{R"(([0-9A-Za-z_\x01\x80-\xff-]+(?:\.[0-9A-Za-z_\x01\x80-\xff-]+)+))"};
    static const auto usual = [] {
        std::vector<BytePattern> patterns;
        for (const auto& spelling : spellings)
            patterns.emplace_back(spelling.pattern);
        return patterns;
    }();
    static const auto odd = compiled(odd_spellings);
    static const auto ends = compiled(pairs);
    AddressRule rule{canvas, key, tails};
    canvas.for_each(*mixed, 1, [&](auto begin, auto end) { rule.take_mixed(begin, end); });
    for (std::size_t i = 0; i < spellings.size(); ++i) {
        canvas.for_each(*usual[i], 1, [&, may_be_mac = spellings[i].may_be_mac](auto begin, auto end) {
            if (may_be_mac)
                rule.take_groups(begin, end);
            else
                canvas.remove(begin, end);
        });
    }
    canvas.for_each(*colon_run, 1, [&](auto begin, auto end) { rule.take_colon_run(begin, end); });
    for (const auto& spelling : odd)
        canvas.for_each(*spelling, 1, [&](auto begin, auto end) { canvas.remove(begin, end); });
    canvas.for_each(*bare, 1, [&](auto begin, auto end) { rule.take_mac(begin, end); });
    for (const auto& spelling : ends)
        canvas.for_each(*spelling, 1, [&](auto begin, auto end) { rule.take_pairs(begin, end); });
    canvas.for_each(*host, 1, [&](auto begin, auto end) { rule.take_host(begin, end); });
}

void add_tails(std::string_view text, std::vector<std::string>& tails)
{
    static const BytePattern anywhere{R"(((?i)[0-9a-f]{12,}|[0-9a-f]{2}(?:[:._ -][0-9a-f]{2}){5,}|)"
                                      R"([0-9a-f]{4}(?:[:.-][0-9a-f]{4}){2,}|[0-9a-f]{6}[:._ -][0-9a-f]{6}))"};
    Canvas canvas{text};
    canvas.for_each(*anywhere, 1, [&](auto begin, auto end) {
        const auto digits = hex_digits_of(text.substr(begin, end - begin));
        for (std::size_t after = 12; after <= digits.size(); ++after) // every window of twelve
            tails.push_back(digits.substr(after - 6, 6));
    });
}

void take_tails(Canvas& canvas, std::span<const std::string> tails)
{
    constexpr std::size_t length = 6;
    std::set<std::string, std::less<>> wanted(tails.begin(), tails.end());
    wanted.erase(std::string(length, '0'));
    if (wanted.empty()) return;
    std::string digits; // the hexadecimal digits as if nothing stood between them
    std::vector<std::size_t> places;
    const auto search = [&] {
        for (std::size_t i = 0; i + length <= digits.size(); ++i)
            if (wanted.contains(std::string_view{digits}.substr(i, length)))
                canvas.remove(places[i], places[i + length - 1] + 1);
        digits.clear();
        places.clear();
    };
    for (std::size_t at = 0; at < canvas.text().size(); ++at) {
        const char c = canvas.text()[at];
        if (is_hex(c)) {
            digits += lower(c);
            places.push_back(at);
        } else if (std::string_view{":.-_ "}.find(c) == std::string_view::npos) {
            search();
        }
    }
    search();
}

} // namespace phonescan
