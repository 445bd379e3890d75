#include "probes/netlink.hpp"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

namespace phonescan {

namespace {

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

} // namespace

Netlink::Netlink() : socket_{mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC)}
{
    if (!socket_) fail("cannot open a netlink socket");
    if (mnl_socket_bind(socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0) fail("cannot bind a netlink socket");
    int on = 1; // filters dumps where the kernel can; an older kernel refuses and dumps all
    mnl_socket_setsockopt(socket_.get(), NETLINK_GET_STRICT_CHK, &on, sizeof on);
}

void Netlink::Closer::operator()(mnl_socket* socket) const noexcept
{
    mnl_socket_close(socket);
}

void* Netlink::begin(std::uint16_t type, std::uint16_t flags, std::size_t header_size)
{
    request_.fill(0);
    nlmsghdr* message = mnl_nlmsg_put_header(request_.data());
    message->nlmsg_type = type;
    message->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    message->nlmsg_seq = ++sequence_;
    return mnl_nlmsg_put_extra_header(message, header_size);
}

void Netlink::put(std::uint16_t attribute, std::uint32_t value)
{
    mnl_attr_put_u32(reinterpret_cast<nlmsghdr*>(request_.data()), attribute, value);
}

void Netlink::put(std::uint16_t attribute, std::span<const std::uint8_t> octets)
{
    mnl_attr_put(reinterpret_cast<nlmsghdr*>(request_.data()), attribute, octets.size(), octets.data());
}

int Netlink::exchange(const std::function<void(const nlmsghdr&)>& read)
{
    auto* message = reinterpret_cast<nlmsghdr*>(request_.data());
    // A single object answers with itself alone; asking for an acknowledgement ends every exchange alike.
    if ((message->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP) message->nlmsg_flags |= NLM_F_ACK;
    if (mnl_socket_sendto(socket_.get(), message, message->nlmsg_len) < 0) return errno;

    const auto call = [](const nlmsghdr* answer, void* user) {
        (*static_cast<const std::function<void(const nlmsghdr&)>*>(user))(*answer);
        return MNL_CB_OK;
    };
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): libmnl hands it to `call`, which calls it as const
    auto* const reader = const_cast<std::function<void(const nlmsghdr&)>*>(&read);
    std::vector<char> buffer(32768);
    for (;;) {
        const auto size = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
        if (size < 0) return errno;
        const int state = mnl_cb_run(buffer.data(), static_cast<std::size_t>(size), sequence_,
                                     mnl_socket_get_portid(socket_.get()), call, reader);
        if (state < 0) return errno;
        if (state == MNL_CB_STOP) return 0;
    }
}

NetlinkNotices::NetlinkNotices(std::span<const unsigned> groups)
    : descriptor_{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)}
{
    if (descriptor_ < 0) fail("cannot open a netlink socket");
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    bool good = ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    for (const unsigned group : groups)
        good = good && ::setsockopt(descriptor_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) == 0;
    if (good) return;
    const int error = errno;
    ::close(descriptor_);
    throw std::system_error{error, std::generic_category(), "cannot hear of changes of the network"};
}

NetlinkNotices::~NetlinkNotices()
{
    ::close(descriptor_);
}

void NetlinkNotices::drain() noexcept
{
    std::array<char, 64> beginning; // that there was one is all that counts
    while (::recv(descriptor_, beginning.data(), beginning.size(), MSG_DONTWAIT) >= 0 || errno == EINTR ||
           errno == ENOBUFS) {} // ENOBUFS: some were lost, others may wait
}

namespace {

struct Wanted {
    std::uint16_t type = 0;
    const nlattr* found = nullptr;
};

int keep_wanted(const nlattr* candidate, void* user)
{
    auto& wanted = *static_cast<Wanted*>(user);
    if (mnl_attr_get_type(candidate) != wanted.type) return MNL_CB_OK;
    wanted.found = candidate;
    return MNL_CB_STOP;
}

} // namespace

const void* payload(const nlmsghdr& message) noexcept
{
    return mnl_nlmsg_get_payload(&message);
}

std::optional<std::span<const std::uint8_t>> attribute(const nlmsghdr& message, std::size_t header_size,
                                                       std::uint16_t type)
{
    Wanted wanted{type};
    mnl_attr_parse(&message, static_cast<unsigned>(header_size), keep_wanted, &wanted);
    if (wanted.found == nullptr) return std::nullopt;
    return std::span{static_cast<const std::uint8_t*>(mnl_attr_get_payload(wanted.found)),
                     mnl_attr_get_payload_len(wanted.found)};
}

std::optional<std::uint32_t> attribute_u32(const nlmsghdr& message, std::size_t header_size, std::uint16_t type)
{
    const auto octets = attribute(message, header_size, type);
    if (!octets || octets->size() != sizeof(std::uint32_t)) return std::nullopt;
    std::uint32_t value = 0;
    std::memcpy(&value, octets->data(), sizeof value);
    return value;
}

} // namespace phonescan
