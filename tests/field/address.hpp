#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

struct in6_addr;

namespace phonescan::field {

/// An IPv4 or IPv6 address as a number of 128 bits: IPv4 as ::ffff:0:0/96, so that all IPv4 lies in one row. A default
/// one is ::, which stands for none, and for all of IPv6 where a socket listens. Source: RFC 4291, 2.5.5.2.
class Address {
public:
    constexpr Address() noexcept = default;
    /// IPv4, in host byte order.
    constexpr Address(std::uint32_t ipv4) noexcept : low_{ipv4_mapped | ipv4} {} // NOLINT(google-explicit-constructor)
    constexpr Address(std::uint64_t high, std::uint64_t low) noexcept : high_{high}, low_{low} {}
    static Address of(const in6_addr& octets) noexcept;
    in6_addr octets() const noexcept;

    constexpr bool is_ipv4() const noexcept { return high_ == 0 && low_ >> 32 == ipv4_mapped >> 32; }
    constexpr bool is_ipv6() const noexcept { return !is_ipv4(); }
    constexpr bool known() const noexcept { return high_ != 0 || low_ != 0; }
    bool is_loopback() const noexcept; ///< 127.0.0.0/8 or ::1
    /// Of one family and, in IPv6, of one /64: the two may be ends of a block.
    constexpr bool beside(Address other) const noexcept { return high_ == other.high_ && is_ipv4() == other.is_ipv4(); }
    /// The low 32 bits: all of an IPv4 address, in host byte order.
    constexpr std::uint32_t low32() const noexcept { return static_cast<std::uint32_t>(low_); }
    constexpr std::uint64_t low64() const noexcept { return low_; }
    /// A number to hash: the IPv4 address itself, or the two halves of an IPv6 address mixed.
    std::uint64_t seed() const noexcept;
    /// Its /24, or /120 in IPv6.
    constexpr Address subnet() const noexcept { return {high_, low_ & ~std::uint64_t{0xff}}; }
    constexpr std::size_t host() const noexcept { return low_ & 0xff; }

    friend constexpr auto operator<=>(const Address&, const Address&) = default;
    /// The address so many further on, and how far another one is; neither leaves the /64.
    friend constexpr Address operator+(Address a, std::uint64_t distance) noexcept
    {
        return {a.high_, a.low_ + distance};
    }
    friend constexpr std::uint64_t operator-(Address a, Address b) noexcept { return a.low_ - b.low_; }

private:
    static constexpr std::uint64_t ipv4_mapped = 0xffff00000000U;
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

/// Addresses from first to last, both included, of one family and, in IPv6, of one /64.
struct AddressBlock {
    Address first;
    Address last;

    bool contains(Address address) const noexcept { return first <= address && address <= last; }
    std::uint64_t size() const noexcept { return last - first + 1; }
};

/// An address and a port of UDP or TCP, host byte order.
struct Endpoint {
    Address address;
    std::uint16_t port = 0;

    friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// `127.42.0.7`, or `fd00:1::7`. Source: RFC 5952.
std::string dotted(Address address);
void append_dotted(std::string& out, Address address);
/// The same, an IPv6 address in brackets, as URIs and Via have it. Source: RFC 3986, 3.2.2; RFC 3261, 25.1.
std::string host_text(Address address);

/// A well mixed 64-bit value of two others (splitmix64's finisher over their sum).
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept;

struct AddressHash {
    std::size_t operator()(Address address) const noexcept { return mixed(0x61646472U, address.seed()); }
};

} // namespace phonescan::field
