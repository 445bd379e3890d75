#pragma once

#include "tests/field/site.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace phonescan::field {

/// How often devices say what they say by themselves.
struct Rounds {
    std::uint64_t count = 1;
    std::uint64_t filler = 0; ///< frames of no interest behind each frame of a device
    std::chrono::milliseconds interval{1'000};
};

/// Writes the frames of every device of the site to a pcap file (Ethernet), a round an interval.
/// Returns the number of frames. Errors: std::runtime_error.
std::uint64_t write_capture(const Site& site, const Rounds& rounds, const std::filesystem::path& file);

/// Sends them onto an interface, which must be a veth: nothing may leave a test's own network. Needs CAP_NET_RAW.
/// Returns the number of frames. Errors: std::runtime_error.
std::uint64_t send_frames(const Site& site, const Rounds& rounds, const std::string& interface);

} // namespace phonescan::field
