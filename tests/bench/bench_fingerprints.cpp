#include "fingerprints/fingerprint_db.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using namespace phonescan;

std::vector<std::filesystem::path> shipped_files()
{
    return fingerprint_files(std::filesystem::path{PHONESCAN_SOURCE_DIR} / "fingerprints/data");
}

/// One observation for every example of the shipped files that is seen over SIP.
Observations shipped_banners()
{
    Observations banners;
    for (const auto& file : shipped_files()) {
        if (file.extension() != ".xml") continue;
        const auto read = read_fingerprint_file(file);
        for (const auto& element : read.elements)
            for (const auto& example : element.examples) {
                Observation banner;
                banner.field = Field::sip_user_agent;
                banner.value = example.text;
                banners.push_back(std::move(banner));
            }
    }
    return banners;
}

void identify_shipped_banners(benchmark::State& state)
{
    const auto database = FingerprintDb::load(shipped_files());
    const auto banners = shipped_banners();
    for (auto _ : state)
        for (const auto& banner : banners)
            benchmark::DoNotOptimize(database.identify({&banner, 1}));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(banners.size()));
}
BENCHMARK(identify_shipped_banners);

void identify_unknown_text(benchmark::State& state)
{
    const auto database = FingerprintDb::load(shipped_files());
    Observation text;
    text.field = Field::sip_user_agent;
    text.value.assign(static_cast<std::size_t>(state.range(0)), 'a');
    for (auto _ : state)
        benchmark::DoNotOptimize(database.identify({&text, 1}));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(identify_unknown_text)->Arg(64)->Arg(4096)->Arg(65536);

void load_shipped_files(benchmark::State& state)
{
    const auto files = shipped_files();
    for (auto _ : state)
        benchmark::DoNotOptimize(FingerprintDb::load(files));
}
BENCHMARK(load_shipped_files)->Unit(benchmark::kMillisecond);

} // namespace
