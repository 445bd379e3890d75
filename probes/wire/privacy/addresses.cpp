#include "probes/wire/header_fields.hpp"
#include "probes/wire/privacy/rules.hpp"

#include <array>

namespace phonescan::wire::privacy {

namespace {

constexpr std::size_t longest_lookout = 256; ///< keeps the search from each scheme linear in all

/// Length of an at sign, percent-encoded or not; 0 when there is none.
std::size_t at_sign(std::string_view text)
{
    return text.starts_with('@') ? 1 : text.starts_with("%40") ? 3 : 0;
}

bool is_user_character(char c)
{
    constexpr std::string_view others = ".+%~!*#";
    return is_name_character(c) || static_cast<unsigned char>(c) >= 0x80 || others.find(c) != std::string_view::npos;
}

/// The word in front of `end`.
std::string_view name_before(std::string_view page, std::size_t end, std::size_t longest)
{
    std::size_t begin = end;
    while (begin > 0 && end - begin < longest && is_name_character(page[begin - 1]))
        --begin;
    return page.substr(begin, end - begin);
}

/// A name and password in front of `end`, as in `//user:password@host`: where the user begins, or `end`.
std::size_t begin_of_user(std::string_view page, std::size_t end)
{
    if (end == 0 || page[end - 1] != ':') return end;
    std::size_t begin = end - 1;
    while (begin > 0 && end - begin < longest_lookout && is_user_character(page[begin - 1]))
        --begin;
    return page.substr(0, begin).ends_with("//") ? begin : end;
}

/// Words in front of an at sign that a host follows.
void mark_mail_addresses(std::string_view page, Marks& marks)
{
    std::size_t behind_last = 0;
    for (auto at = page.find_first_of("@%"); at != std::string_view::npos; at = page.find_first_of("@%", at + 1)) {
        const auto length = at_sign(page.substr(at));
        if (length == 0) continue;
        const auto host = page.substr(at + length);
        if (!host.empty() && (is_letter(host[0]) || is_digit(host[0]) || host[0] == '[')) {
            auto begin = at;
            while (begin > behind_last && is_user_character(page[begin - 1]))
                --begin;
            marks.mark(begin_of_user(page, begin), at);
        }
        behind_last = at + length;
    }
}

/// `sip:user@host`: up to the at sign, whatever a user part may hold.
void mark_user_part(std::string_view page, std::size_t begin, Marks& marks)
{
    constexpr std::string_view stops = " \t\r\n\"'<>`\\&,";
    for (auto at = begin; at < page.size() && at - begin < longest_lookout; ++at) {
        if (at_sign(page.substr(at)) > 0) return marks.mark(begin, at);
        if (stops.find(page[at]) != std::string_view::npos) return;
    }
}

/// `tel:+49…`: all of it. Returns its end.
std::size_t mark_number(std::string_view page, std::size_t begin, Marks& marks)
{
    constexpr std::string_view starts = "0123456789+*#(%";
    constexpr std::string_view stops = " \t\r\n\"'<>`\\&,}]";
    if (begin >= page.size() || starts.find(page[begin]) == std::string_view::npos) return begin;
    const auto end = std::min(page.find_first_of(stops, begin), page.size());
    marks.mark(begin, end);
    return end;
}

void mark_uris(std::string_view page, Marks& marks)
{
    constexpr std::array<std::string_view, 3> with_users = {"sip", "sips", "mailto"};
    for (auto colon = page.find(':'); colon != std::string_view::npos; colon = page.find(':', colon)) {
        const auto scheme = name_before(page, colon, 8);
        ++colon;
        if (std::ranges::any_of(with_users, [scheme](auto with) { return equal_without_case(scheme, with); }))
            mark_user_part(page, colon, marks);
        else if (equal_without_case(scheme, "tel"))
            colon = mark_number(page, colon, marks);
    }
}

} // namespace

void mark_addresses(std::string_view page, Marks& marks)
{
    mark_mail_addresses(page, marks);
    mark_uris(page, marks);
}

} // namespace phonescan::wire::privacy
