#pragma once

#include "tests/field/site.hpp"
#include "tests/field/web_script.hpp"
#include "tests/field/web_statistics.hpp"
#include "tests/field/web_stream.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace phonescan::field {

/// One accepted connection to a device: reads requests, plays the script of each. Never blocks.
class WebConnection {
public:
    using Clock = std::chrono::steady_clock;

    /// Counts itself as open. Borrows the device's behaviour, the identities and the statistics.
    WebConnection(Descriptor socket, const PlayedDevice& device, WebProtocol protocol, TlsIdentities& identities,
                  WebStatistics& statistics);
    ~WebConnection();
    WebConnection(const WebConnection&) = delete;
    WebConnection& operator=(const WebConnection&) = delete;

    /// To be called once, and for every event (of epoll) of its descriptor.
    void start(Clock::time_point now);
    void ready(std::uint32_t events, Clock::time_point now);
    /// To be called when due_at() has come.
    void due(Clock::time_point now);

    /// Says and hears nothing any more, but stays until its client goes.
    void mute();

    const PlayedDevice& device() const noexcept { return device_; }
    bool over() const noexcept { return stage_ == Stage::over; }
    std::uint32_t wanted_events() const noexcept;
    std::optional<Clock::time_point> due_at() const noexcept { return due_; }

private:
    enum class Stage : std::uint8_t { refused_hello, handshake, request, script, lingering, over };

    void proceed(Clock::time_point now);
    bool advance(Clock::time_point now);
    bool read_refused_hello();
    bool shake_hands(Clock::time_point now);
    bool read_request();
    bool answer_request();
    bool answer_sip();
    std::optional<Script> welcome() const;
    bool play_step(Clock::time_point now);
    bool send_step(Step& step);
    bool drip_step(const Step& step, Clock::time_point now);
    bool linger();
    bool wait_for(std::chrono::microseconds time, Clock::time_point now);
    bool read_more();
    void begin(Script script);
    void end_politely(Clock::time_point now);
    void end() noexcept { stage_ = Stage::over; }
    void client_has_ended();

    WebStream stream_;
    PlayedDevice device_;
    WebProtocol protocol_;
    TlsIdentities& identities_;
    WebStatistics& statistics_;
    Stage stage_ = Stage::request;
    bool muted_ = false;
    bool client_ended_ = false;
    std::string input_;
    std::size_t body_left_ = 0; ///< octets of a request's body that are not read yet
    std::deque<Step> script_;
    std::size_t offset_ = 0; ///< in the bytes of the current step
    bool waited_ = false;    ///< the current step's time is over
    std::optional<Clock::time_point> due_;
};

} // namespace phonescan::field
