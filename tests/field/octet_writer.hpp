#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace phonescan::field {

/// Writes numbers in network byte order and texts, one behind the other.
class OctetWriter {
public:
    OctetWriter& u8(std::uint64_t value) { return number(value, 1); }
    OctetWriter& u16(std::uint64_t value) { return number(value, 2); }
    OctetWriter& u32(std::uint64_t value) { return number(value, 4); }
    OctetWriter& mac(std::uint64_t value) { return number(value, 6); }
    OctetWriter& zeros(std::size_t count)
    {
        octets_.insert(octets_.end(), count, 0);
        return *this;
    }
    OctetWriter& text(std::string_view text)
    {
        octets_.insert(octets_.end(), text.begin(), text.end());
        return *this;
    }
    OctetWriter& octets(const std::vector<std::uint8_t>& octets)
    {
        octets_.insert(octets_.end(), octets.begin(), octets.end());
        return *this;
    }

    std::size_t size() const noexcept { return octets_.size(); }
    std::vector<std::uint8_t> take() { return std::move(octets_); }

private:
    OctetWriter& number(std::uint64_t value, unsigned octets)
    {
        for (unsigned i = octets; i > 0; --i)
            octets_.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
        return *this;
    }

    std::vector<std::uint8_t> octets_;
};

} // namespace phonescan::field
