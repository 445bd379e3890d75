#include "fingerprints/fingerprint_db.hpp"
#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/param_template.hpp"

#include <benchmark/benchmark.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace phonescan;

namespace fs = std::filesystem;

std::vector<fs::path> shipped_files()
{
    return fingerprint_files(fs::path{PHONESCAN_SOURCE_DIR} / "fingerprints/data");
}

bool is_of_a_phone(const FingerprintElement& element)
{
    const auto* const kind = find_param(element, "phonescan.kind");
    return kind != nullptr && kind->value == "phone";
}

/// Every example of the shipped files that is sent as SIP User-Agent: one or a few for each grammar, the rarest too.
Observations shipped_banners(bool (*wanted)(const FingerprintElement&) = [](const FingerprintElement&) { return true; })
{
    Observations banners;
    for (const auto& file : shipped_files()) {
        if (file.extension() != ".xml") continue;
        const auto read = read_fingerprint_file(file);
        for (const auto& element : read.elements) {
            if (std::ranges::find(element.fields, Field::sip_user_agent) == element.fields.end()) continue;
            if (!wanted(element)) continue;
            for (const auto& example : element.examples) {
                Observation banner;
                banner.field = Field::sip_user_agent;
                banner.value = example.text;
                banners.push_back(std::move(banner));
            }
        }
    }
    return banners;
}

/// The shipped files and nine copies whose patterns read the banners of makers that do not exist, so that nothing more
/// matches, in a directory that goes with the object.
class TenTimesTheFiles {
public:
    TenTimesTheFiles() : directory_{fs::temp_directory_path() / ("phonescan-bench-" + std::to_string(getpid()))}
    {
        fs::create_directories(directory_);
        for (const auto& file : shipped_files()) {
            files_.push_back(file);
            for (int copy = 1; copy < 10 && file.extension() == ".xml"; ++copy)
                files_.push_back(copy_of(file, copy));
        }
    }
    TenTimesTheFiles(const TenTimesTheFiles&) = delete;
    TenTimesTheFiles& operator=(const TenTimesTheFiles&) = delete;
    ~TenTimesTheFiles() { fs::remove_all(directory_); }

    const std::vector<fs::path>& files() const { return files_; }

private:
    fs::path copy_of(const fs::path& file, int copy) const
    {
        std::ifstream in{file, std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        const std::string maker = "Maker" + std::to_string(copy) + ' ';
        constexpr std::string_view begin = "pattern=\"";
        for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos; at += maker.size()) {
            at += begin.size();
            if (text.compare(at, 4, "(?i)") == 0) at += 4;
            if (text.compare(at, 1, "^") == 0) at += 1;
            text.insert(at, maker);
        }
        const auto path = directory_ / (std::to_string(copy) + file.filename().string());
        std::ofstream{path, std::ios::binary} << text;
        return path;
    }

    fs::path directory_;
    std::vector<fs::path> files_;
};

void match_all(benchmark::State& state, const FingerprintDb& database, const Observations& banners)
{
    std::vector<Statement> statements;
    for (const auto& banner : banners) // patterns are compiled when they are first used
        database.read(banner, statements);
    for (auto _ : state)
        for (const auto& banner : banners) {
            statements.clear();
            database.read(banner, statements);
            benchmark::DoNotOptimize(statements.data());
        }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(banners.size()));
}

void match_shipped_banners(benchmark::State& state)
{
    match_all(state, FingerprintDb::load(shipped_files()), shipped_banners());
}
BENCHMARK(match_shipped_banners);

void match_banners_of_phones(benchmark::State& state)
{
    match_all(state, FingerprintDb::load(shipped_files()), shipped_banners(is_of_a_phone));
}
BENCHMARK(match_banners_of_phones);

void match_with_ten_times_the_patterns(benchmark::State& state)
{
    const TenTimesTheFiles files;
    match_all(state, FingerprintDb::load(files.files()), shipped_banners());
}
BENCHMARK(match_with_ten_times_the_patterns);

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
