#include "tests/support/web_server.hpp"

#include "tests/support/tls_side.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace phonescan::test {

struct WebServer::Listener {
    int socket = -1;
    Script script;
    SslContext tls{nullptr, nullptr};
    std::thread thread = {};
};

struct WebServer::Peer {
    int socket = -1;
    WebConnection connection;
    std::thread thread;
};

namespace {

void require(bool holds, const char* what)
{
    if (!holds) throw std::runtime_error{what};
}

/// A write to a connection that is gone says so by its result.
void ignore_broken_pipes()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

using Endpoint = boost::asio::ip::tcp::endpoint;

int bound_socket(const std::string& address, std::uint16_t& port)
{
    Endpoint name{boost::asio::ip::make_address(address), port};
    const int socket = ::socket(name.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(socket >= 0, "socket");
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    require(bind(socket, name.data(), static_cast<socklen_t>(name.size())) == 0, "bind");
    auto size = static_cast<socklen_t>(name.capacity());
    require(getsockname(socket, name.data(), &size) == 0, "getsockname");
    port = name.port();
    return socket;
}

/// Has the client not closed its end?
bool is_open_at_client(int socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
    return info.tcpi_state == TCP_ESTABLISHED || info.tcpi_state == TCP_FIN_WAIT1 || info.tcpi_state == TCP_FIN_WAIT2;
}

} // namespace

WebServer::WebServer() = default;

WebServer::~WebServer()
{
    {
        const std::lock_guard lock{mutex_};
        is_over_ = true;
        for (const auto& peer : peers_)
            if (peer->socket >= 0) shutdown(peer->socket, SHUT_RDWR);
    }
    ended_.notify_all();
    for (const auto& listener : listeners_) {
        shutdown(listener->socket, SHUT_RDWR); // ends accept()
        listener->thread.join();
        ::close(listener->socket);
    }
    for (const auto& peer : peers_) {
        peer->thread.join();
        if (peer->socket >= 0) ::close(peer->socket);
    }
    for (const int socket : others_)
        ::close(socket);
}

std::uint16_t WebServer::listen(const std::string& address, Script script, std::uint16_t port)
{
    return add(address, port, std::make_unique<Listener>(Listener{.script = std::move(script)}));
}

std::uint16_t WebServer::listen_tls(const std::string& address, const TlsSide& side, Script script, std::uint16_t port)
{
    return add(address, port,
               std::make_unique<Listener>(Listener{.script = std::move(script), .tls = server_context(side)}));
}

std::uint16_t WebServer::add(const std::string& address, std::uint16_t port, std::unique_ptr<Listener> listener)
{
    listener->socket = bound_socket(address, port);
    require(::listen(listener->socket, SOMAXCONN) == 0, "listen");
    auto& added = *listeners_.emplace_back(std::move(listener));
    added.thread = std::thread{[this, &added] { accept_all(added); }};
    return port;
}

/// Its queue is full of one connection that nobody accepts.
std::uint16_t WebServer::listen_deaf(const std::string& address)
{
    std::uint16_t port = 0;
    others_.push_back(bound_socket(address, port));
    require(::listen(others_.back(), 0) == 0, "listen");
    std::uint16_t any = 0;
    others_.push_back(bound_socket(address, any));
    const Endpoint name{boost::asio::ip::make_address(address), port};
    require(connect(others_.back(), name.data(), static_cast<socklen_t>(name.size())) == 0, "connect");
    return port;
}

void WebServer::accept_all(Listener& listener)
{
    ignore_broken_pipes();
    for (;;) {
        const int socket = accept4(listener.socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::lock_guard lock{mutex_};
        if (is_over_) {
            ::close(socket);
            return;
        }
        auto& peer = *peers_.emplace_back(std::make_unique<Peer>());
        peer.socket = socket;
        peer.connection.server_ = this;
        peer.connection.socket_ = socket;
        peer.connection.number_ = ++connections_;
        count_open();
        peer.thread = std::thread{[this, &listener, &peer] { serve(listener, peer); }};
    }
}

void WebServer::count_open()
{
    std::size_t open = 0;
    for (const auto& peer : peers_)
        if (peer->socket >= 0 && is_open_at_client(peer->socket)) ++open;
    most_open_ = std::max(most_open_, open);
}

/// The socket stays until the end, so that count_open() can see whether the client closed it.
void WebServer::serve(Listener& listener, Peer& peer)
{
    ignore_broken_pipes();
    auto& connection = peer.connection;
    const auto tls = listener.tls ? accept_tls(listener.tls, peer.socket) : Ssl{nullptr, nullptr};
    connection.tls_ = tls.get();
    if (!listener.tls || tls) listener.script(connection);
    connection.close();
    connection.tls_ = nullptr;
}

std::vector<std::string> WebServer::requests() const
{
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::size_t WebServer::connections() const
{
    const std::lock_guard lock{mutex_};
    return connections_;
}

std::size_t WebServer::most_open() const
{
    const std::lock_guard lock{mutex_};
    return most_open_;
}

std::string WebConnection::read_some()
{
    std::array<char, 4'096> bytes{};
    if (socket_ < 0) return {};
    const auto size = tls_ != nullptr ? read_tls(tls_, bytes) : recv(socket_, bytes.data(), bytes.size(), 0);
    return size > 0 ? std::string{bytes.data(), static_cast<std::size_t>(size)} : std::string{};
}

std::string WebConnection::read_request()
{
    std::string request;
    while (!request.ends_with("\r\n\r\n")) {
        const auto more = read_some();
        if (more.empty()) return {};
        request += more;
    }
    const std::lock_guard lock{server_->mutex_};
    server_->requests_.push_back(request);
    return request;
}

bool WebConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (socket_ < 0) return false;
        const auto size =
            tls_ != nullptr ? write_tls(tls_, bytes) : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

bool WebConnection::trickle(std::string_view bytes, std::chrono::milliseconds pause)
{
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        wait(pause);
        if (!send(bytes.substr(i, 1))) return false;
    }
    return true;
}

void WebConnection::wait(std::chrono::milliseconds time)
{
    std::unique_lock lock{server_->mutex_};
    server_->ended_.wait_for(lock, time, [&] { return server_->is_over_; });
}

void WebConnection::wait_for_client()
{
    while (!read_some().empty()) {}
}

bool WebConnection::is_told_of_end() const
{
    return tls_ != nullptr && has_close_notify(tls_);
}

void WebConnection::reset()
{
    const std::lock_guard lock{server_->mutex_};
    if (socket_ < 0) return;
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    for (const auto& peer : server_->peers_)
        if (peer->socket == socket_) peer->socket = -1;
    ::close(std::exchange(socket_, -1));
}

void WebConnection::close()
{
    if (socket_ >= 0) shutdown(socket_, SHUT_WR);
}

std::string http_response(std::string_view head, std::string_view body)
{
    return std::string{head} + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

WebServer::Script always(std::string response)
{
    return [response = std::move(response)](WebConnection& connection) {
        while (!connection.read_request().empty() && connection.send(response)) {}
    };
}

std::uint16_t closed_port(const std::string& address)
{
    std::uint16_t port = 0;
    ::close(bound_socket(address, port));
    return port;
}

} // namespace phonescan::test
