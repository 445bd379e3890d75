#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace phonescan::field {

/// What the simulated servers read of an HTTP request. Borrows from the bytes it was read from.
struct WebRequest {
    std::string_view method;
    std::string_view target;
    bool valid = true;      ///< a request line of HTTP/1.0 or HTTP/1.1 with a target that begins with /
    bool old = false;       ///< HTTP/1.0
    bool keep_alive = true; ///< after the answer
    bool takes_gzip = false;
    bool has_credentials = false; ///< Authorization or Cookie
    std::size_t body = 0;         ///< octets that follow the head
    bool has_body = false;
};

/// A request whose head ends within `bytes`, and the octets its head has; nullopt while it does not end.
struct ReadWebRequest {
    WebRequest request;
    std::size_t head = 0;
};
std::optional<ReadWebRequest> read_web_request(std::string_view bytes);

} // namespace phonescan::field
