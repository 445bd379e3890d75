#include "probes/packet_filter.hpp"

#include <pcap/pcap.h>

#include <stdexcept>
#include <utility>

namespace phonescan {

/// What libpcap made of the expression for one link type.
struct PacketFilter::Program {
    Program(wire::LinkType type, const std::string& expression)
    {
        auto* const handle = pcap_open_dead(pcap_type(type), wire::CaptureReader::longest_packet);
        is_compiled = pcap_compile(handle, &code, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
        if (!is_compiled) error = pcap_geterr(handle);
        pcap_close(handle);
    }
    ~Program()
    {
        if (is_compiled) pcap_freecode(&code);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// libpcap numbers some links differently in its programs than files do.
    static int pcap_type(wire::LinkType type) noexcept
    {
        return type == wire::LinkType::raw ? DLT_RAW : static_cast<int>(type);
    }

    bpf_program code{};
    bool is_compiled = false;
    std::string error;
};

PacketFilter::PacketFilter(std::string expression) : expression_{std::move(expression)}
{
    const auto& program = program_for(wire::LinkType::ethernet);
    if (!program.is_compiled) throw std::invalid_argument{program.error};
}

PacketFilter::~PacketFilter() = default;
PacketFilter::PacketFilter(PacketFilter&&) noexcept = default;
PacketFilter& PacketFilter::operator=(PacketFilter&&) noexcept = default;

const PacketFilter::Program& PacketFilter::program_for(wire::LinkType type)
{
    if (last_ != nullptr && last_type_ == type) return *last_;
    auto& program = programs_[type];
    if (!program) program = std::make_unique<Program>(type, expression_);
    last_type_ = type;
    last_ = program.get();
    return *program;
}

bool PacketFilter::admits(const wire::CapturedPacket& packet)
{
    const auto& program = program_for(packet.link_type);
    if (!program.is_compiled) return false;
    pcap_pkthdr header{};
    header.caplen = static_cast<bpf_u_int32>(packet.bytes.size());
    header.len = packet.length_on_wire;
    return pcap_offline_filter(&program.code, &header, reinterpret_cast<const u_char*>(packet.bytes.data())) != 0;
}

} // namespace phonescan
