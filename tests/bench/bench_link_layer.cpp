// Frames as a capture gives them: what it costs to read what they announce.

#include "probes/wire/frame.hpp"
#include "probes/wire/lldp.hpp"
#include "tests/support/lldp_builder.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace phonescan;

void decode(benchmark::State& state, const test::Octets& frame)
{
    for (auto _ : state) {
        const auto read = wire::read_frame(wire::LinkType::ethernet, frame);
        const auto lldpdu = wire::read_lldpdu(read->payload);
        if (!lldpdu || !lldpdu->complete) state.SkipWithError("not read");
        benchmark::DoNotOptimize(&*lldpdu);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(frame.size()));
}

/// A phone with all of LLDP-MED.
void lldp_decode_phone(benchmark::State& state)
{
    decode(state, test::lldp_frame(test::lldpdu_of_phone()));
}
BENCHMARK(lldp_decode_phone);

void lldp_decode_mandatory(benchmark::State& state)
{
    decode(state, test::lldp_frame(test::lldpdu_with({})));
}
BENCHMARK(lldp_decode_mandatory);

} // namespace
