#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace phonescan {

using SipHashKey = std::array<std::byte, 16>;

/// A key from the kernel. Throws std::system_error when there is none to be had.
SipHashKey random_siphash_key();

/// SipHash-2-4 with a 64-bit result: a keyed MAC made for short messages. Written out here because OpenSSL's EVP_MAC
/// sets up a context for every message, many times the cost of the hash, and a sweep makes one per packet.
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), section 2.
std::uint64_t siphash_2_4(const SipHashKey& key, std::span<const std::byte> message) noexcept;

} // namespace phonescan
