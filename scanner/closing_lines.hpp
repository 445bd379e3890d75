#pragma once

#include "probes/link_layer.hpp"
#include "probes/link_neighbours.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// How something was heard, for what there is to say about it.
struct HeardBy {
    bool live = false;       ///< from interfaces, not from files
    bool joined_pnp = false; ///< --join
    bool tables = false;     ///< rows of tables or neighbour lists were read, too
};

/// `1,204 frames, 0.4 MB: LLDP 300 from 12 senders, CDP 4 from 1, DHCP 10, …`
std::string heard_sentence(const HearingCounts& counts, const LinkNeighbours& neighbours, std::uint64_t rows);

/// For people, at the end: what each channel gave, and what it could not give where something was listened to here,
/// with the way out.
std::vector<std::string> closing_lines(const HearingCounts& counts, const LinkNeighbours& neighbours,
                                       const HeardBy& by);

} // namespace phonescan
