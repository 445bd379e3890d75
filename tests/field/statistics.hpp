#pragma once

#include "tests/field/address.hpp"
#include "tests/field/health_statistics.hpp"
#include "tests/field/sip_request.hpp"
#include "tests/field/sliding_second.hpp"
#include "tests/field/web_statistics.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan::field {

/// What the field saw, for the tests of manners: rates, distances, whether every request was a valid one.
/// Memory: 24 bytes for an address that was asked, and the stamps of the last second.
class Statistics {
public:
    enum class Reached : std::uint8_t { device, silent, closed, outside };

    /// A datagram that came to `address`; stamps of one address must not go back.
    void request(Stamp when, Address address, const SipRequest& request, Reached reached);
    void lost_on_the_way_in() noexcept { ++lost_in_; }
    void lost_on_the_way_out() noexcept { ++lost_out_; }
    void answer() noexcept { ++answers_; }
    void refusal() noexcept { ++refusals_; }
    void send_failure() noexcept { ++send_failures_; }
    void kernel_dropped(std::uint64_t datagrams) noexcept { kernel_drops_ += datagrams; }

    WebStatistics& web() noexcept { return web_; }
    HealthStatistics& health() noexcept { return health_; }
    std::uint64_t requests() const noexcept { return requests_; }
    /// One JSON object; the keys are documented in statistics.cpp where they are written.
    std::string json() const;
    /// The same for people, a few lines.
    std::string text() const;

private:
    struct Host {
        Stamp last{};
        std::uint32_t asked = 0;
    };
    struct Subnet {
        SlidingSecond second;
        std::array<Host, 256> hosts{};
    };
    struct Busiest {
        Address address{0};
        std::uint64_t count = 0;
    };
    void touch(Stamp when, Address address);
    Busiest busiest_subnet() const;
    double seconds() const;

    std::uint64_t requests_ = 0, answers_ = 0, refusals_ = 0, lost_in_ = 0, lost_out_ = 0, kernel_drops_ = 0;
    std::uint64_t send_failures_ = 0, addresses_ = 0, most_to_one_ = 0;
    std::array<std::uint64_t, 4> reached_{};
    std::array<std::uint64_t, request_faults> faults_{};
    std::map<std::string, std::uint64_t, std::less<>> methods_;
    Stamp first_{}, last_{}, least_gap_{Stamp::max()};
    Address least_gap_address_{0}, most_to_address_{0};
    SlidingSecond second_;
    WebStatistics web_;
    HealthStatistics health_;
    std::unordered_map<Address, std::unique_ptr<Subnet>, AddressHash> subnets_;
};

} // namespace phonescan::field
