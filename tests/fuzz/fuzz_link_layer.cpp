// Any capture, heard from its first octet to its last: what is kept is bounded, printable, and read the same twice.

#include "probes/link_layer.hpp"
#include "probes/link_neighbours.hpp"
#include "probes/observation/printable.hpp"

#include <algorithm>
#include <cstring>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

bool is_same(const Observations& left, const Observations& right)
{
    return std::ranges::equal(left, right, [](const Observation& a, const Observation& b) {
        return a.field == b.field && a.value == b.value && a.time == b.time && a.since == b.since;
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::size_t given = 0;
    wire::CaptureReader reader{[&](std::span<std::byte> room) {
                                   const auto count = std::min(room.size(), size - given);
                                   std::memcpy(room.data(), data + given, count);
                                   given += count;
                                   return count;
                               },
                               [](const wire::CaptureDamage&) {}};
    HeardStore store;
    std::size_t told = 0;
    LinkLayer link_layer{store, [&](std::size_t group) {
                             require(group < store.size());
                             ++told;
                         }};
    std::uint64_t packets = 0;
    while (const auto* packet = reader.next()) {
        link_layer.hear(*packet);
        ++packets;
    }
    link_layer.finish();
    require(link_layer.counts().frames == packets);
    Observations said;
    Observations again;
    for (std::size_t group = 0; group < store.size(); ++group) {
        store.read(group, said);
        store.read(group, again);
        require(is_same(said, again));
        require(said.empty() || told > 0);
        for (const auto& one : said) {
            require(!one.value.empty() && printable_again(one.value) == one.value);
            require(one.since <= one.time);
        }
    }
    const auto neighbours = link_neighbours(store);
    require(neighbours.endpoints <= neighbours.by_lldp + neighbours.by_cdp);
    require(neighbours.telephones <= neighbours.endpoints);
    return 0;
}
