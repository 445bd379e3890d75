#include "probes/live_capture.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <pcap/pcap.h>

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_packet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

using Reason = LiveCaptureError::Reason;

/// What the kernel lets through when nothing else is asked for. Frames under a tag come last: in a filter everything
/// behind `vlan` is read past the tag. SIP and HTTP on other ports are told by how a message begins.
std::string own_filter()
{
    const std::string udp_starts = "udp[8:4] = 0x52454749 or udp[8:4] = 0x53554253 or "
                                   "udp[8:4] = 0x4f505449 or udp[8:4] = 0x4e4f5449 or udp[8:4] = 0x494e5649 or "
                                   "udp[8:4] = 0x5349502f or udp[8:4] = 0x5055424c";
    const std::string start = "tcp[((tcp[12:1] & 0xf0) >> 2):4]";
    const std::string tcp_starts = start + " = 0x47455420 or " + start + " = 0x504f5354 or " + start +
                                   " = 0x48454144 or " + start + " = 0x50555420 or " + start + " = 0x52454749 or " +
                                   start + " = 0x5349502f";
    const std::string any = "ether proto 0x88cc or ether dst 01:00:0c:cc:cc:cc or arp or udp port 67 or udp port 68 or "
                            "port 5060 or tcp port 5061 or ip proto 47 or dst host 224.0.1.75 or " +
                            udp_starts + " or " + tcp_starts;
    return any + " or (vlan and (" + any + "))";
}

/// Multicast addresses that an adapter drops unless somebody wants them.
constexpr std::array<std::array<unsigned char, 6>, 5> wanted_groups = {{
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e}, // LLDP, nearest bridge (IEEE 802.1AB-2016, 7.1)
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x03}, // nearest non-TPMR bridge
    {0x01, 0x80, 0xc2, 0x00, 0x00, 0x00}, // nearest customer bridge
    {0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcc}, // CDP
    {0x01, 0x00, 0x5e, 0x00, 0x01, 0x4b}, // 224.0.1.75
}};

