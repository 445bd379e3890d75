#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace phonescan {

/// A SHA-256 digest. Source: FIPS 180-4.
using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of what is added, in the order it is added.
class DigestBuilder {
public:
    DigestBuilder();
    ~DigestBuilder();
    DigestBuilder(DigestBuilder&&) noexcept;
    DigestBuilder& operator=(DigestBuilder&&) noexcept;

    void add(std::string_view bytes);

    /// Of everything added; begins anew.
    Digest finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

Digest digest_of(std::string_view bytes);

/// In lower case, without separators.
std::string to_hex(std::span<const std::uint8_t> bytes);

} // namespace phonescan
