#pragma once

#include "tests/field/sip_request.hpp"
#include "tests/field/site.hpp"

#include <string>

namespace phonescan::field {

/// Where a phone that is asked so sends its answer. Source: RFC 3261, 18.2.2; RFC 3581, 4.
Endpoint answer_destination(const SipRequest& request, Endpoint source, ReplyTo reply_to) noexcept;

/// What the Content-Length of an answer says. Its body is empty.
enum class AnswerLength : std::uint8_t {
    zero,
    missing,
    huge, ///< nearly 10 GB
};

/// Writes the response of a device to a request that is answerable(): Via copied with received and rport, From, To with
/// a tag, Call-ID and CSeq copied, then what its SipService says. status 100 leaves tag and banner out.
/// Source: RFC 3261, 8.2.6; RFC 3581, 4.
void render_answer(std::string& out, const SipRequest& request, Endpoint source, const PlayedDevice& device, int status,
                   AnswerLength length = AnswerLength::zero);

/// The reason phrase of a status, "Unknown" for one without a name here.
std::string_view reason_of(int status) noexcept;

} // namespace phonescan::field
