#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

struct nlmsghdr;
struct mnl_socket;

namespace phonescan {

/// A routing socket: asks the kernel for one object or dumps a table.
class Netlink {
public:
    /// Errors: throws std::system_error.
    Netlink();

    /// Begins a request of `type` with a zeroed family header, for the caller to fill in. It lives in this object and
    /// is replaced by the next one.
    template <class Header>
    Header& prepare(std::uint16_t type, std::uint16_t flags)
    {
        return *static_cast<Header*>(begin(type, flags, sizeof(Header)));
    }
    /// Adds a 32-bit attribute to the request, in the byte order given.
    void put(std::uint16_t attribute, std::uint32_t value);
    /// Adds an attribute of so many octets.
    void put(std::uint16_t attribute, std::span<const std::uint8_t> octets);

    /// Sends the prepared request and hands every message of the answer to `read`. Returns 0 or the kernel's errno.
    int exchange(const std::function<void(const nlmsghdr&)>& read);

private:
    void* begin(std::uint16_t type, std::uint16_t flags, std::size_t header_size);

    struct Closer {
        void operator()(mnl_socket* socket) const noexcept;
    };
    std::unique_ptr<mnl_socket, Closer> socket_;
    unsigned sequence_ = 0;
    alignas(8) std::array<char, 1024> request_{};
};

/// Hears what the kernel announces of links, addresses and routes, without privileges.
class NetlinkNotices {
public:
    /// groups: RTNLGRP_… of linux/rtnetlink.h. Errors: throws std::system_error.
    explicit NetlinkNotices(std::span<const unsigned> groups);
    NetlinkNotices(const NetlinkNotices&) = delete;
    NetlinkNotices& operator=(const NetlinkNotices&) = delete;
    ~NetlinkNotices();

    /// To wait on; it is readable when there is a notice, or notices were lost.
    int descriptor() const noexcept { return descriptor_; }
    /// Reads all that wait, whatever they say.
    void drain() noexcept;

private:
    int descriptor_;
};

/// The payload of the first attribute of that type behind a family header of `header_size` octets; nullopt when absent.
std::optional<std::span<const std::uint8_t>> attribute(const nlmsghdr& message, std::size_t header_size,
                                                       std::uint16_t type);

/// The same as a number of 32 bits in the byte order of the message.
std::optional<std::uint32_t> attribute_u32(const nlmsghdr& message, std::size_t header_size, std::uint16_t type);

/// Where a message's family header begins.
const void* payload(const nlmsghdr& message) noexcept;

/// The family header of a message.
template <class Header>
const Header& family_header(const nlmsghdr& message)
{
    return *static_cast<const Header*>(payload(message));
}

} // namespace phonescan
