#include "scanner/address_policy.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>

namespace phonescan {

namespace {

constexpr AddressRange this_network{0x00000000, 0x00ffffff}; // 0.0.0.0/8
constexpr AddressRange multicast{0xe0000000, 0xefffffff};    // 224.0.0.0/4
constexpr AddressRange reserved{0xf0000000, 0xffffffff};     // 240.0.0.0/4, the broadcast address included

constexpr AddressRange not_public[] = {
    {0x0a000000, 0x0affffff}, // 10.0.0.0/8
    {0x64400000, 0x647fffff}, // 100.64.0.0/10
    {0x7f000000, 0x7fffffff}, // 127.0.0.0/8
    {0xa9fe0000, 0xa9feffff}, // 169.254.0.0/16
    {0xac100000, 0xac1fffff}, // 172.16.0.0/12
    {0xc0000200, 0xc00002ff}, // 192.0.2.0/24
    {0xc0a80000, 0xc0a8ffff}, // 192.168.0.0/16
    {0xc6120000, 0xc613ffff}, // 198.18.0.0/15
};

struct NeverScanned {
    AddressRange range;
    const char* kind;
};

constexpr NeverScanned never_scanned[] = {
    {this_network, "addresses of \"this network\""},
    {multicast, "multicast addresses"},
    {reserved, "reserved addresses"},
};

AddressSet common(const AddressSet& a, const AddressSet& b)
{
    return a.minus(a.minus(b));
}

std::string to_text(std::uint32_t address)
{
    return boost::asio::ip::address_v4{address}.to_string();
}

/// "8.8.8.8, 9.9.9.0/24 (257 addresses)": at most five ranges, then how many more.
std::string to_text(const AddressSet& set)
{
    constexpr std::size_t most_named = 5;
    std::string text;
    for (const AddressRange& range : set.ranges().first(std::min(set.ranges().size(), most_named)))
        text += (text.empty() ? "" : ", ") + to_text(range);
    if (set.ranges().size() > most_named) text += fmt::format(" and {} more ranges", set.ranges().size() - most_named);
    return fmt::format("{} ({} {})", text, set.size(), set.size() == 1 ? "address" : "addresses");
}

} // namespace

std::vector<std::string> policy_problems(const AddressSet& addresses, bool own_networks)
{
    std::vector<std::string> problems;
    AddressSet rest = addresses;
    for (const auto& [range, kind] : never_scanned) {
        const AddressSet these{{range}};
        const AddressSet refused = common(addresses, these);
        if (refused.size() == 0) continue;
        rest = rest.minus(these);
        problems.push_back(fmt::format("{} are never scanned: {}: take them out of the targets, or --exclude {}", kind,
                                       to_text(refused), to_text(range)));
    }
    if (own_networks) return problems;

    const AddressSet open_to_all = rest.minus(AddressSet{{std::begin(not_public), std::end(not_public)}});
    if (open_to_all.size() != 0)
        problems.push_back(fmt::format("public addresses are not scanned unasked: {}: take them out of the targets, "
                                       "or say --i-own-these-networks",
                                       to_text(open_to_all)));
    if (addresses.size() > most_addresses)
        problems.push_back(fmt::format("{} addresses are more than {} in one scan: name fewer, --exclude some, or say "
                                       "--i-own-these-networks",
                                       addresses.size(), most_addresses));
    return problems;
}

std::string to_text(AddressRange range)
{
    if (range.first == range.last) return to_text(range.first);
    const std::uint64_t size = std::uint64_t{range.last} - range.first + 1;
    if (!std::has_single_bit(size) || range.first % size != 0)
        return fmt::format("{}-{}", to_text(range.first), to_text(range.last));
    return fmt::format("{}/{}", to_text(range.first), 32 - std::countr_zero(size));
}

} // namespace phonescan
