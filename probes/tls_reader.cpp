#include "probes/tls_reader.hpp"

#include "probes/tcp_socket.hpp"
#include "probes/wire/tls_hello.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <random>

namespace phonescan {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

std::string client_hello(bool extensions)
{
    wire::TlsHelloOptions options;
    std::random_device random;
    for (auto& octet : options.random)
        octet = static_cast<std::byte>(random());
    options.extensions = extensions;
    return wire::tls_client_hello(options);
}

/// Reads until the server has said what it says in clear. NOLINTNEXTLINE: awaited on the spot.
asio::awaitable<void> converse(tcp::socket& socket, bool extensions, wire::TlsServerReader& reader)
{
    const auto hello = client_hello(extensions);
    const auto [write_error, written] = co_await asio::async_write(socket, asio::buffer(hello), as_tuple);
    if (write_error) co_return;
    std::array<char, 4'096> bytes{};
    for (;;) {
        const auto [error, size] = co_await socket.async_read_some(asio::buffer(bytes), as_tuple);
        if (size > 0 && reader.feed({bytes.data(), size}) != wire::TlsServerReader::State::more) co_return;
        if (error) co_return;
    }
}

} // namespace

asio::awaitable<WebReply> read_tls_server(WebRequest request, std::string interface, bool extensions)
{
    const auto executor = co_await asio::this_coro::executor;
    // Shared with the timer's handler, which may come after this is over.
    const auto socket = std::make_shared<tcp::socket>(executor);
    WebReply reply;
    asio::steady_timer limit{executor, request.limit};
    limit.async_wait([socket](const boost::system::error_code& error) {
        if (error) return;
        boost::system::error_code ignored;
        socket->close(ignored);
    });
    const tcp::endpoint server{request.address, request.port};
    reply.end = co_await connect_tcp(*socket, server, interface, request.limit);
    if (reply.end != WebReply::End::answered) {
        reply.is_out_of_time = reply.end == WebReply::End::silent;
        co_return reply;
    }
    wire::TlsServerReader reader;
    co_await converse(*socket, extensions, reader);
    reply.is_out_of_time = !socket->is_open();
    limit.cancel();
    if (reader.version()) reply.tls.version = *reader.version();
    if (!reader.certificates().empty()) reply.tls.certificate = reader.certificates().front();
    reply.end = reader.is_tls()        ? WebReply::End::answered
                : reply.is_out_of_time ? WebReply::End::late
                                       : WebReply::End::broken;
    boost::system::error_code ignored;
    socket->close(ignored);
    co_return reply;
}

} // namespace phonescan
