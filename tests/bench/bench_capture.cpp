// Captures in memory: how fast packets are found in them.

#include "probes/wire/capture_file.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/capture_reading.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace phonescan;

constexpr int packets = 100'000;

std::string pcap_of(std::size_t packet_length)
{
    test::CaptureBuilder file;
    file.pcap();
    for (std::uint32_t i = 0; i < packets; ++i)
        file.record(1'700'000'000, i, std::string(packet_length, 'p'));
    return file.octets();
}

std::string pcapng_of(std::size_t packet_length)
{
    test::CaptureBuilder file;
    file.section().interface(1, 262'144);
    for (std::uint32_t i = 0; i < packets; ++i)
        file.enhanced(0, 1'700'000'000'000'000 + i, std::string(packet_length, 'p'));
    return file.octets();
}

void walk(benchmark::State& state, const std::string& capture)
{
    for (auto _ : state) {
        wire::CaptureReader reader{test::source_of(capture), [](const wire::CaptureDamage&) {}};
        std::size_t octets = 0;
        while (const auto* packet = reader.next())
            octets += packet->bytes.size();
        benchmark::DoNotOptimize(octets);
        if (reader.packets() != packets) state.SkipWithError("packets are missing");
    }
    state.SetItemsProcessed(state.iterations() * packets);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(capture.size()));
}

void capture_pcap(benchmark::State& state)
{
    walk(state, pcap_of(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(capture_pcap)->Arg(64)->Arg(314)->Arg(1500);

void capture_pcapng(benchmark::State& state)
{
    walk(state, pcapng_of(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(capture_pcapng)->Arg(64)->Arg(314)->Arg(1500);

} // namespace
