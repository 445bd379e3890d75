#pragma once

#include "probes/heard_store.hpp"
#include "probes/link_layer.hpp"
#include "probes/packet_filter.hpp"
#include "scanner/byte_stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// Reads files into what was heard: captures (pcap, pcapng), the output of `lldpctl -f json`, `json0` and `keyvalue`,
/// and tables headed with field names (CSV, JSON Lines), each with gzip around it or without.
class HeardFiles {
public:
    /// Borrows both. filter: of captures, see PacketFilter. Errors: throws UsageError for a filter that means nothing.
    HeardFiles(HeardStore& store, LinkLayer& link_layer, const std::string& filter);

    /// Reads a file, `-` for standard input. What a damaged one holds is kept, and told by damages(); an interruption
    /// ends it early. Errors: throws UsageError for a file that is none of these or cannot be opened.
    void read(const std::string& path);

    /// One line for each thing wrong with a file: file, offset or line, what.
    const std::vector<std::string>& damages() const noexcept { return damages_; }

    std::uint64_t rows() const noexcept { return rows_; } ///< of tables and neighbour lists

private:
    void read_capture(wire::CaptureReader& reader);
    void read_neighbours(InputWindow& input, const std::string& name);
    void read_plain(wire::CaptureReader& reader, const std::string& name);
    void damage(std::string what);

    HeardStore& store_;
    LinkLayer& link_layer_;
    std::optional<PacketFilter> filter_;
    std::vector<std::string> damages_;
    std::uint64_t rows_ = 0;
    std::uint64_t more_damages_ = 0;
};

} // namespace phonescan
