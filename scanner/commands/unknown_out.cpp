#include "scanner/commands/unknown_out.hpp"

#include "scanner/output_file.hpp"
#include "scanner/report/row.hpp"
#include "scanner/usage_error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <random>

namespace phonescan {

namespace {

SipHashKey random_key()
{
    std::random_device random;
    SipHashKey key{};
    for (auto& octet : key)
        octet = static_cast<std::byte>(random() & 0xff);
    return key;
}

} // namespace

void add_unknown_out_option(CLI::App& app, std::string& path, const std::string& group)
{
    app.add_option("--unknown-out", path, "Write texts that no fingerprint recognises, redacted, as drafts to FILE")
        ->option_text("FILE")
        ->check([](const std::string& text) { return text.empty() ? std::string{"give a file name"} : std::string{}; })
        ->group(group);
}

UnknownOut::UnknownOut(std::string path) : path_{std::move(path)}, texts_{random_key()}
{
    if (path_.empty()) return;
    if (path_ == "-") throw UsageError{"--unknown-out -: standard output is taken; give a file name"};
    if (const auto problem = why_not_writable(path_)) throw UsageError{"--unknown-out " + *problem};
}

void UnknownOut::add(std::span<const Observation> observations, const Identity& device,
                     const FingerprintDb& fingerprints)
{
    if (is_wanted()) texts_.add(observations, device, fingerprints);
}

std::string UnknownOut::write() const
{
    if (texts_.empty()) return fmt::format("{}, so {} was not written", texts_.summary(), path_);
    const auto day = iso_time(WallClock::now()).substr(0, 10);
    write_output(path_, [&](std::ostream& out) { texts_.write(out, day); });
    return fmt::format("{}: see {}", texts_.summary(), path_);
}

} // namespace phonescan
