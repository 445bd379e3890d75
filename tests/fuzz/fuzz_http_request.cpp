// Any bytes as an HTTP request: what is read lies inside the input, and is read again when written plainly.

#include "probes/wire/http_request.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

void check_round_trip(const wire::HttpRequest& request)
{
    std::string plain{request.method};
    plain.append(" ").append(request.target).append(" HTTP/1.1\r\n");
    plain.append("User-Agent:").append(request.user_agent).append("\r\n");
    plain.append("Host:").append(request.host).append("\r\n\r\n");
    if (plain.size() > wire::max_http_request_head) return;
    const auto again = wire::read_http_request(plain);
    require(again.has_value() && again->complete);
    require(again->method == request.method && again->target == request.target);
    require(again->user_agent == request.user_agent && again->host == request.host);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span{data, size});
    const auto message = wire::text_of(bytes);
    wire::may_be_http_request(message);
    const auto request = wire::read_http_request(message);
    if (!request) {
        require(request.error() == Errc::malformed ||
                (request.error() == Errc::too_long && size > wire::max_http_request_head));
        return 0;
    }
    for (const auto part : {request->method, request->target, request->user_agent, request->host})
        require(lies_in(part, bytes));
    require(!request->method.empty() && !request->target.empty());
    if (message.starts_with("GET ")) require(wire::may_be_http_request(message));
    if (!request->user_agent.empty())
        require(request->user_agent.data() + request->user_agent.size() < message.data() + size); // its line has an end
    check_round_trip(*request);
    return 0;
}
