#pragma once

#include "probes/web_reply.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace phonescan {

/// Asks one web server after the other with libcurl, on the caller's event loop. At most one connection is open at a
/// time; requests to one and the same port go over one connection where the server keeps it.
///
/// GET only; no credentials, cookies, proxies, redirects or name lookups; sockets are opened to the address asked and
/// no other. TLS of every age is accepted, certificates are read and never trusted. Belongs to one coroutine.
class WebClient {
public:
    struct Options {
        std::string user_agent;
        std::string interface; ///< `-e`; empty: the routing table decides
    };

    WebClient(boost::asio::any_io_executor executor, Options options);
    ~WebClient();
    WebClient(const WebClient&) = delete;
    WebClient& operator=(const WebClient&) = delete;

    /// Errors: throws std::bad_alloc, std::runtime_error when libcurl cannot work at all. What a device does wrong is
    /// in the reply.
    boost::asio::awaitable<WebReply> ask(WebRequest request);
    /// Ends what ask() does as if its time were over.
    void abandon();
    /// Closes the connection that may be kept.
    void close();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace phonescan
