// Any bytes as a SIP request: what is read lies inside the input, keeps to its bounds, and is read again when written
// plainly.

#include "probes/wire/sip_message.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

void check_round_trip(const wire::SipRequest& request)
{
    std::string plain{request.method};
    plain.append(" ").append(request.uri).append(" SIP/2.0\r\n");
    for (const auto& header : request.headers)
        plain.append(wire::unfold(header.name)).append(":").append(wire::unfold(header.value)).append("\r\n");
    plain += "\r\n";
    if (plain.size() > wire::max_sip_message) return;
    const auto again = wire::parse_sip_request(plain);
    require(again.has_value() && again->complete && again->body.empty());
    require(again->method == request.method && again->uri == request.uri);
    require(again->headers.size() == request.headers.size());
    for (std::size_t i = 0; i < request.headers.size(); ++i)
        require(again->headers[i].value == wire::unfold(request.headers[i].value));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span{data, size});
    const auto message = wire::text_of(bytes);
    wire::may_be_sip(message);
    const auto request = wire::parse_sip_request(message);
    if (!request) {
        require(request.error() == Errc::malformed ||
                (request.error() == Errc::too_long && size > wire::max_sip_headers));
        return 0;
    }
    require(wire::parse_sip_response(message).has_error());
    require(!request->method.empty() && !request->uri.empty() && request->headers.size() <= wire::max_sip_headers);
    require(lies_in(request->method, bytes) && lies_in(request->uri, bytes) && lies_in(request->body, bytes));
    if (request->method == "REGISTER") require(wire::may_be_sip(message) || message.find("REGISTER\t") < size);
    for (const auto& header : request->headers) {
        require(!header.name.empty() && lies_in(header.name, bytes) && lies_in(header.value, bytes));
        require(header.value.data() + header.value.size() < message.data() + size); // its line has an end
        require(request->header(header.name).has_value());
    }
    check_round_trip(*request);
    return 0;
}
