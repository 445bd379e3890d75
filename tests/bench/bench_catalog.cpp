#include "catalog/catalog.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <fstream>
#include <set>

namespace {

using namespace phonescan;
namespace fs = std::filesystem;

const fs::path data = fs::path{PHONESCAN_SOURCE_DIR} / "catalog" / "data";
const fs::path cases = fs::path{PHONESCAN_SOURCE_DIR} / "tests" / "catalog";

CatalogSet shipped()
{
    const std::set<std::string> others = {"models.xml", "platforms.xml", "version_schemes.xml"};
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator{data})
        if (entry.path().extension() == ".xml" && !others.contains(entry.path().filename())) files.insert(entry.path());
    const std::vector<fs::path> sorted(files.begin(), files.end());
    return CatalogSet::load(sorted, data / "version_schemes.xml");
}

struct Case {
    std::string platform;
    Identity phone;
};

/// The phones and platforms of all worked cases: platform, vendor, model, firmware, edition, …
std::vector<Case> worked_cases()
{
    std::vector<Case> result;
    for (const auto& entry : fs::directory_iterator{cases}) {
        if (entry.path().extension() != ".tsv") continue;
        std::ifstream file{entry.path()};
        std::string line;
        std::getline(file, line); // the column names
        while (std::getline(file, line)) {
            std::array<std::string, 5> cells;
            std::size_t cell = 0;
            for (const char c : line) {
                if (c == '\t') ++cell;
                if (cell == cells.size()) break;
                if (c != '\t') cells[cell] += c;
            }
            Case one{cells[0], {}};
            one.phone.vendor = cells[1];
            one.phone.model = cells[2];
            one.phone.firmware = cells[3];
            one.phone.edition = cells[4];
            result.push_back(std::move(one));
        }
    }
    return result;
}

constexpr Day day{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{1}};

/// One verdict at a time, as if each phone were another one.
void verdicts_worked_cases(benchmark::State& state)
{
    const auto set = shipped();
    const auto phones = worked_cases();
    for (auto unused : state) {
        (void)unused;
        for (const auto& [platform, phone] : phones)
            benchmark::DoNotOptimize(set.judge(phone, platform, day));
    }
    state.SetItemsProcessed(state.iterations() * std::ssize(phones));
}
BENCHMARK(verdicts_worked_cases);

/// Every phone for all platforms, as an inventory is judged.
void verdicts_all_platforms(benchmark::State& state)
{
    const auto set = shipped();
    const auto phones = worked_cases();
    const auto platforms = set.covered_platforms();
    for (auto unused : state) {
        (void)unused;
        for (const auto& one : phones)
            benchmark::DoNotOptimize(set.judge(one.phone, platforms, day));
    }
    state.SetItemsProcessed(state.iterations() * std::ssize(phones) * std::ssize(platforms));
}
BENCHMARK(verdicts_all_platforms);

void load_shipped(benchmark::State& state)
{
    for (auto unused : state) {
        (void)unused;
        benchmark::DoNotOptimize(shipped());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(load_shipped)->Unit(benchmark::kMillisecond);

} // namespace
