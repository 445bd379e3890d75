#pragma once

#include "probes/web_reply.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace phonescan {

/// A connection that does not stand after so long is given up: the kernel repeats its SYN after a second (RFC 6298, 2),
/// and its repeats would escape the pacer. Who wants another try asks the gate again.
inline constexpr Clock::duration connect_limit = std::chrono::milliseconds{950};

/// Sets what every TCP socket of ours has before it connects: by `interface` where one is named, and no repeats of its
/// SYN beyond the first, should nobody come to give it up in time. Errors: false, errno.
bool prepare_tcp(int socket, const std::string& interface);

/// A socket ready to connect to an address of this family, not blocking.
boost::system::error_code open_tcp(boost::asio::ip::tcp::socket& socket, const std::string& interface,
                                   const boost::asio::ip::tcp& family = boost::asio::ip::tcp::v4());

/// Opens and connects, within connect_limit and `limit`. End::answered: it stands. The socket is the caller's, and may
/// be closed meanwhile.
boost::asio::awaitable<WebReply::End> connect_tcp(boost::asio::ip::tcp::socket& socket,
                                                  boost::asio::ip::tcp::endpoint server, std::string interface,
                                                  Clock::duration limit);

/// An IPv6 address that is link-local, with the interface as its zone; any other as it is.
boost::asio::ip::address with_zone(const boost::asio::ip::address& address, const std::string& interface);

/// An address as a URL has it: in brackets when it is IPv6, and without its zone. Source: RFC 3986, 3.2.2.
std::string url_host(const boost::asio::ip::address& address);

/// What it means that a connection to this address, with its zone, failed so (errno): a router's word, or that this
/// host itself could not ask, for want of a way or of a socket.
WebReply::End end_of_connect(int error, const boost::asio::ip::address& address, const std::string& interface);

} // namespace phonescan
