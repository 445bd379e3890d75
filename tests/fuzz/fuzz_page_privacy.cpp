// Any bytes as a page: what is kept stands in it in the same order, doing it again changes nothing, and an element that
// names a person is empty afterwards.

#include "probes/wire/page_privacy.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>

namespace {

bool is_subsequence(std::string_view kept, std::string_view page)
{
    for (const char c : page)
        if (!kept.empty() && kept.front() == c) kept.remove_prefix(1);
    return kept.empty();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace phonescan;
    using fuzz::require;
    const std::string page{wire::text_of(std::as_bytes(std::span{data, size}))};
    const auto kept = wire::without_private_values(page);
    require(kept.size() <= page.size());
    require(is_subsequence(kept, page));
    require(wire::without_private_values(kept) == kept);

    auto text = page.substr(0, 64);
    std::erase(text, '<');
    require(wire::without_private_values("<phoneDN>" + text + "</phoneDN>") == "<phoneDN></phoneDN>");
    return 0;
}
