// Any text as a version of every shipped scheme: what is taken prints to a text that is the same version, is equal to
// itself, and stands to a second version as that stands to it. The text before the first line end is the first version,
// the rest the second.

#include "catalog/scheme_file.hpp"
#include "catalog/version_order.hpp"

#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

const SchemeBook& schemes()
{
    static const std::filesystem::path folder = PHONESCAN_SOURCE_DIR "/catalog/data";
    static const auto book = SchemeBook::load(folder / "version_schemes.xml", ModelNames::load(folder / "models.xml"));
    return book;
}

Order opposite(Order order)
{
    if (order == Order::older) return Order::newer;
    return order == Order::newer ? Order::older : order;
}

void check(const VersionScheme& scheme, std::string_view first, std::string_view second)
{
    const auto version = scheme.parse(first);
    if (const auto observed = scheme.parse_observed(first)) require(version.has_value() && observed->any == 0);
    if (!version) return;
    require(scheme.parse(scheme.print(*version)) == version);
    require(compare(scheme, "vvx410", *version, *version).order == Order::equal);
    require(compare(scheme, "vvx410", *version, *version, ListedAs::minimum).order == Order::equal);
    const auto other = scheme.parse(second);
    if (!other) return;
    const auto there = compare(scheme, "vvx410", *version, *other);
    const auto back = compare(scheme, "vvx410", *other, *version);
    require(there.order == opposite(back.order));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text{reinterpret_cast<const char*>(data), size};
    const auto end = std::min(text.find('\n'), text.size());
    const auto first = std::string_view{text}.substr(0, end);
    const auto second = std::string_view{text}.substr(std::min(end + 1, text.size()));
    for (const auto& scheme : schemes().schemes())
        check(scheme, first, second);
    return 0;
}