class Descriptor {
public:
    Descriptor() noexcept = default;
    explicit Descriptor(int number) noexcept : number_{number} {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    int number() const noexcept { return number_; }

private:
    void reset() noexcept
    {
        if (number_ >= 0) close(number_);
    }
    int number_ = -1;
};

/// A packet socket that receives nothing (protocol 0) and keeps the adapter's multicast list open.
Descriptor wanted_multicast(const std::string& interface)
{
    Descriptor socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
    const auto index = if_nametoindex(interface.c_str());
    if (socket.number() < 0 || index == 0) return socket; // on `any` there is no list to keep
    for (const auto& group : wanted_groups) {
        packet_mreq membership{};
        membership.mr_ifindex = static_cast<int>(index);
        membership.mr_type = PACKET_MR_MULTICAST;
        membership.mr_alen = static_cast<unsigned short>(group.size());
        std::ranges::copy(group, std::begin(membership.mr_address));
        setsockopt(socket.number(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership);
    }
    return socket;
}

/// Membership of the group that phones ask for their configuration. Source: RFC 6080 names the event, IANA the group
/// sip.mcast.net, 224.0.1.75.
Descriptor join_pnp(const std::string& interface)
{
    Descriptor socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    ip_mreqn request{};
    request.imr_multiaddr.s_addr = htonl(0xe000014b);
    request.imr_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    if (setsockopt(socket.number(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) != 0)
        throw LiveCaptureError{Reason::other,
                               interface + ": --join: cannot become a member of 224.0.1.75: " + std::strerror(errno)};
    return socket;
}

struct CloseHandle {
    void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, CloseHandle>;

/// A compiled filter.
class Program {
public:
    /// Errors: throws LiveCaptureError.
    Program(pcap_t* handle, const std::string& expression)
    {
        // libpcap allows one compilation at a time; there is one thread here
        if (pcap_compile(handle, &program_, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
            throw LiveCaptureError{Reason::filter, pcap_geterr(handle)};
    }
    ~Program() { pcap_freecode(&program_); }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    bpf_program* get() noexcept { return &program_; }

private:
    bpf_program program_{};
};

Reason reason_of(int status)
{
    switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return Reason::no_privilege;
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return Reason::no_such_interface;
    case PCAP_ERROR_IFACE_NOT_UP:
        return Reason::down;
    default:
        return Reason::other;
    }
}

Handle open_handle(const std::string& interface, const LiveOptions& options)
{
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    Handle handle{pcap_create(interface.c_str(), error.data())};
    if (!handle) throw LiveCaptureError{Reason::other, interface + ": " + error.data()};
    constexpr int gather_milliseconds = 100; // what arrives meanwhile is delivered at once
    pcap_set_snaplen(handle.get(), LiveCapture::snapshot_length);
    pcap_set_buffer_size(handle.get(), LiveCapture::buffer_size);
    pcap_set_promisc(handle.get(), options.promiscuous ? 1 : 0);
    pcap_set_timeout(handle.get(), gather_milliseconds);
    const int status = pcap_activate(handle.get());
    if (status < 0) {
        std::string why = pcap_geterr(handle.get());
        if (why.empty()) why = pcap_statustostr(status);
        throw LiveCaptureError{reason_of(status), interface + ": " + why};
    }
    if (pcap_setnonblock(handle.get(), 1, error.data()) != 0)
        throw LiveCaptureError{Reason::other, interface + ": " + error.data()};
    return handle;
}

void set_filter(pcap_t* handle, const std::string& interface, const std::string& wanted)
{
    try {
        Program program{handle, wanted.empty() ? own_filter() : wanted};
        if (pcap_setfilter(handle, program.get()) != 0) throw LiveCaptureError{Reason::filter, pcap_geterr(handle)};
    } catch (const LiveCaptureError& error) {
        // Our own asks for Ethernet; what has another link type is heard without a filter.
        if (!wanted.empty()) throw LiveCaptureError{error.reason(), interface + ": --filter: " + error.what()};
    }
}

} // namespace

struct LiveCapture::Impl {
    std::string interface;
    Handle handle;
    Descriptor groups;
    Descriptor pnp;
    wire::LinkType link_type{};
};

LiveCapture::LiveCapture(const std::string& interface, const LiveOptions& options)
    : impl_{std::make_unique<Impl>(Impl{interface, open_handle(interface, options), {}, {}, {}})}
{
    set_filter(impl_->handle.get(), interface, options.filter);
    impl_->link_type = static_cast<wire::LinkType>(pcap_datalink(impl_->handle.get()));
    impl_->groups = wanted_multicast(interface);
    if (options.join_pnp) impl_->pnp = join_pnp(interface);
}

LiveCapture::~LiveCapture() = default;
LiveCapture::LiveCapture(LiveCapture&&) noexcept = default;
LiveCapture& LiveCapture::operator=(LiveCapture&&) noexcept = default;

const std::string& LiveCapture::interface() const noexcept
{
    return impl_->interface;
}

int LiveCapture::descriptor() const noexcept
{
    return pcap_get_selectable_fd(impl_->handle.get());
}

void LiveCapture::read(const std::function<void(const wire::CapturedPacket&)>& heard)
{
    struct Context {
        const std::function<void(const wire::CapturedPacket&)>& heard;
        wire::LinkType link_type;
    } context{heard, impl_->link_type};
    const auto give = [](u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
        const auto& [tell, link_type] = *reinterpret_cast<const Context*>(user);
        wire::CapturedPacket packet;
        packet.link_type = link_type;
        packet.time = std::chrono::system_clock::time_point{std::chrono::seconds{header->ts.tv_sec} +
                                                            std::chrono::microseconds{header->ts.tv_usec}};
        packet.bytes = std::as_bytes(std::span{bytes, header->caplen});
        packet.length_on_wire = header->len;
        tell(packet);
    };
    constexpr int at_once = 4'096; // so that a busy mirror port leaves time for everything else
    if (pcap_dispatch(impl_->handle.get(), at_once, give, reinterpret_cast<u_char*>(&context)) == PCAP_ERROR)
        throw LiveCaptureError{Reason::down, impl_->interface + ": " + pcap_geterr(impl_->handle.get())};
}

std::uint64_t LiveCapture::dropped() const
{
    pcap_stat statistics{};
    if (pcap_stats(impl_->handle.get(), &statistics) != 0) return 0;
    return std::uint64_t{statistics.ps_drop} + statistics.ps_ifdrop;
}

} // namespace phonescan
