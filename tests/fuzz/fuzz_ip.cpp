// Any bytes as an IP packet, a UDP datagram, a TCP segment and a GRE packet, and what lies inside as the same: every
// payload is the end of what it was taken from.

#include "probes/wire/ip.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

void check_error(boost::system::error_code error, wire::Bytes bytes)
{
    require(error == Errc::truncated || (error == Errc::malformed && !bytes.empty()));
}

void check_transport(wire::Bytes bytes)
{
    if (const auto udp = wire::read_udp(bytes))
        require(lies_in(udp->payload, bytes) && udp->payload.size() + 8 <= bytes.size());
    else
        check_error(udp.error(), bytes);
    if (const auto tcp = wire::read_tcp(bytes))
        require(lies_in(tcp->payload, bytes) && tcp->payload.size() + 20 <= bytes.size());
    else
        check_error(tcp.error(), bytes);
    if (const auto mirrored = wire::read_gre(bytes))
        require(lies_in(mirrored->frame, bytes) && mirrored->frame.size() + 4 <= bytes.size());
    else
        check_error(mirrored.error(), bytes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span{data, size});
    check_transport(bytes);
    const auto ip = wire::read_ip(bytes);
    if (!ip) {
        check_error(ip.error(), bytes);
        return 0;
    }
    const std::size_t shortest_header = ip->source.is_v4() ? 20 : 40;
    require(lies_in(ip->payload, bytes) && ip->payload.size() + shortest_header <= size);
    require(ip->source.is_v4() == ip->destination.is_v4() && ip->source.is_v4() == (data[0] >> 4 == 4));
    constexpr std::uint8_t hop_by_hop = 0;
    require(ip->source.is_v4() || ip->is_later_fragment || ip->protocol != hop_by_hop);
    check_transport(ip->payload);
    return 0;
}
