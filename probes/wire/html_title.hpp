#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan::wire {

/// How much of a page is looked at, and the longest title, in octets.
inline constexpr std::size_t max_titled_page = 65'536;
inline constexpr std::size_t max_html_title = 256;

/// Text of a page's first `<title>` in UTF-8: character references are read, white space is one blank, none stands at
/// the ends. Empty for an empty title, nullopt without one. Comments, scripts, styles, plain text elements and SVG or
/// MathML hold no title of the page. A title without an end tag ends before `</head` or `<body`, behind 512 octets or
/// with the page. Read are `&amp; &lt; &gt; &quot; &apos;`, the names of Latin-1 (`&nbsp;` to `&yuml;`) and numbers,
/// each with its semicolon; one that gives a control or no character stays as it is written. A page in UTF-16 with a
/// byte order mark is converted; octets that are no UTF-8 stay as they are. A long title is cut behind a whole
/// character. Source: HTML Living Standard, 13.2.5.
std::optional<std::string> html_title(std::string_view page);

} // namespace phonescan::wire
