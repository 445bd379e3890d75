#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace phonescan::field {

/// One step of what a server does on a connection.
struct Step {
    enum class Kind : std::uint8_t {
        send,
        drip,  ///< sends, but waits before each octet
        pause, ///< does nothing for a while
        hold,  ///< does nothing until the client goes
        stay,  ///< does nothing, not even when the client has ended its direction
        close,
        reset,
    };
    Kind kind = Kind::send;
    std::string bytes;       ///< of send and drip
    std::uint64_t times = 1; ///< send: the bytes again and again
    std::chrono::microseconds time{0};

    static Step send(std::string bytes, std::uint64_t times = 1) { return {Kind::send, std::move(bytes), times, {}}; }
    static Step drip(std::string bytes, std::chrono::microseconds time = std::chrono::seconds(1))
    {
        return {Kind::drip, std::move(bytes), 1, time};
    }
    static Step pause(std::chrono::microseconds time) { return {Kind::pause, {}, 1, time}; }
    static Step hold() { return {Kind::hold, {}, 1, {}}; }
    static Step stay() { return {Kind::stay, {}, 1, std::chrono::minutes(10)}; }
    static Step close() { return {Kind::close, {}, 1, {}}; }
    static Step reset() { return {Kind::reset, {}, 1, {}}; }
};

/// Steps in their order; after the last one the server waits for the next request.
using Script = std::vector<Step>;

} // namespace phonescan::field
