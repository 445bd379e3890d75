// Any bytes as a page: the title is trimmed, bounded and no longer than what wrote it, and a page that says it plainly
// gives it again.

#include "probes/wire/html_title.hpp"

#include "probes/observation/printable.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace phonescan;
using fuzz::require;

std::string written_plainly(const std::string& title)
{
    std::string page = "<title>";
    for (const char c : title) {
        if (c == '&')
            page += "&amp;";
        else if (c == '<')
            page += "&lt;";
        else
            page += c;
    }
    return page + "</title>";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto page = wire::text_of(std::as_bytes(std::span{data, size}));
    const auto title = wire::html_title(page);
    require(title == wire::html_title(page.substr(0, wire::max_titled_page)));
    if (!title) return 0;
    require(title->size() <= wire::max_html_title);
    require(!title->starts_with(' ') && !title->ends_with(' '));
    require(title->find("  ") == std::string::npos && title->find_first_of("\t\n\f\r") == std::string::npos);
    if (size <= wire::max_titled_page && is_utf8(page)) require(is_utf8(*title));
    require(wire::html_title(written_plainly(*title)) == title);
    require(wire::html_title("<!-- <title> --><script>'<title>'</script><svg><title></svg>" +
                             written_plainly(*title)) == title);
    return 0;
}
