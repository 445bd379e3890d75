#pragma once

#include "probes/siphash.hpp"
#include "probes/wire/byte_reader.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace phonescan {

/// What an echo request carries and its reply brings back: the index of the address that was asked, and a MAC of both
/// that only the holder of the key can make. So no table of open requests is needed, and forged replies do not count.
///
/// Four octets of the index and eight of SipHash-2-4 over index and address, both big-endian, then "phonescan" for
/// whoever looks at the packet.
class EchoToken {
public:
    using Payload = std::array<std::byte, 4 + 8 + 9>;

    explicit EchoToken(const SipHashKey& key) noexcept : key_{key} {}
    /// A key from the kernel. Throws std::system_error when there is none to be had.
    static EchoToken random();

    /// address: its 4 or 16 octets.
    Payload write(std::uint32_t index, std::span<const std::uint8_t> address) const noexcept;

    /// The index that a reply claims to be of; nullopt when it is too short. Nothing is verified by that.
    static std::optional<std::uint32_t> claimed_index(wire::Bytes payload) noexcept;
    /// Did this key make it for that address, at that index? What follows the MAC does not count.
    bool verify(wire::Bytes payload, std::uint32_t index, std::span<const std::uint8_t> address) const noexcept;

private:
    std::uint64_t mac(std::uint32_t index, std::span<const std::uint8_t> address) const noexcept;

    SipHashKey key_;
};

} // namespace phonescan
