#include "probes/tcp_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

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

boost::asio::awaitable<WebReply::End> connect_tcp(tcp::socket& socket, tcp::endpoint server, std::string interface,
                                                  Clock::duration limit)
{
    using End = WebReply::End;
    if (open_tcp(socket, interface, server.protocol())) co_return End::unsent;
    boost::asio::steady_timer timer{socket.get_executor(), std::min(limit, connect_limit)};
    const auto is_over = std::make_shared<bool>(false); // the handler may wait for its turn when cancel() comes
    const auto is_late = std::make_shared<bool>(false);
    timer.async_wait([&socket, is_over, is_late](const boost::system::error_code& error) {
        if (error || *is_over) return;
        *is_late = true;
        boost::system::error_code ignored;
        socket.close(ignored);
    });
    const auto [error] = co_await socket.async_connect(server, boost::asio::as_tuple(boost::asio::use_awaitable));
    *is_over = true;
    timer.cancel();
    if (*is_late || error == boost::asio::error::operation_aborted) co_return End::silent;
    co_return error ? end_of_connect(error.value(), server.address(), interface) : End::answered;
}

boost::asio::ip::address with_zone(const boost::asio::ip::address& address, const std::string& interface)
{
    if (!address.is_v6() || interface.empty() || !address.to_v6().is_link_local()) return address;
    return boost::asio::ip::address_v6{address.to_v6().to_bytes(), if_nametoindex(interface.c_str())};
}

std::string url_host(const boost::asio::ip::address& address)
{
    if (address.is_v4()) return address.to_string();
    return '[' + boost::asio::ip::address_v6{address.to_v6().to_bytes()}.to_string() + ']';
}

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
