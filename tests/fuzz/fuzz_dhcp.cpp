// Any bytes as a DHCP message and as a vendor class: texts are no longer than their bytes allow, and those that are
// sent again are read as the same.

#include "probes/wire/dhcp.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::require;

/// In pieces where it is longer than one option may be.
void append_option(std::vector<std::byte>& message, std::uint8_t code, std::string_view text)
{
    constexpr std::size_t longest = 255;
    do {
        const auto piece = text.substr(0, longest);
        message.push_back(std::byte{code});
        message.push_back(static_cast<std::byte>(piece.size()));
        std::ranges::transform(piece, std::back_inserter(message), [](char c) { return static_cast<std::byte>(c); });
        text.remove_prefix(piece.size());
    } while (!text.empty());
}

void check_round_trip(wire::Bytes fixed_part, const wire::DhcpMessage& dhcp)
{
    std::vector<std::byte> plain(fixed_part.begin(), fixed_part.end());
    append_option(plain, 12, dhcp.host_name);
    append_option(plain, 53, {reinterpret_cast<const char*>(&dhcp.type), 1});
    append_option(plain, 60, dhcp.vendor_class);
    const auto again = wire::read_dhcp(plain);
    require(again.has_value());
    require(again->from_client == dhcp.from_client && again->client_mac == dhcp.client_mac);
    require(again->host_name == dhcp.host_name && again->type == dhcp.type);
    require(again->vendor_class == dhcp.vendor_class);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t fixed_length = 240;
    const auto bytes = std::as_bytes(std::span{data, size});
    if (const auto text = wire::vendor_class_text(bytes)) {
        require(text->size() <= size && std::ranges::count(*text, ';') >= 2);
        require(text->front() != ';' && text->back() == ';');
        require(!wire::vendor_class_text(std::as_bytes(std::span{*text})));
    }
    const auto dhcp = wire::read_dhcp(bytes);
    if (!dhcp) {
        require(dhcp.error() == Errc::malformed || (dhcp.error() == Errc::truncated && size < fixed_length));
        return 0;
    }
    require(size >= fixed_length);
    for (const auto* text : {&dhcp->host_name, &dhcp->vendor_class, &dhcp->user_class, &dhcp->identified_vendor_class})
        require(text->size() <= size);
    require(dhcp->vendor_information.size() <= 3 * size && dhcp->parameter_list.size() <= 4 * size);
    require(dhcp->client_id.size() <= 3 * size);
    check_round_trip(bytes.first(fixed_length), *dhcp);
    return 0;
}
