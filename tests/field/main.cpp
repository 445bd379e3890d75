#include "tests/field/field.hpp"
#include "tests/field/frame_output.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/site_list.hpp"
#include "tests/field/site_words.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace {

struct Options {
    std::string site;
    std::string statistics_file;
    bool list = false;
    bool until_stdin_closes = false;
    unsigned seconds = 600;
    std::optional<std::uint64_t> seed;
    std::string density;
    std::string capture;
    std::string send_to;
    phonescan::field::Rounds rounds;
    unsigned interval = 1'000;
};

int run(const Options& options)
{
    using namespace phonescan::field;
    auto site = read_site(options.site);
    if (!options.density.empty()) site.set_density(share_of(options.density));
    if (options.seed) site.reseed(*options.seed);
    if (!options.capture.empty() || !options.send_to.empty()) {
        const auto frames = options.capture.empty() ? send_frames(site, options.rounds, options.send_to)
                                                    : write_capture(site, options.rounds, options.capture);
        std::fprintf(stderr, "phonefield: %llu frames\n", static_cast<unsigned long long>(frames));
        return EXIT_SUCCESS;
    }
    if (options.list) {
        write_site_list(site, stdout);
        return std::fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    Statistics statistics;
    play_field(site, {std::chrono::seconds(options.seconds), options.until_stdin_closes}, statistics);
    std::fputs(statistics.text().c_str(), stderr);
    if (options.statistics_file.empty()) return EXIT_SUCCESS;
    std::ofstream file(options.statistics_file, std::ios::trunc);
    file << statistics.json() << std::flush;
    if (!file) throw std::runtime_error(options.statistics_file + ": cannot be written");
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"Plays a whole site of simulated phones from a site file (tests/field/site_file.hpp describes it)"};
    Options options;
    app.add_option("SITE", options.site, "The site file")->required();
    app.add_flag("--list", options.list, "Print what is where, tab-separated, and end");
    app.add_option("--stats", options.statistics_file, "Write statistics to this file as JSON when it ends");
    app.add_option("--for", options.seconds, "End by itself after this many seconds")->check(CLI::Range(1, 86400));
    app.add_option("--seed", options.seed, "Seed of losses and populations, instead of the file's");
    app.add_option("--density", options.density, "Share of phones in populations, like 50%, instead of the file's");
    app.add_option("--capture", options.capture,
                   "Write the frames that devices send by themselves to a pcap file, and end");
    app.add_option("--send", options.send_to, "Send them onto this veth, and end");
    app.add_option("--rounds", options.rounds.count, "How often they say it")->check(CLI::Range(1, 1'000'000));
    app.add_option("--filler", options.rounds.filler, "Frames of no interest behind each of theirs");
    app.add_option("--interval", options.interval, "Between rounds, in milliseconds");
    app.add_flag("--until-stdin-closes", options.until_stdin_closes, "End when standard input is closed");
    CLI11_PARSE(app, argc, argv);
    options.rounds.interval = std::chrono::milliseconds{options.interval};
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "phonefield: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
