#include "tests/field/web_stream.hpp"

#include "tests/field/socket_address.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace phonescan::field {
namespace {

constexpr std::size_t read_size = 16384;

WebStream::Result result_of_errno() noexcept
{
    const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return later ? WebStream::Result::again : WebStream::Result::failed;
}

} // namespace

Endpoint WebStream::peer() const noexcept
{
    SocketAddress peer;
    socklen_t size = sizeof peer;
    getpeername(socket_.get(), &peer.any, &size);
    return peer.endpoint();
}

WebStream::Result WebStream::awaits_reading() const noexcept
{
    char byte = 0;
    const auto got = recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got < 0) return result_of_errno();
    return got == 0 ? Result::ended : Result::done;
}

bool WebStream::ended_by_client() const noexcept
{
    pollfd socket{socket_.get(), POLLRDHUP, 0};
    return poll(&socket, 1, 0) == 1;
}

WebStream::Result WebStream::discard() noexcept
{
    std::array<char, read_size> bytes;
    const auto got = recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0) return result_of_errno();
    return got == 0 ? Result::ended : Result::done;
}

WebStream::Result WebStream::result_of_tls(int returned)
{
    switch (SSL_get_error(session_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
        wants_write_ = false;
        return Result::again;
    case SSL_ERROR_WANT_WRITE:
        wants_write_ = true;
        return Result::again;
    case SSL_ERROR_ZERO_RETURN:
        return Result::ended;
    default:
        return Result::failed;
    }
}

WebStream::Result WebStream::handshake()
{
    ERR_clear_error();
    const int returned = SSL_do_handshake(session_.get());
    return returned == 1 ? Result::done : result_of_tls(returned);
}

WebStream::Result WebStream::read(std::string& into)
{
    std::array<char, read_size> bytes;
    if (session_) {
        ERR_clear_error();
        const int got = SSL_read(session_.get(), bytes.data(), int{bytes.size()});
        if (got <= 0) return result_of_tls(got);
        into.append(bytes.data(), static_cast<std::size_t>(got));
        return Result::done;
    }
    wants_write_ = false;
    const auto got = recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0) return result_of_errno();
    into.append(bytes.data(), static_cast<std::size_t>(got));
    return got == 0 ? Result::ended : Result::done;
}

WebStream::Result WebStream::write(std::string_view bytes, std::size_t& written)
{
    written = 0;
    if (bytes.empty()) return Result::done;
    if (session_) {
        ERR_clear_error();
        const int put = SSL_write(session_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), read_size)));
        if (put <= 0) return result_of_tls(put);
        written = static_cast<std::size_t>(put);
        return Result::done;
    }
    wants_write_ = true;
    const auto put = send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put < 0) return result_of_errno();
    written = static_cast<std::size_t>(put);
    return Result::done;
}

void WebStream::end_sending()
{
    ERR_clear_error();
    if (session_ && SSL_is_init_finished(session_.get()) == 1) SSL_shutdown(session_.get());
    shutdown(socket_.get(), SHUT_WR);
}

void WebStream::reset_on_close() noexcept
{
    const linger at_once{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace phonescan::field
