#include "probes/sip_sender.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace phonescan {

namespace {

UdpPort::Options port_options(const std::vector<Route>& routes, const SipSender::Options& options)
{
    const auto is_v6 = [](const Route& route) { return route.is_v6; };
    return {.port = options.source_port,
            .v4 = !std::ranges::all_of(routes, is_v6),
            .v6 = std::ranges::any_of(routes, is_v6),
            .interface = options.interface};
}

/// Where the kernel names none it is this host itself.
boost::asio::ip::address source_of(const Route& route)
{
    if (!route.source.is_unspecified()) return route.source;
    if (route.is_v6) return boost::asio::ip::address_v6::loopback();
    return boost::asio::ip::address_v4::loopback();
}

} // namespace

SipSender::SipSender(const boost::asio::any_io_executor& executor, const std::vector<Route>& routes,
                     const SipCookie& cookie, const Options& options)
    : routes_{routes}, cookie_{cookie}, port_{executor, port_options(routes, options)}
{
    for (const auto& route : routes) {
        auto& request = requests_.emplace_back();
        if (!is_way(&route)) continue;
        const auto source = source_of(route);
        auto prepared = SipOptionsRequest::prepare({.source = source,
                                                    .source_port = port_.number(source),
                                                    .transport = SipTransport::udp,
                                                    .user_agent = options.user_agent});
        if (!prepared) throw boost::system::system_error{prepared.error(), "cannot make a SIP request"};
        request = std::move(*prepared);
    }
}

void SipSender::add(const Target& target, const Route& route, std::uint64_t tag)
{
    auto& text = (*texts_)[end_];
    text.size = requests_[static_cast<std::size_t>(&route - routes_.data())]->write(
        text.bytes, {target.address, target.port}, cookie_);
    datagrams_[end_] = {target, {text.bytes.data(), text.size}};
    tags_[end_] = tag;
    ++end_;
}

void SipSender::drop_head() noexcept
{
    if (++first_ == end_) clear();
}

UdpPort::Sent SipSender::send()
{
    const auto sent = port_.send(std::span{datagrams_}.subspan(first_, end_ - first_));
    first_ += sent.count;
    if (first_ == end_) clear();
    return sent;
}

} // namespace phonescan
