#include "scanner/redaction/rules.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr std::string_view hidden_number = "0000";
constexpr std::size_t half_a_mac = 6; // digits

/// Words after which a number is as likely an extension as a model.
constexpr std::array<std::string_view, 17> words_of_persons = {
    "phone", "phones", "telephone", "telefon", "handset", "terminal", "device", "endpoint", "no",
    "nr",    "number", "id",        "port",    "welcome", "mr",       "with",   "tel"};

bool is_person_word(std::string_view word)
{
    std::string lowered{word};
    std::ranges::transform(lowered, lowered.begin(), lower);
    return std::ranges::find(words_of_persons, lowered) != words_of_persons.end();
}

/// Letters, at most four digits, at most three letters and perhaps a version of the board: `T48G`, `OpenStage40`,
/// `802v2`. A long one needs a word in front, so that it is no serial number.
bool is_model(std::string_view token)
{
    auto rest = token;
    const auto skip = [&rest](auto is_kind) {
        const auto end = std::ranges::find_if_not(rest, is_kind);
        const auto count = static_cast<std::size_t>(end - rest.begin());
        rest.remove_prefix(count);
        return count;
    };
    if (token.size() > 3 && (token[token.size() - 2] == 'v' || token[token.size() - 2] == 'V') &&
        is_digit(token.back()))
        rest.remove_suffix(2);
    const auto front = skip(is_letter);
    const auto digits = skip(is_digit);
    const auto back = skip(is_letter);
    constexpr std::size_t short_enough = 8;
    constexpr std::size_t surely_a_word = 6;
    const bool long_word =
        front >= surely_a_word ||
        (front >= 4 && std::ranges::any_of(token.substr(1, front - 1), [](char c) { return c >= 'a' && c <= 'z'; }));
    return rest.empty() && digits >= 1 && digits <= 4 && back <= 3 && (token.size() <= short_enough || long_word);
}

class TokenRule {
public:
    explicit TokenRule(Canvas& canvas) : canvas_{canvas} {}

    void take(std::size_t begin, std::size_t end);
    void take_compound(std::size_t begin, std::size_t end);

private:
    void take_number(std::size_t begin, std::size_t end);
    void take_end_of_word(std::size_t begin, std::size_t end);
    std::string_view word_before(std::size_t begin) const;
    bool stands_beside_number(std::size_t begin, std::size_t end) const;

    Canvas& canvas_;
};

/// The letters before a number and one separator; empty when something else stands there.
std::string_view TokenRule::word_before(std::size_t begin) const
{
    if (begin == 0 || std::string_view{" -_/"}.find(canvas_.before(begin)) == std::string_view::npos) return {};
    auto first = begin - 1;
    while (first > 0 && is_letter(canvas_.text()[first - 1]))
        --first;
    return canvas_.text().substr(first, begin - 1 - first);
}

/// Another number of digits alone beside it: parts of a phone number.
bool TokenRule::stands_beside_number(std::size_t begin, std::size_t end) const
{
    const auto text = canvas_.text();
    const auto is_gap = [](char c) { return c == ' ' || c == '-' || c == '/'; };
    if (is_gap(canvas_.before(begin)) && begin >= 2 && is_digit(text[begin - 2])) return true;
    if (!is_gap(canvas_.at(end)) || !is_digit(canvas_.at(end + 1))) return false;
    const auto after = std::min(text.find_first_not_of("0123456789", end + 1), text.size());
    return !is_word(canvas_.at(after)); // `7841-3PCC` is no phone number
}

void TokenRule::take_number(std::size_t begin, std::size_t end)
{
    const auto digits = end - begin;
    const auto word = word_before(begin);
    if (digits == 1 && !word.empty() && !stands_beside_number(begin, end)) return;
    if (digits > 4 || word.empty() || stands_beside_number(begin, end)) return canvas_.remove(begin, end);
    const auto shown =
        is_person_word(word) ? std::string{hidden_number} : std::string{canvas_.text().substr(begin, digits)};
    canvas_.take(begin, end, TextPiece::Kind::model, shown);
}

/// Numbered groups of a part number, a licence, a date.
void TokenRule::take_compound(std::size_t begin, std::size_t end)
{
    constexpr std::ptrdiff_t many_digits = 8;
    if (std::ranges::count_if(canvas_.text().substr(begin, end - begin), is_digit) >= many_digits)
        canvas_.remove(begin, end);
}

/// `AcmeAABBCC`: capitals behind small letters.
void TokenRule::take_end_of_word(std::size_t begin, std::size_t end)
{
    if (end - begin <= half_a_mac || canvas_.text()[end - half_a_mac - 1] < 'a') return;
    const auto tail = canvas_.text().substr(end - half_a_mac, half_a_mac);
    if (std::ranges::all_of(tail, [](char c) { return c >= 'A' && c <= 'F'; })) canvas_.remove(end - half_a_mac, end);
}

void TokenRule::take(std::size_t begin, std::size_t end)
{
    const auto token = std::string{canvas_.text().substr(begin, end - begin)};
    const auto digits = std::ranges::count_if(token, is_digit);
    const bool all_hex = std::ranges::all_of(token, is_hex);
    if (digits == static_cast<std::ptrdiff_t>(token.size())) return take_number(begin, end);
    if (digits == 0) {
        constexpr std::size_t longest_word = 32;
        if ((all_hex && token.size() >= half_a_mac) || token.size() > longest_word) return canvas_.remove(begin, end);
        return take_end_of_word(begin, end);
    }
    constexpr std::size_t too_short_for_serial = 6;
    const bool may_be_tail = all_hex && token.size() >= half_a_mac;
    const bool is_short = token.size() <= too_short_for_serial && digits <= 4;
    if (may_be_tail || !(is_short || is_model(token))) return canvas_.remove(begin, end);
    canvas_.take(begin, end, TextPiece::Kind::model, token);
}

} // namespace

void take_tokens(Canvas& canvas)
{
    static const BytePattern compound{
        R"(([0-9A-Za-z]*[0-9][0-9A-Za-z]*(?:[-_][0-9A-Za-z]+)*[-_][0-9A-Za-z]*[0-9][0-9A-Za-z]*))"};
    static const BytePattern word{R"(([0-9A-Za-z]+))"};
    TokenRule rule{canvas};
    canvas.for_each(*compound, 1, [&](auto begin, auto end) { rule.take_compound(begin, end); });
    canvas.for_each(*word, 1, [&](auto begin, auto end) { rule.take(begin, end); });
}

} // namespace phonescan
