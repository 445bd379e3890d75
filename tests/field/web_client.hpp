#pragma once

#include "tests/field/site_words.hpp"
#include "tests/field/socket_address.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace phonescan::test {

inline sockaddr_in place_of(const std::string& address, std::uint16_t port)
{
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &place.sin_addr);
    return place;
}

/// TCP ports that nobody uses at this moment, as many different ones as asked for.
inline std::vector<std::uint16_t> free_tcp_ports(std::size_t count)
{
    std::vector<int> sockets;
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(socket(AF_INET, SOCK_STREAM, 0));
        auto own = place_of("127.0.0.1", 0);
        socklen_t size = sizeof own;
        REQUIRE(bind(sockets.back(), reinterpret_cast<const sockaddr*>(&own), size) == 0);
        getsockname(sockets.back(), reinterpret_cast<sockaddr*>(&own), &size);
        ports.push_back(ntohs(own.sin_port));
    }
    for (const int fd : sockets)
        close(fd);
    return ports;
}

/// A plain TCP client that waits at most five seconds for anything.
class TcpClient {
public:
    TcpClient(const std::string& address, std::uint16_t port)
    {
        const auto place = field::to_socket_address({field::address_of(address), port});
        fd_ = socket(place.any.sa_family, SOCK_STREAM, 0);
        const timeval patience{5, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (connect(fd_, &place.any, place.size()) != 0) error_ = errno;
    }
    ~TcpClient() { close(fd_); }
    TcpClient(const TcpClient&) = delete;
    TcpClient& operator=(const TcpClient&) = delete;

    int descriptor() const { return fd_; }
    /// The last one, 0 for none: ECONNREFUSED, ECONNRESET, EAGAIN when nothing came.
    int error() const { return error_; }
    void send(std::string_view text)
    {
        if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) < 0) error_ = errno; // a RST that came already
    }
    void get(std::string_view path) { send("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n"); }
    /// What comes until `size` octets are there, or the server ends or resets the connection.
    std::string receive(std::size_t size = 1U << 30)
    {
        std::string out;
        std::array<char, 65536> bytes{};
        while (out.size() < size) {
            const auto got = recv(fd_, bytes.data(), std::min(bytes.size(), size - out.size()), 0);
            if (got < 0) error_ = errno;
            if (got <= 0) break;
            out.append(bytes.data(), static_cast<std::size_t>(got));
        }
        return out;
    }
    /// What comes until a text has come, too.
    std::string receive_until(std::string_view end)
    {
        std::string out;
        while (out.find(end) == std::string::npos) {
            const auto more = receive(1);
            if (more.empty()) break;
            out += more;
        }
        return out;
    }
    /// Whether nothing comes within a while, and the connection stays.
    bool silent_for(std::chrono::milliseconds time) const
    {
        pollfd readable{fd_, POLLIN, 0};
        return poll(&readable, 1, static_cast<int>(time.count())) == 0;
    }

private:
    int fd_ = -1;
    int error_ = 0;
};

/// TLS over a TcpClient that takes any certificate, key and version.
class TlsClient {
public:
    explicit TlsClient(TcpClient& client, int most = TLS1_3_VERSION)
        : context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free}
    {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_.get(), most);
        SSL_CTX_set_max_cert_list(context_.get(), 1 << 20);
        session_ = {SSL_new(context_.get()), SSL_free};
        SSL_set_fd(session_.get(), client.descriptor());
        connected_ = SSL_connect(session_.get()) == 1;
    }

    bool connected() const { return connected_; }
    std::string version() const { return SSL_get_version(session_.get()); }
    X509* certificate() const { return SSL_get0_peer_certificate(session_.get()); }
    int chain_length() const { return sk_X509_num(SSL_get_peer_cert_chain(session_.get())); }
    /// Whether nothing more comes: the server has ended the connection, or refused the client.
    bool ended() const
    {
        char byte = 0;
        return SSL_read(session_.get(), &byte, 1) <= 0;
    }
    void send(std::string_view text) { SSL_write(session_.get(), text.data(), static_cast<int>(text.size())); }
    std::string receive()
    {
        std::string out(65536, '\0');
        const int got = SSL_read(session_.get(), out.data(), static_cast<int>(out.size()));
        out.resize(static_cast<std::size_t>(std::max(got, 0)));
        return out;
    }

private:
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
    std::unique_ptr<SSL, void (*)(SSL*)> session_{nullptr, SSL_free};
    bool connected_ = false;
};

} // namespace phonescan::test
