#pragma once

#include "tests/field/address.hpp"
#include "tests/field/descriptor.hpp"
#include "tests/field/tls_identity.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan::field {

/// A connected socket that never blocks, with TLS on it once it was given a session.
class WebStream {
public:
    enum class Result : std::uint8_t { done, again, ended, failed };

    explicit WebStream(Descriptor socket) noexcept : socket_{std::move(socket)} {}

    /// Where the client is.
    Endpoint peer() const noexcept;
    int descriptor() const noexcept { return socket_.get(); }
    /// Whether the client has sent something that was not read: done, again, or ended.
    Result awaits_reading() const noexcept;
    /// Whether the client has sent its FIN or a RST.
    bool ended_by_client() const noexcept;
    /// Reads what lies there, whatever it is, at most some kB.
    Result discard() noexcept;
    void secure(TlsSession session) noexcept { session_ = std::move(session); }
    bool secured() const noexcept { return session_ != nullptr; }
    Result handshake();
    /// Appends what lies there, at most some kB.
    Result read(std::string& into);
    /// Writes as much as fits; `written` says how much.
    Result write(std::string_view bytes, std::size_t& written);
    /// Whether the last `again` waits until more can be written, not read.
    bool wants_write() const noexcept { return wants_write_; }
    /// Says that nothing more will be sent.
    void end_sending();
    /// Ends with a RST, which is sent when the socket is closed.
    void reset_on_close() noexcept;

private:
    Result result_of_tls(int returned);

    Descriptor socket_;
    TlsSession session_;
    bool wants_write_ = false;
};

} // namespace phonescan::field
