// Any bytes as runs of numbers: refused, or the runs are ascending, below the bound, and written again they are read
// the same.

#include "scanner/store/element_runs.hpp"

#include <cstdint>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

void check(std::string_view bytes, std::uint64_t most)
{
    const auto runs = runs_from(bytes, most);
    if (!runs) {
        require(runs.error() == Errc::truncated || runs.error() == Errc::malformed);
        return;
    }
    std::uint64_t after = 0;
    std::uint64_t numbers = 0;
    for (const auto& run : *runs) {
        require(run.count > 0 && run.first >= after && run.first < most && run.count <= most - run.first);
        after = run.first + run.count;
        numbers += run.count;
    }
    const auto again = to_bytes(*runs);
    require(again.size() <= bytes.size());
    const auto reread = runs_from(again, most);
    require(reread && *reread == *runs);
    if (numbers > 10'000) return;
    std::vector<std::uint64_t> elements;
    for (const auto& run : *runs)
        for (std::uint64_t i = run.count; i > 0; --i)
            elements.push_back(run.first + i - 1);
    std::uint64_t joined = 0;
    for (const auto& run : runs_of(elements))
        joined += run.count;
    require(joined == numbers);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    for (const auto most : {std::uint64_t{0}, std::uint64_t{200}, std::uint64_t{1} << 48})
        check(bytes, most);
    return 0;
}
