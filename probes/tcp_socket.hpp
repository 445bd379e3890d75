#pragma once

#include "probes/web_reply.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace phonescan {

/// Sets what every TCP socket of ours has before it connects: the kernel repeats its SYN once only, so that repeats do
/// not escape the pacer, and gives up after three seconds; by `interface` where one is named. Errors: false, errno.
bool prepare_tcp(int socket, const std::string& interface);

/// A socket ready to connect to an address of this family, not blocking.
boost::system::error_code open_tcp(boost::asio::ip::tcp::socket& socket, const std::string& interface,
                                   const boost::asio::ip::tcp& family = boost::asio::ip::tcp::v4());

/// What it means that a connection to this address, with its zone, failed so (errno): a router's word, or that this
/// host itself could not ask, for want of a way or of a socket.
WebReply::End end_of_connect(int error, const boost::asio::ip::address& address, const std::string& interface);

} // namespace phonescan
