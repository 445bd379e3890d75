#include "tests/field/udp_ports.hpp"

#include "tests/field/socket_address.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <stdexcept>
#include <system_error>

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace phonescan::field {
namespace {

constexpr std::size_t batch_size = 128;
constexpr std::size_t datagram_size = 4096;

void set_option(int fd, int level, int name, int value, const char* what)
{
    if (setsockopt(fd, level, name, &value, sizeof value) != 0)
        throw std::system_error(errno, std::system_category(), what);
}

/// The largest receive and send buffer that this user may have.
void enlarge_buffers(int fd)
{
    constexpr int wanted = 64 << 20;
    for (const auto& [forced, plain] : {std::pair{SO_RCVBUFFORCE, SO_RCVBUF}, {SO_SNDBUFFORCE, SO_SNDBUF}})
        if (setsockopt(fd, SOL_SOCKET, forced, &wanted, sizeof wanted) != 0)
            setsockopt(fd, SOL_SOCKET, plain, &wanted, sizeof wanted); // the kernel takes what it allows
}

void add_ports(std::set<std::uint16_t>& ports, const Behaviour& behaviour)
{
    if (behaviour.sip.off) return;
    ports.insert(behaviour.sip.port);
    if (behaviour.sip.answers_from_port != 0) ports.insert(behaviour.sip.answers_from_port);
}

/// What the kernel notes of a datagram: when it came and to which address.
std::pair<Stamp, Address> notes_of(msghdr& header)
{
    Stamp when{};
    Address asked;
    for (auto* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            asked = ntohl(info.ipi_addr.s_addr);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            asked = Address::of(info.ipi6_addr);
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
            timespec stamp{};
            std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
            when = std::chrono::seconds(stamp.tv_sec) + std::chrono::nanoseconds(stamp.tv_nsec);
        }
    }
    return {when, asked};
}

/// Sockets that `unlisted closed` needs, said before the kernel says "too many open files".
void raise_descriptor_limit(std::uint64_t sockets)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (sockets + 32 > limit.rlim_max)
        throw std::runtime_error("unlisted closed needs one socket for each of " + std::to_string(sockets) +
                                 " listed addresses; this user may open " + std::to_string(limit.rlim_max) +
                                 " files (ulimit -n): use unlisted silent");
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

/// Buffers of one recvmmsg or sendmmsg call.
struct UdpPorts::Batch {
    struct alignas(cmsghdr) Control {
        std::array<unsigned char, 128> bytes;
    };
    std::array<mmsghdr, batch_size> headers{};
    std::array<iovec, batch_size> vectors{};
    std::array<SocketAddress, batch_size> peers;
    std::array<Control, batch_size> controls{};
    std::array<std::array<char, datagram_size>, batch_size> bytes{};

    void prepare(std::size_t i, void* start, std::size_t size)
    {
        vectors[i] = {start, size};
        auto& header = headers[i].msg_hdr;
        header = {};
        header.msg_name = &peers[i];
        header.msg_namelen = sizeof peers[i];
        header.msg_iov = &vectors[i];
        header.msg_iovlen = 1;
        header.msg_control = controls[i].bytes.data();
        header.msg_controllen = sizeof(Control);
    }
};

UdpPorts::UdpPorts(const Site& site) : batch_{std::make_unique<Batch>()}
{
    if (site.unlisted == HostState::silent)
        open_wildcards(site);
    else
        open_each(site);
}

UdpPorts::~UdpPorts() = default;

void UdpPorts::open_wildcards(const Site& site)
{
    std::set<std::uint16_t> ports;
    for (const auto& device : site.devices)
        add_ports(ports, *device.behaviour);
    for (const auto& population : site.populations)
        for (const auto& kind : population.mix)
            add_ports(ports, *kind.behaviour);
    if (ports.empty()) ports.insert(5060);
    for (const auto port : ports)
        for (const auto& any : wildcards_of(site))
            open({any, port}, site.all_loopback());
}

void UdpPorts::open_each(const Site& site)
{
    std::set<Endpoint> places;
    const auto add = [&places](Address address, const Behaviour& behaviour) {
        if (behaviour.state == HostState::closed || behaviour.sip.off || behaviour.sip.udp == SipUdp::closed) return;
        places.insert({address, behaviour.sip.port});
        if (behaviour.sip.answers_from_port != 0) places.insert({address, behaviour.sip.answers_from_port});
    };
    for (const auto& device : site.devices)
        for (std::uint64_t i = 0; i < device.addresses.size(); ++i)
            add(device.addresses.first + i, *device.behaviour);
    for (const auto& population : site.populations)
        for (std::uint64_t i = 0; i < population.addresses.size(); ++i)
            if (const auto device = site.at(population.addresses.first + i)) add(device->address, *device->behaviour);
    raise_descriptor_limit(places.size());
    for (const auto& place : places)
        open(place, site.all_loopback());
}

void UdpPorts::open(Endpoint where, bool loopback)
{
    Descriptor socket{open_socket(where.address, SOCK_DGRAM)};
    if (socket.get() < 0) throw std::system_error(errno, std::system_category(), "socket");
    if (where.address.is_ipv4())
        set_option(socket.get(), IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO");
    else
        set_option(socket.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO");
    set_option(socket.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS");
    if (is_wildcard(where.address)) enlarge_buffers(socket.get());
    if (loopback) setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, "lo", 2); // nobody outside can ask; best effort
    const auto address = to_socket_address(where);
    if (bind(socket.get(), &address.any, address.size()) != 0)
        throw std::system_error(errno, std::system_category(),
                                "cannot play " + dotted(where.address) + " port " + std::to_string(where.port) +
                                    " (is the address of this machine, and no other program on the port?)");
    socket_of_way_.emplace(way_of(where), socket.get());
    port_of_socket_.emplace(socket.get(), where.port);
    sockets_.push_back(std::move(socket));
}

void UdpPorts::drain(int socket, const Receiver& receiver)
{
    const auto port = port_of_socket_.at(socket);
    auto& batch = *batch_;
    for (std::size_t i = 0; i < batch_size; ++i)
        batch.prepare(i, batch.bytes[i].data(), datagram_size);
    const int got = recvmmsg(socket, batch.headers.data(), batch_size, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < got; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto [when, asked] = notes_of(batch.headers[at].msg_hdr);
        receiver(when, batch.peers[at].endpoint(), {asked, port}, {batch.bytes[at].data(), batch.headers[at].msg_len});
    }
}

std::uint64_t UdpPorts::kernel_drops() const
{
    std::uint64_t drops = 0;
    for (const auto& socket : sockets_) {
        std::array<std::uint32_t, SK_MEMINFO_VARS> counters{};
        socklen_t size = sizeof counters;
        if (getsockopt(socket.get(), SOL_SOCKET, SO_MEMINFO, counters.data(), &size) == 0)
            drops += counters[SK_MEMINFO_DROPS];
    }
    return drops;
}

std::size_t UdpPorts::send_some(std::span<const Outgoing> datagrams, Statistics& statistics)
{
    auto& batch = *batch_;
    const auto way = way_of(datagrams[0].from);
    const int socket = socket_of_way_.at(way);
    std::size_t count = 0;
    while (count < datagrams.size() && count < batch_size && way_of(datagrams[count].from) == way) {
        const auto& datagram = datagrams[count];
        batch.prepare(count, const_cast<char*>(datagram.bytes.data()), datagram.bytes.size());
        batch.peers[count] = to_socket_address(datagram.to);
        batch.headers[count].msg_hdr.msg_namelen = batch.peers[count].size();
        note_sender(batch.headers[count].msg_hdr, datagram.from.address);
        ++count;
    }
    for (std::size_t sent = 0; sent < count;) {
        const int done = sendmmsg(socket, batch.headers.data() + sent, static_cast<unsigned>(count - sent), 0);
        if (done > 0) {
            for (int i = 0; i < done; ++i)
                statistics.answer();
            sent += static_cast<std::size_t>(done);
        } else if (errno == EAGAIN || errno == ENOBUFS) {
            pollfd writable{socket, POLLOUT, 0};
            poll(&writable, 1, 10);
        } else if (errno != EINTR) {
            statistics.send_failure();
            ++sent; // this one cannot be sent; the next may
        }
    }
    return count;
}

void UdpPorts::send(std::span<const Outgoing> datagrams, Statistics& statistics)
{
    while (!datagrams.empty())
        datagrams = datagrams.subspan(send_some(datagrams, statistics));
}

} // namespace phonescan::field
