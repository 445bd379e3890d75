#include "probes/listening.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace phonescan {

/// One interface on the loop.
class Listening::Interface {
public:
    Interface(boost::asio::io_context& context, LiveCapture capture, LinkLayer& link_layer)
        : capture_{std::move(capture)}, link_layer_{link_layer}, descriptor_{context, dup(capture_.descriptor())}
    {
    }

    void wait()
    {
        descriptor_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                               [this](const boost::system::error_code& error) {
                                   if (error) return; // stopped
                                   read();
                                   if (gone_.empty()) wait();
                               });
    }

    void read()
    {
        try {
            capture_.read([this](const wire::CapturedPacket& packet) { link_layer_.hear(packet); });
        } catch (const LiveCaptureError& error) {
            gone_ = error.what();
        }
    }

    void stop()
    {
        descriptor_.cancel();
        if (gone_.empty()) read();
        dropped_ = capture_.dropped();
    }

    const std::string& name() const { return capture_.interface(); }
    const std::string& gone() const { return gone_; }
    std::uint64_t dropped() const { return std::max(dropped_, capture_.dropped()); }

private:
    LiveCapture capture_;
    LinkLayer& link_layer_;
    boost::asio::posix::stream_descriptor descriptor_; ///< a copy: libpcap closes its own
    std::string gone_;
    std::uint64_t dropped_ = 0;
};

Listening::Listening(boost::asio::io_context& context, std::vector<LiveCapture> captures, LinkLayer& link_layer)
{
    for (auto& capture : captures)
        interfaces_.push_back(std::make_unique<Interface>(context, std::move(capture), link_layer));
}

Listening::~Listening() = default;

void Listening::start()
{
    for (auto& interface : interfaces_)
        interface->wait();
}

void Listening::stop()
{
    for (auto& interface : interfaces_)
        interface->stop();
}

std::uint64_t Listening::dropped() const
{
    std::uint64_t sum = 0;
    for (const auto& interface : interfaces_)
        sum += interface->dropped();
    return sum;
}

std::vector<std::string> Listening::incomplete() const
{
    std::vector<std::string> reasons;
    for (const auto& interface : interfaces_) {
        if (const auto dropped = interface->dropped(); dropped > 0)
            reasons.push_back(std::to_string(dropped) + " frames on " + interface->name() +
                              " came faster than they could be read and are lost");
        if (!interface->gone().empty()) reasons.push_back("listening ended early: " + interface->gone());
    }
    return reasons;
}

bool Listening::hears() const noexcept
{
    return std::ranges::any_of(interfaces_, [](const auto& interface) { return interface->gone().empty(); });
}

} // namespace phonescan
