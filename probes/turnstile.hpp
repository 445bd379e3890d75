#pragma once

#include "probes/send_gate.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <deque>

namespace phonescan {

/// Lets coroutines through a SendGate one at a time and in the order they came, so that hundreds that wait cost no more
/// than one. Who must wait for his own address's sake steps aside and is first afterwards. Must outlive them.
class Turnstile {
public:
    enum class Turn : std::uint8_t {
        ahead, ///< before everybody in line, after those ahead: for what was begun, so that it ends
        in_line,
    };

    Turnstile(boost::asio::any_io_executor executor, SendGate& gate);

    /// True: one packet may leave now, and is counted. False: never, or close() was called.
    boost::asio::awaitable<bool> pass(boost::asio::ip::address to, SendKind kind, Turn turn = Turn::in_line);
    /// Lets nobody through any more.
    void close();

private:
    using Timer = boost::asio::steady_timer;

    using Queue = std::deque<Timer*>;

    boost::asio::awaitable<void> take_place(Turn turn, bool is_first);
    void leave_place();
    Queue& queue(Turn turn) noexcept { return queues_[static_cast<std::size_t>(turn)]; }

    boost::asio::any_io_executor executor_;
    SendGate& gate_;
    std::array<Queue, 2> queues_; ///< who waits for the place in front of the gate
    Timer* in_front_ = nullptr;
    bool is_taken_ = false;
    bool is_closed_ = false;
};

} // namespace phonescan
