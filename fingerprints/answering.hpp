#pragma once

#include "probes/observation/observation.hpp"

#include <span>

namespace phonescan {

/// How a device answers: on which channels, and with how old a TLS.
struct Answering {
    bool by_sip = false;
    bool by_web = false;       ///< HTTP, HTTPS, or the certificate of a port for SIP over TLS
    bool in_old_tls = false;   ///< TLS 1.0 or older is the newest that some port of it speaks
    bool in_newer_tls = false; ///< some port speaks a newer one

    void add(const Answering& other) noexcept;
};

/// As these observations tell.
Answering answering_of(std::span<const Observation> observations) noexcept;

} // namespace phonescan
