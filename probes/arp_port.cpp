#include "probes/arp_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <system_error>

namespace phonescan {

namespace {

/// A burst of replies must fit while the program is busy elsewhere.
constexpr int wanted_receive_buffer = 4'194'304;
/// Room for the padding of the shortest Ethernet frame.
constexpr std::size_t packet_size = 64;
/// Of batches: who floods us does not keep us from sending.
constexpr int most_reads = 64;

void require(bool good, const std::string& what)
{
    if (!good) throw std::system_error{errno, std::generic_category(), what};
}

ifreq request_for(const std::string& interface)
{
    ifreq request{};
    const auto length = std::min<std::size_t>(interface.size(), IFNAMSIZ - 1);
    std::copy_n(interface.begin(), length, std::begin(request.ifr_name));
    return request;
}

/// Lets through replies, and requests in which the sender asks for its own address. What is for other hosts, or came by
/// others' VLAN, is not ours to believe. Offsets count from the ARP packet's first octet, as SOCK_DGRAM has it.
void attach_filter(int socket, const std::string& interface)
{
    constexpr std::uint16_t load_half = BPF_LD | BPF_H | BPF_ABS;
    constexpr std::uint16_t load_word = BPF_LD | BPF_W | BPF_ABS;
    constexpr std::uint16_t to_x = BPF_MISC | BPF_TAX;
    constexpr std::uint16_t if_equal = BPF_JMP | BPF_JEQ | BPF_K;
    constexpr std::uint16_t if_equal_x = BPF_JMP | BPF_JEQ | BPF_X;
    constexpr std::uint16_t give = BPF_RET | BPF_K;
    constexpr auto packet_type = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE);
    constexpr std::uint32_t operation_at = 6;
    constexpr std::uint32_t sender_at = 14;
    constexpr std::uint32_t target_at = 24;
    std::array<sock_filter, 11> program = {{
        {load_word, 0, 0, packet_type},
        {if_equal, 7, 0, PACKET_OTHERHOST}, // to "nothing"
        {load_half, 0, 0, operation_at},
        {if_equal, 6, 0, ARPOP_REPLY},   // to "everything"
        {if_equal, 0, 4, ARPOP_REQUEST}, // else to "nothing"
        {load_word, 0, 0, sender_at},
        {to_x, 0, 0, 0},
        {load_word, 0, 0, target_at},
        {if_equal_x, 1, 0, 0}, // to "everything"
        {give, 0, 0, 0},
        {give, 0, 0, packet_size},
    }};
    const sock_fprog filter{program.size(), program.data()};
    require(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0, interface);
}

void enlarge_receive_buffer(int socket)
{
    const int wanted = wanted_receive_buffer;
    if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0)
        ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
}

/// Is there ARP for Ethernet, to more than one other end?
bool has_arp(int socket, const std::string& interface)
{
    auto request = request_for(interface);
    require(::ioctl(socket, SIOCGIFFLAGS, &request) == 0, interface);
    const short flags = request.ifr_flags;
    if ((flags & (IFF_LOOPBACK | IFF_NOARP | IFF_POINTOPOINT)) != 0) return false;
    require(::ioctl(socket, SIOCGIFHWADDR, &request) == 0, interface);
    return request.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

MacAddress mac_of(int socket, const std::string& interface)
{
    auto request = request_for(interface);
    require(::ioctl(socket, SIOCGIFHWADDR, &request) == 0, interface);
    std::array<std::uint8_t, ETH_ALEN> octets{};
    std::ranges::transform(std::span{request.ifr_hwaddr.sa_data}.first<ETH_ALEN>(), octets.begin(),
                           [](char octet) { return static_cast<std::uint8_t>(octet); });
    return MacAddress{octets};
}

sockaddr_ll everybody_on(unsigned interface)
{
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ARP);
    address.sll_ifindex = static_cast<int>(interface);
    address.sll_halen = ETH_ALEN;
    std::fill_n(std::begin(address.sll_addr), ETH_ALEN, std::uint8_t{0xff});
    return address;
}

} // namespace

