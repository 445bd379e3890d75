#pragma once

#include "probes/link_layer.hpp"
#include "probes/live_capture.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// Listens to interfaces on an event loop, into one LinkLayer. Sends nothing.
class Listening {
public:
    /// Borrows all. The captures are open; they belong to this from now on.
    Listening(boost::asio::io_context& context, std::vector<LiveCapture> captures, LinkLayer& link_layer);
    ~Listening();

    /// Reads frames as they come until stop(). An interface that goes away is told and left.
    void start();

    /// Reads what is there already, then no more.
    void stop();

    /// Why what was heard is not all there was: frames lost, interfaces gone. Empty when nothing is missing.
    std::vector<std::string> incomplete() const;

    std::uint64_t dropped() const;

    /// Is an interface still there to be listened to?
    bool hears() const noexcept;

private:
    class Interface;
    std::vector<std::unique_ptr<Interface>> interfaces_;
};

} // namespace phonescan
