// Any bytes as an ICMP message: what is read, written out again, is what was there.

#include "probes/wire/icmp_echo.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace phonescan;
    using fuzz::require;
    constexpr std::array<std::uint8_t, 4> echo_types = {0, 8, 128, 129};
    const auto message = std::as_bytes(std::span{data, size});
    const auto echo = wire::read_icmp_echo(message);
    const bool is_echo = size >= 8 && data[1] == 0 && std::ranges::find(echo_types, data[0]) != echo_types.end();
    require(echo.has_value() == is_echo);
    if (!echo) {
        require(echo.error() == (size < 8 ? Errc::truncated : Errc::malformed));
        return 0;
    }
    require(echo->type == data[0]);
    require(echo->identifier == (data[4] << 8 | data[5]));
    require(echo->sequence == (data[6] << 8 | data[7]));
    require(echo->payload.size() == size - 8 && fuzz::lies_in(echo->payload, message.subspan(8)));
    return 0;
}
