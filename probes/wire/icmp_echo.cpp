#include "probes/wire/icmp_echo.hpp"

namespace phonescan::wire {

namespace {

constexpr bool is_echo(std::uint8_t type) noexcept
{
    return type == 0 || type == 8 || type == 128 || type == 129;
}

} // namespace

Result<IcmpEcho> read_icmp_echo(Bytes message) noexcept
{
    ByteReader reader{message};
    const auto type = reader.u8();
    const auto code = reader.u8();
    const auto checksum = reader.u16();
    const auto identifier = reader.u16();
    const auto sequence = reader.u16();
    if (!type || !code || !checksum || !identifier || !sequence) return Errc::truncated;
    if (!is_echo(*type) || *code != 0) return Errc::malformed;
    return IcmpEcho{*type, *identifier, *sequence, reader.rest()};
}

} // namespace phonescan::wire
