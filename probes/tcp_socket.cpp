#include "probes/tcp_socket.hpp"

#include <boost/asio/ip/udp.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace phonescan {

using tcp = boost::asio::ip::tcp;

bool prepare_tcp(int socket, const std::string& interface)
{
    const int repeats = 1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_SYNCNT, &repeats, sizeof repeats) != 0) return false;
    return interface.empty() || setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                           static_cast<socklen_t>(interface.size())) == 0;
}

boost::system::error_code open_tcp(tcp::socket& socket, const std::string& interface, const tcp& family)
{
    boost::system::error_code error;
    socket.open(family, error);
    if (error) return error;
    if (!prepare_tcp(socket.native_handle(), interface)) error.assign(errno, boost::system::system_category());
    return error;
}

namespace {

/// Whether this host itself has a way there now. Sends nothing.
bool has_route(const boost::asio::ip::address& address, const std::string& interface)
{
    const int socket = ::socket(address.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    if (!interface.empty())
        (void)setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                         static_cast<socklen_t>(interface.size()));
    constexpr std::uint16_t some_port = 9;
    const boost::asio::ip::udp::endpoint to{address, some_port};
    const bool is_way = ::connect(socket, to.data(), static_cast<socklen_t>(to.size())) == 0;
    ::close(socket);
    return is_way;
}

} // namespace

WebReply::End end_of_connect(int error, const boost::asio::ip::address& address, const std::string& interface)
{
    switch (error) {
    case ECONNREFUSED:
        return WebReply::End::refused;
    case ECONNRESET: // it stood: a refusal has another number
    case EPIPE:
        return WebReply::End::broken;
    case EHOSTUNREACH:
    case EHOSTDOWN:
    case ENETUNREACH:
        return has_route(address, interface) ? WebReply::End::unreachable : WebReply::End::unsent;
    case EACCES:
    case EPERM:
        return WebReply::End::unreachable;
    case 0:
    case EINPROGRESS:
    case EAGAIN:
    case ETIMEDOUT:
        return WebReply::End::silent;
    default:
        return WebReply::End::unsent;
    }
}

} // namespace phonescan
