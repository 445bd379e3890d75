#include "tests/field/web_ports.hpp"

#include "tests/field/socket_address.hpp"

#include <cerrno>
#include <set>
#include <string>
#include <system_error>

#include <linux/filter.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace phonescan::field {
namespace {

constexpr std::uint64_t most_listeners = 20'000;
constexpr std::uint64_t kept_for_connections = 2'000;
constexpr int backlog = 4096;

/// Raises the limit of open files as far as this user may, and says where it is then.
std::uint64_t raised_descriptor_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

std::uint64_t own_listeners(const Site& site)
{
    std::uint64_t count = 0;
    for (const auto& device : site.devices)
        if (device.behaviour->serves_web()) count += device.addresses.size() * device.behaviour->web.ports().size();
    return count;
}

/// Descriptors that UDP has where each address has a socket of its own.
std::uint64_t udp_sockets(const Site& site)
{
    std::uint64_t count = 16;
    if (site.unlisted == HostState::silent) return count;
    for (const auto& device : site.devices)
        if (!device.behaviour->sip.off) count += device.addresses.size();
    return count;
}

bool with_populations(const Site& site)
{
    for (const auto& population : site.populations)
        for (const auto& kind : population.mix)
            if (kind.behaviour->serves_web()) return true;
    return false;
}

[[noreturn]] void fail_to_open(Endpoint place, const char* doing)
{
    const auto error = errno;
    auto what =
        std::string("cannot ") + doing + ' ' + dotted(place.address) + " TCP port " + std::to_string(place.port);
    if (error == EACCES)
        what += ": ports below 1024 need root, a network namespace of one's own (unshare -Urn, then ip link set lo "
                "up), or sysctl "
                "net.ipv4.ip_unprivileged_port_start=80; or say http-port=8080 https-port=8443";
    else
        what += " (is the address of this machine, and no other program on the port?)";
    throw std::system_error(error, std::system_category(), what);
}

} // namespace

std::vector<PlayedDevice> serving_examples(const Site& site)
{
    std::vector<PlayedDevice> examples;
    for (const auto& device : site.devices)
        examples.push_back({device.addresses.first, device.first_number, device.behaviour.get()});
    for (const auto& population : site.populations)
        for (const auto& kind : population.mix)
            examples.push_back({population.addresses.first, 0, kind.behaviour.get()});
    std::erase_if(examples, [](const PlayedDevice& device) { return !device.behaviour->serves_web(); });
    return examples;
}

WebPorts::WebPorts(const Site& site)
{
    const auto examples = serving_examples(site);
    if (examples.empty()) return;
    const auto room = raised_descriptor_limit();
    const auto listeners = own_listeners(site);
    const bool loopback = site.all_loopback();
    if (with_populations(site) || listeners > most_listeners ||
        listeners + udp_sockets(site) + kept_for_connections > room) {
        std::set<std::uint16_t> ports;
        for (const auto& device : examples)
            for (const auto port : device.behaviour->web.ports())
                ports.insert(port);
        for (const auto port : ports)
            for (const auto& any : wildcards_of(site))
                open({any, port}, loopback);
        return;
    }
    for (const auto& device : site.devices) {
        if (!device.behaviour->serves_web()) continue;
        const auto ports = device.behaviour->web.ports();
        for (std::uint64_t i = 0; i < device.addresses.size(); ++i)
            for (const auto port : ports)
                open({device.addresses.first + i, port}, loopback);
    }
}

void WebPorts::hush(Address address, bool silent) noexcept
{
    sock_filter drop{BPF_RET | BPF_K, 0, 0, 0};
    const sock_fprog program{1, &drop};
    const int nothing = 0;
    const auto [first, end] = listeners_of_.equal_range(address);
    for (auto at = first; at != end; ++at)
        if (silent)
            setsockopt(at->second, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
        else
            setsockopt(at->second, SOL_SOCKET, SO_DETACH_FILTER, &nothing, sizeof nothing);
}

void WebPorts::open(Endpoint place, bool loopback)
{
    Descriptor socket{open_socket(place.address, SOCK_STREAM)};
    if (socket.get() < 0) fail_to_open(place, "open a socket for");
    const int on = 1;
    setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // connections of an earlier run are no obstacle
    if (loopback) setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, "lo", 2); // nobody outside can ask; best effort
    const auto address = to_socket_address(place);
    if (bind(socket.get(), &address.any, address.size()) != 0) fail_to_open(place, "play");
    if (listen(socket.get(), backlog) != 0) fail_to_open(place, "listen at");
    places_.emplace(socket.get(), place);
    listeners_of_.emplace(place.address, socket.get());
    sockets_.push_back(std::move(socket));
}

} // namespace phonescan::field
