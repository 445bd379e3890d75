#pragma once

#include <boost/asio/ip/udp.hpp>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace phonescan::test {

/// Sockets on loopback addresses, IPv4 and IPv6, that answer as a test tells them, on a thread of their own.
class Responder {
public:
    using Udp = boost::asio::ip::udp;
    /// Gets each request and a way to send from any address of this responder.
    using Send = std::function<void(std::size_t from, const Udp::endpoint& to, std::string_view bytes)>;
    using OnRequest =
        std::function<void(std::size_t at, const Udp::endpoint& from, std::string_view bytes, const Send&)>;

    /// Binds every address at `port` (0: one that is free on the first of them, used on all).
    Responder(const std::vector<std::string>& addresses, std::uint16_t port, OnRequest on_request);
    ~Responder();
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::size_t requests() const noexcept { return requests_; }

private:
    void receive(std::size_t index);

    boost::asio::io_context context_;
    struct Socket {
        Udp::socket socket;
        Udp::endpoint from;
        std::array<char, 4096> bytes{};
    };
    std::vector<std::unique_ptr<Socket>> sockets_;
    OnRequest on_request_;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> requests_ = 0;
    std::thread thread_;
};

/// A response to a request, its Via, From, To, Call-ID and CSeq copied. `head` is `200 OK`; `extra` header lines.
std::string sip_response(std::string_view request, std::string_view head, std::string_view extra);

} // namespace phonescan::test
