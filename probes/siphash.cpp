#include "probes/siphash.hpp"

#include <sys/random.h>

#include <bit>
#include <cerrno>
#include <system_error>

namespace phonescan {

namespace {

/// Up to eight octets as a little-endian number. Compilers make one load of it where there are eight.
std::uint64_t little_endian(std::span<const std::byte> octets) noexcept
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
        number |= std::to_integer<std::uint64_t>(octets[i]) << (8 * i);
    return number;
}

/// The four words v0..v3 of the paper.
class State {
public:
    State(std::uint64_t k0, std::uint64_t k1) noexcept
        : v0_{k0 ^ 0x736f6d6570736575}, v1_{k1 ^ 0x646f72616e646f6d}, v2_{k0 ^ 0x6c7967656e657261},
          v3_{k1 ^ 0x7465646279746573}
    {
    }

    void compress(std::uint64_t word) noexcept
    {
        v3_ ^= word;
        rounds(2);
        v0_ ^= word;
    }

    std::uint64_t finish() noexcept
    {
        v2_ ^= 0xff;
        rounds(4);
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    void rounds(int count) noexcept
    {
        for (; count > 0; --count) {
            v0_ += v1_;
            v2_ += v3_;
            v1_ = std::rotl(v1_, 13) ^ v0_;
            v3_ = std::rotl(v3_, 16) ^ v2_;
            v0_ = std::rotl(v0_, 32);
            v2_ += v1_;
            v0_ += v3_;
            v1_ = std::rotl(v1_, 17) ^ v2_;
            v3_ = std::rotl(v3_, 21) ^ v0_;
            v2_ = std::rotl(v2_, 32);
        }
    }

    std::uint64_t v0_, v1_, v2_, v3_;
};

} // namespace

SipHashKey random_siphash_key()
{
    SipHashKey key;
    for (std::size_t filled = 0; filled < key.size();) {
        const auto got = ::getrandom(key.data() + filled, key.size() - filled, 0);
        if (got > 0)
            filled += static_cast<std::size_t>(got);
        else if (errno != EINTR)
            throw std::system_error{errno, std::generic_category(), "getrandom"};
    }
    return key;
}

std::uint64_t siphash_2_4(const SipHashKey& key, std::span<const std::byte> message) noexcept
{
    const std::span octets{key};
    State state{little_endian(octets.first<8>()), little_endian(octets.last<8>())};
    const auto length = static_cast<std::uint64_t>(message.size());
    for (; message.size() >= 8; message = message.subspan(8))
        state.compress(little_endian(message.first<8>()));
    state.compress(little_endian(message) | length << 56);
    return state.finish();
}

} // namespace phonescan
