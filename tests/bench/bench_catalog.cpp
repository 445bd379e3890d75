#include "catalog/catalog.hpp"

#include <benchmark/benchmark.h>

#include <array>

namespace {

using namespace phonescan;

std::filesystem::path data_file(std::string_view name)
{
    return std::filesystem::path{PHONESCAN_SOURCE_DIR} / "catalog" / "data" / name;
}

CatalogSet shipped()
{
    const std::array files = {data_file("lync.xml")};
    return CatalogSet::load(files, data_file("version_schemes.xml"));
}

Identity phone(std::string vendor, std::string model, std::string firmware, std::string edition = {})
{
    Identity identity;
    identity.vendor = std::move(vendor);
    identity.model = std::move(model);
    identity.firmware = std::move(firmware);
    identity.edition = std::move(edition);
    return identity;
}

/// What a site shows: listed phones of several vendors, one that is not listed, one that names no model.
std::array<Identity, 8> site()
{
    return {phone("Polycom", "VVX 410", "5.3.0.12074"),
            phone("Polycom", "SoundPoint IP 335", "4.0.7.2514"),
            phone("Yealink", "SIP-T48G", "35.80.0.70"),
            phone("AudioCodes", "420HD", "2.0.13.121", "UC"),
            phone("Spectralink", "8450", "4.11.0.2110"),
            phone("Polycom", "VVX 411", "5.9.0.9373"),
            phone("Spectralink", "IP-DECT Server 400", "PCS14A_"),
            phone("Cisco", "CP-8851", "11.3.7")};
}

void verdicts_site(benchmark::State& state)
{
    const auto set = shipped();
    const auto phones = site();
    const Day day{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{1}};
    constexpr std::array<std::string_view, 3> platforms = {"lync-server-2013", "lync-online", "lync-server-2010"};
    for (auto unused : state) {
        (void)unused;
        for (const auto& one : phones)
            for (const auto platform : platforms)
                benchmark::DoNotOptimize(set.judge(one, platform, day));
    }
    state.SetItemsProcessed(state.iterations() * std::ssize(phones) * std::ssize(platforms));
}
BENCHMARK(verdicts_site);

void load_shipped(benchmark::State& state)
{
    for (auto unused : state) {
        (void)unused;
        benchmark::DoNotOptimize(shipped());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(load_shipped);

} // namespace
