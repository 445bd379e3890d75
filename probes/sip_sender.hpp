#pragma once

#include "probes/routes.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/sip_request.hpp"
#include "probes/udp_port.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// Writes OPTIONS requests to many targets into batches and sends them from one UDP port. Who may be asked and when is
/// the caller's business. The references must outlive it.
class SipSender {
public:
    static constexpr std::size_t batch_size = 64;

    struct Options {
        std::uint16_t source_port = 0; ///< 0: any
        std::string interface;         ///< `-e`; empty: the routing table decides
        std::string user_agent;
    };

    /// Errors: throws boost::system::system_error when no socket can be had or no request can be made.
    SipSender(const boost::asio::any_io_executor& executor, const std::vector<Route>& routes, const SipCookie& cookie,
              const Options& options);

    UdpPort& port() noexcept { return port_; }

    bool is_empty() const noexcept { return first_ == end_; }
    bool is_full() const noexcept { return end_ == batch_size; }
    /// Who waits in the batch, in order: the tags they came with.
    std::span<const std::uint64_t> waiting() const noexcept { return {tags_.data() + first_, end_ - first_}; }
    /// Writes a request; the batch must not be full, and the route one of those given. tag: the caller's.
    void add(const Target& target, const Route& route, std::uint64_t tag);
    /// The request at the head goes without being sent.
    void drop_head() noexcept;
    void clear() noexcept { first_ = end_ = 0; }

    /// Sends from the head: how many left, else errno. What left is no longer in the batch.
    UdpPort::Sent send();

private:
    struct Text {
        std::array<char, SipOptionsRequest::max_length> bytes;
        std::size_t size = 0;
    };

    const std::vector<Route>& routes_;
    const SipCookie& cookie_;
    UdpPort port_;
    std::vector<std::optional<SipOptionsRequest>> requests_; // one per route; none where there is no way
    std::unique_ptr<std::array<Text, batch_size>> texts_ = std::make_unique<std::array<Text, batch_size>>();
    std::array<OutgoingDatagram, batch_size> datagrams_{};
    std::array<std::uint64_t, batch_size> tags_{};
    std::size_t first_ = 0; // of the batch, in these arrays
    std::size_t end_ = 0;
};

} // namespace phonescan
