// Any text as the output of lldpctl: refused with a reason, or what is read is printable, bounded and of one neighbour
// each.

#include "probes/observation/printable.hpp"
#include "scanner/lldpctl/lldpctl.hpp"
#include "scanner/lldpctl/readers.hpp"

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

void check(const Observation& seen, std::uint64_t neighbours)
{
    require(!seen.value.empty() && seen.value.size() <= 4 * 2'048);
    require(printable_again(seen.value) == seen.value);
    require(seen.channel == Channel::lldp || seen.channel == Channel::cdp);
    require(seen.source.mac.has_value() == (seen.source.record == 0));
    require(seen.source.record <= neighbours);
    if (seen.source.mac) require((seen.source.mac->octets()[0] & 1) == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    std::uint64_t neighbours = 0;
    try {
        const auto observations = read_lldpctl(text, "file", neighbours, {});
        for (const auto& seen : observations)
            check(seen, neighbours);
        require(observations.size() <= neighbours * 40);
        require(is_lldpctl_json(text) || neighbours == 0 || text.find(".via=") != std::string_view::npos);
    } catch (const DataError& error) {
        require(neighbours == 0 && error.expected().size() > 1);
    }
    const auto escaped = lldpctl::with_escaped_names(text);
    require(lldpctl::with_escaped_names(escaped).size() >= escaped.size());
    return 0;
}
