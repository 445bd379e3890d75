#include "fingerprints/probe_check.hpp"

#include "fingerprints/web_probe.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace phonescan {

std::vector<CheckFinding> probe_findings(const FingerprintFile& file, const std::filesystem::path& shipped)
{
    std::vector<CheckFinding> findings;
    std::error_code error;
    const auto folder = file.path.has_parent_path() ? file.path.parent_path() : std::filesystem::path{"."};
    const bool is_shipped = std::filesystem::equivalent(folder, shipped, error);
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> lines;
    for (const auto& probe : file.probes) {
        const auto note = [&](CheckCode code, std::string message) {
            findings.push_back({file.path, probe.line, code, std::move(message), false});
        };
        if (auto fault = fault_of(probe))
            note(CheckCode::probe, std::move(*fault));
        else if (has_query(probe) && !is_shipped)
            note(CheckCode::probe, query_of_users);
        const auto [first, is_new] = lines.try_emplace({probe.path, probe.if_vendor, probe.if_model}, probe.line);
        if (!is_new) note(CheckCode::duplicate, "the probe is that of line " + std::to_string(first->second));
        if (probe.source.empty())
            note(CheckCode::no_source, "expected where it is shown that this only reads in 'source'");
    }
    return findings;
}

} // namespace phonescan
