#pragma once

#include "tests/field/sip_request.hpp"
#include "tests/field/sip_responder.hpp"
#include "tests/field/web_script.hpp"

#include <optional>
#include <string_view>

namespace phonescan::field {

/// The first thing that lies in a stream of SIP, and the octets it takes. Borrows from the bytes it was read from.
struct SipStreamInput {
    bool ping = false; ///< CR LF CR LF, which keeps a connection alive
    SipRequest request;
    std::size_t size = 0;
};

/// Reads one message, framed by its Content-Length, or one keep-alive; nullopt while it is not all there.
/// Source: RFC 3261, 7.5, 18.3; RFC 5626, 3.5.1.
std::optional<SipStreamInput> read_sip_stream(std::string_view bytes, SipTransport transport);

/// What a device does before it has read anything; nullopt: waits for the client.
std::optional<Script> sip_stream_welcome(const SipService& service);

/// What a device does with a request: answers as over UDP, in its manner of SipStream; empty: nothing. A connection on
/// which something comes that is no SIP request is closed.
Script sip_stream_script(const SipRequest& request, Endpoint source, const PlayedDevice& device);

} // namespace phonescan::field
