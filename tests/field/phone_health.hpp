#pragma once

#include "tests/field/health_statistics.hpp"
#include "tests/field/site.hpp"

#include <unordered_map>
#include <vector>

namespace phonescan::field {

/// Which phones and which routers are silent, because they were asked too fast. One object serves UDP and TCP of a
/// site. Time is passed in; state is made for phones that can fall silent, or have a limit, when they are asked.
class PhoneHealth {
public:
    /// When a phone that fell silent speaks again; Stamp::max(): never.
    struct Silence {
        Address phone;
        Stamp until{};
    };
    enum class Packet : std::uint8_t { datagram, connection };

    /// Borrows both.
    PhoneHealth(const Site& site, HealthStatistics& statistics);

    /// Whether the routers on the way pass on a packet to a played address. One that drops what is too much drops no
    /// connection, whose SYN would come again.
    bool passes(Stamp when, Address to, Packet packet);
    /// Counts a packet that reaches a device; whether it is heard.
    bool hears(Stamp when, const PlayedDevice& device);
    bool is_silent(Stamp when, const PlayedDevice& device) const;
    /// Whether one more answer is within the device's limit; counts it then.
    bool may_answer(Stamp when, const PlayedDevice& device);
    /// The phones that fell silent since this was asked.
    std::vector<Silence> take_silences() noexcept;

private:
    struct Phone {
        SlidingSecond heard;
        SlidingSecond answered;
        Stamp last = Stamp::min();
        Stamp silent_until = Stamp::min();
    };
    struct Router {
        const Bottleneck* bottleneck = nullptr;
        SlidingSecond second;
        Stamp silent_until = Stamp::min();
    };
    bool passes(Stamp when, Router& router, Packet packet);
    void fall_silent(Stamp when, const PlayedDevice& device, Phone& phone, Overload cause);

    HealthStatistics& statistics_;
    std::vector<Router> routers_;
    std::unordered_map<Address, Phone, AddressHash> phones_;
    std::vector<Silence> silences_;
};

} // namespace phonescan::field