struct ArpPort::Impl {
    explicit Impl(const std::string& name) : interface {
        name
    }
    {
        // Protocol 0: nothing arrives before the filter is there.
        socket = ::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        require(socket >= 0, "cannot open a socket for ARP");
    }
    ~Impl() { ::close(socket); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void open();
    bool is_down() const;

    std::string interface;
    int socket = -1;
    MacAddress mac{std::array<std::uint8_t, 6>{}};
    sockaddr_ll everybody{};
    std::uint64_t dropped = 0;
    std::array<std::array<std::byte, packet_size>, batch_size> packets{}; // received ones
};

void ArpPort::Impl::open()
{
    if (!has_arp(socket, interface)) {
        errno = EOPNOTSUPP;
        require(false, interface + " has no ARP for Ethernet");
    }
    mac = mac_of(socket, interface);
    everybody = everybody_on(if_nametoindex(interface.c_str()));
    attach_filter(socket, interface);
    enlarge_receive_buffer(socket);
    require(::bind(socket, reinterpret_cast<const sockaddr*>(&everybody), sizeof everybody) == 0, interface);
}

/// Without a carrier the kernel takes packets and throws them away without a word.
bool ArpPort::Impl::is_down() const
{
    auto request = request_for(interface);
    if (::ioctl(socket, SIOCGIFFLAGS, &request) != 0) return false; // renamed or gone: send() will tell
    const int flags = request.ifr_flags;
    return (flags & IFF_UP) == 0 || (flags & IFF_RUNNING) == 0;
}

ArpPort::ArpPort(const std::string& interface) : impl_{std::make_unique<Impl>(interface)}
{
    impl_->open();
}

ArpPort::~ArpPort() = default;
ArpPort::ArpPort(ArpPort&&) noexcept = default;
ArpPort& ArpPort::operator=(ArpPort&&) noexcept = default;

const std::string& ArpPort::interface() const noexcept
{
    return impl_->interface;
}

int ArpPort::descriptor() const noexcept
{
    return impl_->socket;
}

ArpPort::Sent ArpPort::send(std::span<const Question> questions)
{
    if (impl_->is_down()) return {0, ENETDOWN};
    const auto count = std::min(questions.size(), batch_size);
    std::array<std::array<std::byte, wire::arp_length>, batch_size> packets;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    for (std::size_t i = 0; i < count; ++i) {
        packets[i] = wire::write_arp_request(impl_->mac, questions[i].source, questions[i].target);
        pieces[i] = {packets[i].data(), packets[i].size()};
        messages[i] = {};
        messages[i].msg_hdr.msg_name = &impl_->everybody;
        messages[i].msg_hdr.msg_namelen = sizeof impl_->everybody;
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent = ::sendmmsg(impl_->socket, messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    if (sent < 0) return {0, errno};
    return {static_cast<std::size_t>(sent), 0};
}

void ArpPort::drain(const std::function<void(const wire::Arp&)>& heard)
{
    auto& packets = impl_->packets;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    for (std::size_t i = 0; i < batch_size; ++i) {
        pieces[i] = {packets[i].data(), packets[i].size()};
        messages[i] = {};
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    for (int reads = 0; reads < most_reads; ++reads) {
        const int received = ::recvmmsg(impl_->socket, messages.data(), batch_size, MSG_DONTWAIT, nullptr);
        if (received < 0) {
            if (errno == EAGAIN || errno == EWOULDBLOCK) return;
            continue; // that the interface went down: reading it here clears it
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(received); ++i)
            if (const auto arp = wire::read_arp(wire::Bytes{packets[i]}.first(messages[i].msg_len))) heard(*arp);
        if (static_cast<std::size_t>(received) < batch_size) return;
    }
}

std::uint64_t ArpPort::dropped()
{
    tpacket_stats statistics{};
    socklen_t size = sizeof statistics;
    // each reading sets the kernel's counters to 0
    if (::getsockopt(impl_->socket, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0)
        impl_->dropped += statistics.tp_drops;
    return impl_->dropped;
}

std::vector<ArpPort> open_arp_ports(const std::string& interface)
{
    std::vector<ArpPort> ports;
    const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> names{if_nameindex(), if_freenameindex};
    if (names == nullptr) return ports;
    for (const auto* one = names.get(); one->if_index != 0; ++one) {
        if (!interface.empty() && interface != one->if_name) continue;
        try {
            ports.emplace_back(one->if_name);
        } catch (const std::system_error&) {
            continue; // no ARP there, or no privilege
        }
    }
    return ports;
}

} // namespace phonescan
