#include "scanner/live_hearing.hpp"

#include "probes/privileges.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <net/if.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace phonescan {

namespace {

constexpr Unprivileged nobody{65'534, 65'534};

std::string own_path()
{
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string{"$(command -v phonescan)"} : path.string();
}

std::string interfaces_here()
{
    std::string names;
    auto* const list = if_nameindex();
    if (list == nullptr) return names;
    for (const auto* one = list; one->if_index != 0; ++one)
        names += (names.empty() ? "" : ", ") + std::string{one->if_name};
    if_freenameindex(list);
    return names;
}

std::string way_out(const LiveCaptureError& error)
{
    switch (error.reason()) {
    case LiveCaptureError::Reason::no_privilege:
        return fmt::format("{}\nListening takes the capability CAP_NET_RAW. Give it to this program once:\n"
                           "    sudo setcap cap_net_raw+ep {}\n"
                           "or run it with sudo: it gives root up as soon as it listens. A capture that somebody else "
                           "made needs no privilege: phonescan read FILE",
                           error.what(), own_path());
    case LiveCaptureError::Reason::no_such_interface:
        return fmt::format("{}: there are {}", error.what(), interfaces_here());
    case LiveCaptureError::Reason::down:
        return fmt::format("{}: it must be up (ip link set up)", error.what());
    default:
        return error.what();
    }
}

/// Who owns the folder of the first report, where that is not root: files are renamed into place at the end.
std::optional<Unprivileged> owner_of_reports(const OutputOptions& output)
{
    for (const auto& report : output.reports) {
        if (report.path == "-") continue;
        const auto folder = report.path.has_parent_path() ? report.path.parent_path() : std::filesystem::path{"."};
        struct stat status {};
        if (stat(folder.c_str(), &status) == 0 && status.st_uid != 0) return Unprivileged{status.st_uid, status.st_gid};
        return std::nullopt;
    }
    return output.unknown_out.empty() ? std::optional{nobody} : std::nullopt;
}

} // namespace

std::vector<LiveCapture> open_captures(const ListenOptions& options, const OutputOptions& output)
{
    std::vector<LiveCapture> captures;
    try {
        for (const auto& interface : options.interfaces)
            captures.emplace_back(interface, options.live);
    } catch (const LiveCaptureError& error) {
        throw UsageError{way_out(error)};
    }
    if (captures.empty()) return captures;
    const auto invoking = invoking_user();
    drop_privileges(invoking ? invoking : owner_of_reports(output));
    return captures;
}

} // namespace phonescan
