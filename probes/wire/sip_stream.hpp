#pragma once

#include "probes/observation/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan::wire {

/// The most that a message on a stream may have, in bytes: up to its empty line; of its body, kept; of its body at all,
/// what is not kept being passed over.
inline constexpr std::size_t max_sip_stream_head = 16'384;
inline constexpr std::size_t max_sip_stream_body_kept = 4'096;
inline constexpr std::size_t max_sip_stream_body = 65'536;

/// Cuts what comes over a connection into SIP messages, however the stream is split: what it gives does not depend on
/// the split. Empty lines before a message are keep-alives and passed over. A line ends at LF, whatever CRs stand
/// before it. Where a message has no Content-Length, it ends with its head.
///
/// A head is given as soon as it has ended, so that it counts though its body never comes, or cannot be found: a
/// Content-Length that is no number, contradicts another or is longer than max_sip_stream_body fails behind the head,
/// for where the next message begins is not known then. Every byte is looked at once; it owns what it read, which is
/// within the bounds above. Source: RFC 3261, 7.5, 18.3, 20.14; RFC 5626, 3.5.1, 4.4.1.
class SipStreamReader {
public:
    enum class State : std::uint8_t {
        more,    ///< all bytes were taken, and nothing has ended with them
        head,    ///< a head has ended: head(); its body is next
        message, ///< a message has ended: head(), body(); another may follow
        failed,  ///< error(); stays so
    };

    /// Takes bytes off the front of `bytes`, until something ends. To be called until it says more or failed.
    State feed(std::string_view& bytes);

    /// From State::head on until the next message begins, past a failure behind it, too: the first line, which is one
    /// of SIP, and header fields with their empty line. Else empty.
    std::string_view head() const noexcept { return is_head_whole_ ? head_ : std::string_view{}; }

    /// Of a message that has ended, its first max_sip_stream_body_kept bytes.
    std::string_view body() const noexcept { return body_; }

    /// In State::failed. Errc::malformed: this is no SIP, or a Content-Length that says nothing; Errc::too_long.
    Errc error() const noexcept { return error_; }

private:
    enum class Part : std::uint8_t { keep_alives, first_line, fields, body, nowhere };

    State begin(std::string_view& bytes);
    State take_line(std::string_view& bytes);
    State take_body(std::string_view& bytes);
    State line_has_ended();
    State fail(Errc error) noexcept;

    Part part_ = Part::keep_alives;
    bool is_line_empty_ = true; ///< as far as it was read
    bool is_head_whole_ = false;
    Errc error_{};
    std::size_t body_left_ = 0;
    std::string head_;
    std::string body_;
};

} // namespace phonescan::wire
