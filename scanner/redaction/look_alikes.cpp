#include "scanner/redaction/rules.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <string>

namespace phonescan {

namespace {

/// Reads UTF-8; what is none is a replacement character to it.
bool holds(const std::string& text, const re2::RE2& pattern)
{
    return re2::RE2::PartialMatch(text, pattern);
}

/// Digits of other scripts, letters and signs that exist as a form of others, phonetic letters, characters without a
/// width: a number or address in them reads like one in ASCII.
constexpr auto forms_of_others = "[\\p{N}\\p{C}\\x{250}-\\x{2af}\\x{1d00}-\\x{1dbf}\\x{2100}-\\x{2121}"
                                 "\\x{2123}-\\x{214f}\\x{ff00}-\\x{ffef}\\x{1d400}-\\x{1d7ff}\\x{1f100}-\\x{1f2ff}]";

/// Scripts whose letters look like Latin ones. Chinese, Japanese and Korean ones do not, and stand beside Latin ones in
/// plain text.
constexpr auto like_latin =
    "[\\p{Cyrillic}\\p{Greek}\\p{Armenian}\\p{Cherokee}\\p{Coptic}\\p{Lisu}\\p{Georgian}\\p{Deseret}]";

/// Dots, dashes, colons, blanks and accents put over a digit. Not `®` and `©`, nor `™`.
constexpr auto signs = "[\\p{P}\\p{Z}\\p{M}\\p{Sm}\\p{Sc}\\p{Sk}\\x{2122}\\x{2190}-\\x{2bff}]";

/// `Jo’s`: an apostrophe of typography.
constexpr auto possessive = "^[A-Za-z\\x{c0}-\\x{24f}]+\\x{2019}s?$";

/// A stretch without ASCII blanks.
bool may_hide_something(const std::string& run)
{
    std::string foreign;
    std::ranges::copy_if(run, std::back_inserter(foreign), [](char c) { return (c & 0x80) != 0; });
    constexpr std::string_view trademark = "\xe2\x84\xa2";
    for (auto at = foreign.find(trademark); at != std::string::npos; at = foreign.find(trademark, at))
        foreign.erase(at, trademark.size());
    static const re2::RE2 is_form{forms_of_others};
    static const re2::RE2 is_like_latin{like_latin};
    static const re2::RE2 is_sign{signs};
    static const re2::RE2 is_possessive{possessive};
    if (holds(foreign, is_form)) return true;
    if (!std::ranges::any_of(run, is_word)) return false;
    return holds(foreign, is_like_latin) || (holds(foreign, is_sign) && !holds(run, is_possessive));
}

} // namespace

void take_look_alikes(Canvas& canvas)
{
    static const BytePattern run{R"(([^\x01\t\n\r ]*[\x80-\xff][^\x01\t\n\r ]*))"};
    canvas.for_each(*run, 1, [&](auto begin, auto end) {
        if (may_hide_something(std::string{canvas.text().substr(begin, end - begin)})) canvas.remove(begin, end);
    });
}

} // namespace phonescan
