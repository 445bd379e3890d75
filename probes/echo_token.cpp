#include "probes/echo_token.hpp"

#include <algorithm>
#include <string_view>

namespace phonescan {

namespace {

constexpr std::string_view who_asks = "phonescan";
constexpr std::size_t token_size = 4 + 8;
static_assert(std::tuple_size_v<EchoToken::Payload> == token_size + who_asks.size());

void write_number(std::span<std::byte> out, std::uint64_t number)
{
    for (std::size_t i = out.size(); i-- > 0; number >>= 8)
        out[i] = static_cast<std::byte>(number & 0xff);
}

} // namespace

EchoToken EchoToken::random()
{
    return EchoToken{random_siphash_key()};
}

std::uint64_t EchoToken::mac(std::uint32_t index, std::span<const std::uint8_t> address) const noexcept
{
    std::array<std::byte, 4 + 16> message{};
    const auto octets = std::as_bytes(address.first(std::min<std::size_t>(address.size(), 16)));
    write_number(std::span{message}.first<4>(), index);
    std::ranges::copy(octets, message.begin() + 4);
    return siphash_2_4(key_, std::span{message}.first(4 + octets.size()));
}

EchoToken::Payload EchoToken::write(std::uint32_t index, std::span<const std::uint8_t> address) const noexcept
{
    Payload payload;
    write_number(std::span{payload}.first<4>(), index);
    write_number(std::span{payload}.subspan<4, 8>(), mac(index, address));
    std::ranges::copy(std::as_bytes(std::span{who_asks}), payload.begin() + token_size);
    return payload;
}

std::optional<std::uint32_t> EchoToken::claimed_index(wire::Bytes payload) noexcept
{
    if (payload.size() < token_size) return std::nullopt;
    return wire::ByteReader{payload}.u32();
}

bool EchoToken::verify(wire::Bytes payload, std::uint32_t index, std::span<const std::uint8_t> address) const noexcept
{
    const auto expected = write(index, address);
    return payload.size() >= token_size &&
           std::ranges::equal(payload.first(token_size), std::span{expected}.first<token_size>());
}

} // namespace phonescan
