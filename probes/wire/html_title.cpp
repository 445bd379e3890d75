#include "probes/wire/html_title.hpp"

#include "probes/observation/printable.hpp"
#include "probes/wire/header_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace phonescan::wire {

namespace {

constexpr std::string_view html_space = " \t\n\f\r";

constexpr bool is_space(char c)
{
    return html_space.find(c) != std::string_view::npos;
}

constexpr bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

constexpr bool starts_with_word(std::string_view text, std::string_view word)
{
    return equal_without_case(text.substr(0, word.size()), word);
}

/// From where `</name` stands with a blank, a slash or a bracket behind it; npos when it does not.
std::size_t find_end_tag(std::string_view text, std::string_view name)
{
    for (auto at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
        const auto tag = text.substr(at + 2);
        if (!starts_with_word(tag, name) || tag.size() == name.size()) continue;
        const char behind = tag[name.size()];
        if (is_space(behind) || behind == '/' || behind == '>') return at;
    }
    return std::string_view::npos;
}

/// Walks over a page's tags up to the title. Source: HTML Living Standard, 13.2.5.
class TagWalk {
public:
    explicit TagWalk(std::string_view page) : rest_{page} {}

    /// What follows the first title's start tag; nullopt when there is none.
    std::optional<std::string_view> behind_title_tag()
    {
        for (auto at = rest_.find('<'); at != std::string_view::npos; at = rest_.find('<')) {
            rest_.remove_prefix(at + 1);
            if (rest_.starts_with("!--"))
                skip_comment();
            else if (rest_.starts_with('!') || rest_.starts_with('?'))
                skip_behind(rest_.find('>'), 1);
            else if (rest_.starts_with('/'))
                end_tag();
            else if (!rest_.empty() && is_letter(rest_.front()) && start_tag_is_title())
                return rest_;
        }
        return std::nullopt;
    }

private:
    static bool holds_text_only(std::string_view name)
    {
        constexpr std::array<std::string_view, 7> names = {"script", "style",   "textarea", "xmp",
                                                           "iframe", "noembed", "noframes"};
        return std::ranges::any_of(names, [name](auto other) { return equal_without_case(name, other); });
    }

    static bool is_foreign(std::string_view name)
    {
        return equal_without_case(name, "svg") || equal_without_case(name, "math");
    }

    /// An end that is not there is the end of the page.
    void skip_behind(std::size_t at, std::size_t length)
    {
        rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + length);
    }

    /// Ends at `-->` or `--!>`, also when these are the comment's own hyphens.
    void skip_comment()
    {
        for (auto at = rest_.find("--"); at != std::string_view::npos; at = rest_.find("--", at + 1)) {
            const auto behind = rest_.substr(at + 2);
            if (behind.starts_with('>')) return skip_behind(at, 3);
            if (behind.starts_with("!>") && at > 1) return skip_behind(at, 4);
        }
        rest_ = {};
    }

    std::string_view take_until(std::string_view stops)
    {
        const auto taken = rest_.substr(0, rest_.find_first_of(stops));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    void skip_space() { skip_behind(rest_.find_first_not_of(html_space), 0); }

    enum class TagEnd : std::uint8_t { bracket, slash_and_bracket, end_of_page };

    /// Goes behind the tag's `>`, which does not count inside a quoted value.
    TagEnd skip_attributes()
    {
        bool self_closing = false;
        for (skip_space(); !rest_.empty() && rest_.front() != '>'; skip_space()) {
            self_closing = rest_.front() == '/';
            const char first = rest_.front();
            rest_.remove_prefix(1);
            if (first == '/') continue;
            take_until(" \t\n\f\r/>="); // a name; its first character may be any
            skip_space();
            if (!rest_.starts_with('=')) continue;
            rest_.remove_prefix(1);
            skip_space();
            if (rest_.starts_with('"') || rest_.starts_with('\''))
                skip_behind(rest_.find(rest_.front(), 1), 1);
            else
                take_until(" \t\n\f\r>");
        }
        if (rest_.empty()) return TagEnd::end_of_page;
        rest_.remove_prefix(1);
        return self_closing ? TagEnd::slash_and_bracket : TagEnd::bracket;
    }

    void end_tag()
    {
        rest_.remove_prefix(1);
        if (rest_.empty() || !is_letter(rest_.front())) return skip_behind(rest_.find('>'), 1);
        if (is_foreign(take_until(" \t\n\f\r/>")) && foreign_depth_ > 0) --foreign_depth_;
        skip_attributes();
    }

    bool start_tag_is_title()
    {
        const auto name = take_until(" \t\n\f\r/>");
        const auto end = skip_attributes();
        const bool is_empty = end == TagEnd::slash_and_bracket; // where the language has it: not in HTML
        if (is_foreign(name) && !is_empty) ++foreign_depth_;
        if (foreign_depth_ > 0 && is_empty) return false;
        if (holds_text_only(name)) skip_behind(find_end_tag(rest_, name), 0);
        return foreign_depth_ == 0 && end != TagEnd::end_of_page && equal_without_case(name, "title");
    }

    std::string_view rest_;
    std::size_t foreign_depth_ = 0; ///< how many SVG and MathML elements are open
};

/// The text between the title's tags. Source: HTML Living Standard, 13.2.5.2 (RCDATA).
std::string_view title_content(std::string_view behind_tag)
{
    constexpr std::size_t longest_without_end = 512;
    const auto end = find_end_tag(behind_tag, "title");
    if (end != std::string_view::npos) return behind_tag.substr(0, end);
    const auto text = behind_tag.substr(0, longest_without_end);
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const auto tag = behind_tag.substr(at + 1);
        if (starts_with_word(tag, "/head") || starts_with_word(tag, "body")) return text.substr(0, at);
    }
    return text;
}

