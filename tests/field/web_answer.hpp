#pragma once

#include "tests/field/site.hpp"
#include "tests/field/web_request.hpp"
#include "tests/field/web_script.hpp"

#include <string>
#include <utility>

namespace phonescan::field {

/// An HTTP answer before it is written out.
struct WebAnswer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers; ///< all but those of length, coding and connection
    std::string body;
};

/// What an ordinary device answers, whether or not it is also hostile: its page, its paths, its redirects, else 404.
WebAnswer web_answer(const WebRequest& request, const PlayedDevice& device, WebProtocol protocol);

/// The answer as it goes over the wire, in the coding the device and the request agree on.
std::string written(const WebAnswer& answer, const WebRequest& request, const WebService& service);

/// What a device does with a request: answers, or what its hostility says.
Script script_of_request(const WebRequest& request, const PlayedDevice& device, WebProtocol protocol);

/// The same bytes as gzip (RFC 1952).
std::string gzipped(std::string_view bytes);

} // namespace phonescan::field
