#pragma once

#include "tests/field/site.hpp"

#include <memory>
#include <string>

struct ssl_st;

namespace phonescan::field {

struct FreeTlsSession {
    void operator()(ssl_st* session) const noexcept;
};
using TlsSession = std::unique_ptr<ssl_st, FreeTlsSession>;

/// The keys and certificates of a site: one key of each kind for all devices, a certificate made when it is asked for.
class TlsIdentities {
public:
    TlsIdentities();
    ~TlsIdentities();
    TlsIdentities(const TlsIdentities&) = delete;
    TlsIdentities& operator=(const TlsIdentities&) = delete;

    /// Makes what takes long for a device and those like it, so that no client waits for it.
    /// Errors: std::runtime_error, among them ciphers and names that OpenSSL does not take.
    void prepare(const PlayedDevice& device);

    /// The server's end of TLS over a connected socket that does not block. Borrows the socket.
    TlsSession session(const PlayedDevice& device, int socket);

    /// The certificate of a device, in DER (X.690).
    std::string certificate(const PlayedDevice& device);

private:
    struct Store;
    std::unique_ptr<Store> store_;
};

} // namespace phonescan::field
