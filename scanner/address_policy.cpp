#include "scanner/address_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

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

constexpr Number128 top_of(std::uint64_t high) // of the 128 bits
{
    return Number128{high} << 64;
}

constexpr Number128 all_below(unsigned prefix)
{
    return (Number128{1} << (128 - prefix)) - 1;
}

constexpr AddressRange6 network6(Number128 first, unsigned prefix)
{
    return {first, first | all_below(prefix)};
}

constexpr AddressRange6 not_public6[] = {
    {1, 1},                                      // ::1
    network6(top_of(0xfc00'0000'0000'0000), 7),  // unique local
    network6(top_of(0xfe80'0000'0000'0000), 10), // link local
    network6(top_of(0x2001'0db8'0000'0000), 32), // documentation, as 192.0.2.0/24
};

struct NeverScanned {
    AddressSet addresses; ///< one range
    std::string_view kind;
};

std::vector<NeverScanned> never_scanned()
{
    return {{AddressSet{{this_network}}, "addresses of \"this network\""},
            {AddressSet{{multicast}}, "multicast addresses"},
            {AddressSet{{}, {network6(top_of(0xff00'0000'0000'0000), 8)}}, "multicast addresses"},
            {AddressSet{{reserved}}, "reserved addresses"},
            {AddressSet{{}, {{0, 0}}}, "unspecified addresses"},
            {AddressSet{{}, {network6(Number128{0xffff} << 32, 96)}}, "IPv4 addresses written as IPv6"}};
}

AddressSet common(const AddressSet& a, const AddressSet& b)
{
    return a.minus(a.minus(b));
}

/// "8.8.8.8, 9.9.9.0/24 (257 addresses)": at most five ranges, then how many more.
std::string list_of(const AddressSet& set)
{
    constexpr std::size_t most_named = 5;
    const auto ranges = set.ranges().size() + set.ranges6().size();
    auto text = fmt::format("{}", fmt::join(set.range_texts(most_named), ", "));
    if (ranges > most_named) text += fmt::format(" and {} more ranges", ranges - most_named);
    return fmt::format("{} ({} {})", text, set.size(), set.size() == 1 ? "address" : "addresses");
}

} // namespace

std::vector<std::string> policy_problems(const AddressSet& addresses, bool own_networks)
{
    std::vector<std::string> problems;
    AddressSet rest = addresses;
    for (const auto& [these, kind] : never_scanned()) {
        const AddressSet refused = common(addresses, these);
        if (refused.size() == 0) continue;
        rest = rest.minus(these);
        problems.push_back(fmt::format("{} are never scanned: {}: take them out of the targets, or --exclude {}", kind,
                                       list_of(refused), these.range_texts(1).front()));
    }
    if (own_networks) return problems;

    const AddressSet open_to_all = rest.minus(
        AddressSet{{std::begin(not_public), std::end(not_public)}, {std::begin(not_public6), std::end(not_public6)}});
    if (open_to_all.size() != 0)
        problems.push_back(fmt::format("public addresses are not scanned unasked: {}: take them out of the targets, "
                                       "or say --i-own-these-networks",
                                       list_of(open_to_all)));
    if (addresses.size() > most_addresses)
        problems.push_back(fmt::format("{} addresses are more than {} in one scan: name fewer, --exclude some, or say "
                                       "--i-own-these-networks",
                                       addresses.size(), most_addresses));
    return problems;
}

} // namespace phonescan
