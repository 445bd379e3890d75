#pragma once

#include "probes/wire/capture_file.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace phonescan {

/// An expression of pcap-filter(7), compiled by libpcap for every link type that it meets.
class PacketFilter {
public:
    /// Errors: throws std::invalid_argument with libpcap's words when it means nothing for Ethernet.
    explicit PacketFilter(std::string expression);
    ~PacketFilter();
    PacketFilter(PacketFilter&&) noexcept;
    PacketFilter& operator=(PacketFilter&&) noexcept;

    /// Is the packet one of those wanted? Of a link type for which the expression means nothing, none is.
    bool admits(const wire::CapturedPacket& packet);

private:
    struct Program;
    const Program& program_for(wire::LinkType type);

    std::string expression_;
    std::unordered_map<wire::LinkType, std::unique_ptr<Program>> programs_;
    wire::LinkType last_type_{};
    const Program* last_ = nullptr; ///< of last_type_
};

} // namespace phonescan
