#pragma once

#include "probes/send_gate.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace phonescan {

/// What became of an address that was to be asked for an echo.
enum class EchoState : std::uint8_t {
    open,        ///< nothing heard of it yet
    answered,    ///< it replied
    prohibited,  ///< somebody on the way forbids it
    unreachable, ///< somebody says that it cannot be reached
};

/// Whom of one family to ask when: pure logic, time passed in. All are asked once in the order they came, and those
/// that have not replied again, pass by pass. Five octets of memory each for IPv4, 17 for IPv6.
class EchoSchedule {
public:
    /// passes: requests to an address, at most, one at least. gap: between two of them.
    EchoSchedule(bool v6, unsigned passes, Clock::duration gap);

    /// One more; of this family, without a zone, and none that was added before.
    void add(const boost::asio::ip::address& address);

    std::size_t size() const noexcept { return states_.size(); }
    boost::asio::ip::address at(std::size_t index) const;
    /// The octets of an address, in network order.
    std::span<const std::uint8_t> octets(std::size_t index) const;
    /// Does this address, its zone apart, stand there?
    bool is_at(std::size_t index, const boost::asio::ip::address& address) const;
    /// The place of an address, of whose index only the low 16 bits are known.
    std::optional<std::size_t> find(const boost::asio::ip::address& address, std::uint16_t low_bits) const;

    struct Turn {
        enum class What : std::uint8_t {
            send, ///< the address at `index`; it counts as done for this pass
            wait, ///< until `until`
            idle, ///< nobody is left to ask
        };
        What what = What::idle;
        bool v6 = false;
        std::size_t index = 0;
        unsigned pass = 0;
        unsigned failures = 0; ///< for whoever holds it
        Clock::time_point until{};
    };
    Turn next(Clock::time_point now);
    bool can_hold() const noexcept { return held_.size() < most_held; }
    /// Gives a turn back, to be given again at that time. can_hold() must be true.
    void hold(const Turn& turn, Clock::time_point until) { held_.emplace(until, turn); }
    /// Requests were held up: the next pass over anybody comes no earlier than this.
    void repeat_not_before(Clock::time_point when) noexcept { not_before_ = when; }

    void sent(std::size_t index) noexcept { states_[index] |= was_sent; }
    bool is_sent(std::size_t index) const noexcept { return (states_[index] & was_sent) != 0; }
    EchoState state(std::size_t index) const noexcept { return static_cast<EchoState>(states_[index] & ~was_sent); }
    /// Is there anything to learn of it by one more request?
    bool is_askable(std::size_t index) const noexcept;
    /// True when that is news: a reply outweighs every error, and the first error stands.
    bool settle(std::size_t index, EchoState state) noexcept;

    std::uint64_t count(EchoState state) const noexcept { return counts_[static_cast<std::size_t>(state)]; }
    std::uint64_t unsent() const noexcept; ///< open ones to which nothing was ever sent
    /// Turns to come if nobody replies any more, about.
    std::uint64_t remaining() const noexcept;

private:
    static constexpr std::uint8_t was_sent = 0x80;
    static constexpr std::size_t most_held = 4096;

    /// Turns of a pass before `end` that no earlier mark holds were given at `time` or a little later.
    struct Mark {
        std::size_t end = 0;
        Clock::time_point time;
    };
    struct Pass {
        std::size_t cursor = 0; // addresses before it had their turn
        std::deque<Mark> marks; // only those the next pass has yet to read
    };

    Turn take(unsigned pass, Clock::time_point now);

    bool v6_;
    std::size_t width_; // octets of an address
    Clock::duration gap_;
    std::vector<std::uint8_t> octets_;
    std::vector<std::uint8_t> states_; // an EchoState each, and was_sent
    std::array<std::uint64_t, 4> counts_{};
    std::vector<Pass> passes_;
    std::multimap<Clock::time_point, Turn> held_;
    Clock::time_point not_before_ = Clock::time_point::min();
};

} // namespace phonescan
