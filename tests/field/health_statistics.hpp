#pragma once

#include "tests/field/address.hpp"
#include "tests/field/sliding_second.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan::field {

/// Why a phone fell silent.
enum class Overload : std::uint8_t {
    rate, ///< too many packets within a second
    gap,  ///< two packets too close to each other
};

/// What came of asking too fast, and how fast it was. A packet here is a datagram or the begin of a TCP connection.
/// Memory: about a hundred octets for a phone that was asked.
class HealthStatistics {
public:
    /// A packet to a played address.
    void packet(Stamp when, Address to, bool to_phone);
    void fell_silent(Stamp when, Address phone, Overload cause);
    void unheard() noexcept { ++unheard_; }   ///< a packet to a phone that is silent
    void withheld() noexcept { ++withheld_; } ///< an answer above its phone's limit
    void dropped() noexcept { ++dropped_; }   ///< a packet that a bottleneck did not pass on
    void overloaded(Stamp when);              ///< a bottleneck went silent

    std::uint64_t most_in_a_second() const noexcept { return second_.most(); }
    std::size_t silent_phones() const noexcept { return falls_of_.size(); }
    /// Lines of a JSON object, each with its comma; the keys are documented where they are written.
    std::string json_lines() const;
    /// The same for people; nothing when nobody was overloaded.
    std::string text() const;

private:
    struct Fall {
        Stamp when{};
        Address phone;
        Overload cause = Overload::rate;
    };
    double seconds_to(Stamp when) const;

    std::uint64_t unheard_ = 0, withheld_ = 0, dropped_ = 0, overloads_ = 0, falls_ = 0, most_to_one_ = 0;
    Address most_to_{0};
    std::optional<Stamp> first_, first_overload_;
    std::vector<Fall> first_falls_;
    std::unordered_map<Address, std::uint32_t, AddressHash> falls_of_;
    SlidingSecond second_;
    std::unordered_map<Address, SlidingSecond, AddressHash> second_of_; // phones only
};

} // namespace phonescan::field
