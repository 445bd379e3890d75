#include "probes/address_set.hpp"

#include <bit>
#include <limits>
#include <utility>

namespace phonescan {

namespace ip = boost::asio::ip;

namespace {

constexpr int bits_of_v6 = 128;

template <class Number>
std::vector<Interval<Number>> joined(std::span<const Interval<Number>> a, std::span<const Interval<Number>> b)
{
    std::vector<Interval<Number>> all(a.begin(), a.end());
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

/// Bits that all addresses of the network have in common; nullopt where the range is no network.
std::optional<int> prefix_of(Number128 first, Number128 last, int bits)
{
    const Number128 differ = first ^ last;
    int host_bits = 0;
    while (host_bits < bits && (differ >> host_bits & 1) != 0)
        ++host_bits;
    const Number128 mask = host_bits == bits_of_v6 ? ~Number128{0} : (Number128{1} << host_bits) - 1;
    if (differ != mask || (first & mask) != 0) return std::nullopt;
    return bits - host_bits;
}

std::string text_of(const ip::address& first, const ip::address& last, std::optional<int> prefix)
{
    if (first == last) return first.to_string();
    if (prefix) return first.to_string() + "/" + std::to_string(*prefix);
    return first.to_string() + "-" + last.to_string();
}

} // namespace

Number128 number_of(const ip::address_v6& address) noexcept
{
    Number128 number = 0;
    for (const auto octet : address.to_bytes())
        number = number << 8 | octet;
    return number;
}

ip::address_v6 address_of(Number128 number) noexcept
{
    ip::address_v6::bytes_type octets;
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet, number >>= 8)
        *octet = static_cast<std::uint8_t>(number & 0xff);
    return ip::address_v6{octets};
}

ip::address without_zone(const ip::address& address) noexcept
{
    if (!address.is_v6() || address.to_v6().scope_id() == 0) return address;
    return ip::address_v6{address.to_v6().to_bytes()};
}

std::string to_text(const AddressRange& range)
{
    return text_of(ip::address_v4{range.first}, ip::address_v4{range.last}, prefix_of(range.first, range.last, 32));
}

std::string to_text(const AddressRange6& range)
{
    return text_of(address_of(range.first), address_of(range.last), prefix_of(range.first, range.last, bits_of_v6));
}

AddressSet AddressSet::minus(const AddressSet& other) const
{
    AddressSet left;
    left.v4_ = v4_.minus(other.v4_);
    left.v6_ = v6_.minus(other.v6_);
    return left;
}

AddressSet AddressSet::plus(const AddressSet& other) const
{
    return AddressSet{joined(ranges(), other.ranges()), joined(ranges6(), other.ranges6())};
}

std::uint64_t AddressSet::size() const noexcept
{
    const auto room = std::numeric_limits<std::uint64_t>::max() - v4_.size();
    return v4_.size() + std::min(room, v6_.size());
}

ip::address AddressSet::at(std::uint64_t position) const noexcept
{
    if (position < v4_.size()) return ip::address_v4{v4_.at(position)};
    return address_of(v6_.at(position - v4_.size()));
}

std::optional<std::uint64_t> AddressSet::position(const ip::address& address) const noexcept
{
    if (address.is_v4()) return v4_.position(address.to_v4().to_uint());
    const auto place = v6_.position(number_of(address.to_v6()));
    if (!place || *place >= size() - v4_.size()) return std::nullopt;
    return v4_.size() + *place;
}

std::vector<std::string> AddressSet::range_texts(std::size_t most) const
{
    std::vector<std::string> texts;
    for (const auto& range : ranges().first(std::min(most, ranges().size())))
        texts.push_back(to_text(range));
    for (const auto& range : ranges6().first(std::min(most - texts.size(), ranges6().size())))
        texts.push_back(to_text(range));
    return texts;
}

} // namespace phonescan
