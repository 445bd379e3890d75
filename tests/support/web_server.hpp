#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using SSL = struct ssl_st;

namespace phonescan::test {

class WebServer;

/// How a server speaks TLS.
struct TlsSide {
    std::uint16_t version = 0x0303;     ///< no other: 0x0301 is TLS 1.0
    bool is_weak = false;               ///< a key of RSA-1024, signed with SHA-1; else P-256 and SHA-256
    bool wants_certificate = false;     ///< of the client: so a handshake fails after the server's Certificate
    std::string common_name = "device"; ///< of subject and issuer
    std::string names = {};             ///< alternative ones, as OpenSSL's configuration has them: `DNS:a,IP:10.0.0.1`
};

/// One connection, as its script sees it. A call on a connection that is over does nothing.
class WebConnection {
public:
    /// Up to the end of the header; empty: the client is gone.
    std::string read_request();
    /// What comes next, empty: the client is gone.
    std::string read_some();
    /// False: the client is gone.
    bool send(std::string_view bytes);
    /// Octet by octet, with a pause before each.
    bool trickle(std::string_view bytes, std::chrono::milliseconds pause);
    /// Until the server ends, at most.
    void wait(std::chrono::milliseconds time);
    /// Until the client closes or the server ends.
    void wait_for_client();
    /// Has the client sent TLS's close_notify, as far as was read?
    bool is_told_of_end() const;
    /// With an RST.
    void reset();
    /// With a FIN; without TLS's close_notify.
    void close();
    /// From 1, of all of this server.
    std::size_t number() const noexcept { return number_; }

private:
    friend class WebServer;

    WebServer* server_ = nullptr;
    std::size_t number_ = 0;
    int socket_ = -1;
    SSL* tls_ = nullptr;
};

/// Listens on loopback addresses, IPv4 and IPv6, each connection in a thread of its own that goes by a script. What a
/// script leaves open is closed behind it.
class WebServer {
public:
    using Script = std::function<void(WebConnection&)>;

    WebServer();
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    /// On this port, 0: a free one, which it gives.
    std::uint16_t listen(const std::string& address, Script script, std::uint16_t port = 0);
    /// The script begins after the handshake, and does not when that fails.
    std::uint16_t listen_tls(const std::string& address, const TlsSide& side, Script script, std::uint16_t port = 0);
    /// A port whose SYNs are not answered.
    std::uint16_t listen_deaf(const std::string& address);

    /// What read_request() gave, over all connections.
    std::vector<std::string> requests() const;
    std::size_t connections() const;
    /// The most connections that clients had open at a time.
    std::size_t most_open() const;

private:
    friend class WebConnection;
    struct Listener;
    struct Peer;

    std::uint16_t add(const std::string& address, std::uint16_t port, std::unique_ptr<Listener> listener);
    void accept_all(Listener& listener);
    void serve(Listener& listener, Peer& peer);
    void count_open();

    mutable std::mutex mutex_;
    std::condition_variable ended_;
    bool is_over_ = false;
    std::vector<std::string> requests_;
    std::size_t connections_ = 0;
    std::size_t most_open_ = 0;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<std::unique_ptr<Peer>> peers_;
    std::vector<int> others_; ///< sockets that only are there
};

/// `head` without its last empty line, then a Content-Length and the body.
std::string http_response(std::string_view head, std::string_view body = {});

/// A script that answers every request on a connection with the same bytes.
WebServer::Script always(std::string response);

/// A port that nobody listens on.
std::uint16_t closed_port(const std::string& address);

} // namespace phonescan::test
