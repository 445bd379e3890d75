#include "scanner/store/element_runs.hpp"

#include <algorithm>

namespace phonescan {

namespace {

void append_varint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

Result<std::uint64_t> take_varint(std::string_view& bytes)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (bytes.empty()) return Errc::truncated;
        const auto byte = static_cast<std::uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
    return Errc::malformed;
}

} // namespace

std::vector<ElementRun> runs_of(std::vector<std::uint64_t> numbers)
{
    std::ranges::sort(numbers);
    std::vector<ElementRun> runs;
    for (const auto number : numbers) {
        const auto after = runs.empty() ? 0 : runs.back().first + runs.back().count;
        if (!runs.empty() && number < after) continue;
        if (!runs.empty() && number == after)
            ++runs.back().count;
        else
            runs.push_back({number, 1});
    }
    return runs;
}

std::string to_bytes(std::span<const ElementRun> runs)
{
    std::string bytes;
    append_varint(bytes, runs.size());
    std::uint64_t after = 0; // the last run's end
    for (const auto& run : runs) {
        append_varint(bytes, run.first - after);
        append_varint(bytes, run.count);
        after = run.first + run.count;
    }
    return bytes;
}

Result<std::vector<ElementRun>> runs_from(std::string_view bytes, std::uint64_t most)
{
    const auto count = take_varint(bytes);
    if (!count) return count.error();
    std::vector<ElementRun> runs;
    std::uint64_t after = 0;
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto gap = take_varint(bytes);
        if (!gap) return gap.error();
        const auto length = take_varint(bytes);
        if (!length) return length.error();
        if (*length == 0 || *gap > most - after || *length > most - after - *gap) return Errc::malformed;
        runs.push_back({after + *gap, *length});
        after += *gap + *length;
    }
    if (!bytes.empty()) return Errc::malformed;
    return runs;
}

} // namespace phonescan
