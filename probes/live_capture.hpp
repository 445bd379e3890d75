#pragma once

#include "probes/wire/capture_file.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace phonescan {

/// How an interface is listened to.
struct LiveOptions {
    std::string filter;       ///< pcap-filter(7); empty: what can be read of link layer, SIP, DHCP and HTTP
    bool promiscuous = false; ///< also what is for others: on a mirror port
    bool join_pnp = false;    ///< become a member of 224.0.1.75, so that snooping switches deliver it; sends IGMP
};

/// Why an interface cannot be listened to.
class LiveCaptureError : public std::runtime_error {
public:
    enum class Reason : std::uint8_t { no_such_interface, no_privilege, filter, down, other };

    LiveCaptureError(Reason reason, const std::string& what) : std::runtime_error{what}, reason_{reason} {}

    Reason reason() const noexcept { return reason_; }

private:
    Reason reason_;
};

/// Frames from an interface as they arrive. Never sends one (IGMP where a membership is asked for: the kernel does).
class LiveCapture {
public:
    static constexpr int snapshot_length = 2'048;
    static constexpr int buffer_size = 16 << 20;

    /// Opens for listening; the privilege CAP_NET_RAW is needed only here. Multicast addresses of LLDP, CDP and plug
    /// and play are let in by the adapter without promiscuous mode. Errors: throws LiveCaptureError.
    LiveCapture(const std::string& interface, const LiveOptions& options);
    ~LiveCapture();
    LiveCapture(LiveCapture&&) noexcept;
    LiveCapture& operator=(LiveCapture&&) noexcept;

    const std::string& interface() const noexcept;

    /// Readable when frames are there.
    int descriptor() const noexcept;

    /// Gives out the frames that are there, and returns at once. Errors: throws LiveCaptureError when the interface
    /// went away.
    void read(const std::function<void(const wire::CapturedPacket&)>& heard);

    /// Frames that arrived and could not be given out, by the kernel and by the adapter, since opening.
    std::uint64_t dropped() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