/// U+00A0 to U+00FF. Source: HTML Living Standard, 13.5.
constexpr std::array<std::string_view, 96> latin_1_names = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

constexpr std::array<std::pair<std::string_view, char32_t>, 5> ascii_names = {
    {{"amp", U'&'}, {"lt", U'<'}, {"gt", U'>'}, {"quot", U'"'}, {"apos", U'\''}}};

constexpr bool is_surrogate(char32_t code_point)
{
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

std::string utf8_of(char32_t code_point)
{
    const auto octet = [code_point](unsigned lead, unsigned shift) {
        return static_cast<char>(lead | (code_point >> shift & (lead == 0x80 ? 0x3fU : 0x7fU)));
    };
    if (code_point < 0x80) return {octet(0, 0)};
    if (code_point < 0x800) return {octet(0xc0, 6), octet(0x80, 0)};
    if (code_point < 0x10000) return {octet(0xe0, 12), octet(0x80, 6), octet(0x80, 0)};
    return {octet(0xf0, 18), octet(0x80, 12), octet(0x80, 6), octet(0x80, 0)};
}

/// `#65` or `#x41`; nullopt for what is no character or a control, white space apart.
std::optional<char32_t> numbered_character(std::string_view digits)
{
    digits.remove_prefix(1);
    const bool is_hexadecimal = digits.starts_with('x') || digits.starts_with('X');
    if (is_hexadecimal) digits.remove_prefix(1);
    std::uint32_t number = 0;
    const auto* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, number, is_hexadecimal ? 16 : 10);
    if (error != std::errc{} || end != last || number > 0x10ffff || is_surrogate(number)) return std::nullopt;
    const bool is_control = number < 0x20 || (number >= 0x7f && number < 0xa0);
    if (is_control && (number >= 0x20 || !is_space(static_cast<char>(number)))) return std::nullopt;
    return number;
}

std::optional<char32_t> named_character(std::string_view name)
{
    for (const auto& [ascii, code_point] : ascii_names)
        if (ascii == name) return code_point;
    const auto latin_1 = std::ranges::find(latin_1_names, name);
    if (latin_1 == latin_1_names.end()) return std::nullopt;
    return static_cast<char32_t>(0xa0 + (latin_1 - latin_1_names.begin()));
}

/// Takes one character off the text: a reference is what it stands for, an octet that is no UTF-8 is itself.
std::string take_character(std::string_view& text)
{
    constexpr std::size_t longest_reference = 16;
    if (text.starts_with('&')) {
        const auto name = text.substr(1, longest_reference);
        const auto end = name.find(';');
        if (end != std::string_view::npos && end > 0) {
            const auto reference = name.substr(0, end);
            const auto found = reference[0] == '#' ? numbered_character(reference) : named_character(reference);
            if (found) {
                text.remove_prefix(end + 2);
                return utf8_of(*found);
            }
        }
    }
    const auto length = std::max<std::size_t>(utf8_sequence(text), 1);
    std::string character{text.substr(0, length)};
    text.remove_prefix(length);
    return character;
}

std::string title_text(std::string_view content)
{
    std::string title;
    bool blank = false;
    while (!content.empty()) {
        const auto character = take_character(content);
        if (is_space(character[0])) {
            blank = !title.empty();
            continue;
        }
        if (title.size() + (blank ? 1 : 0) + character.size() > max_html_title) break;
        if (blank) title += ' ';
        title += character;
        blank = false;
    }
    return title;
}

/// A page with the byte order mark of UTF-16 in UTF-8; a surrogate that stands alone becomes U+FFFD.
std::string utf8_from_utf16(std::string_view page)
{
    const bool is_big_endian = page[0] == '\xfe';
    const auto unit_at = [page, is_big_endian](std::size_t at) {
        const auto first = static_cast<unsigned char>(page[at]);
        const auto second = static_cast<unsigned char>(page[at + 1]);
        return static_cast<char32_t>(is_big_endian ? first << 8 | second : second << 8 | first);
    };
    std::string utf8;
    for (std::size_t at = 2; at + 1 < page.size(); at += 2) {
        auto code_point = unit_at(at);
        const auto next = at + 3 < page.size() ? unit_at(at + 2) : U'\0';
        if (is_surrogate(code_point) && code_point < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
            code_point = 0x10000 + ((code_point & 0x3ff) << 10 | (next & 0x3ff));
            at += 2;
        }
        utf8 += utf8_of(is_surrogate(code_point) ? U'\xfffd' : code_point);
    }
    return utf8;
}

} // namespace

std::optional<std::string> html_title(std::string_view page)
{
    page = page.substr(0, max_titled_page);
    const bool is_utf16 = page.starts_with("\xfe\xff") || page.starts_with("\xff\xfe");
    const auto converted = is_utf16 ? utf8_from_utf16(page) : std::string{};
    const auto content = TagWalk{is_utf16 ? std::string_view{converted} : page}.behind_title_tag();
    if (!content) return std::nullopt;
    return title_text(title_content(*content));
}

} // namespace phonescan::wire
