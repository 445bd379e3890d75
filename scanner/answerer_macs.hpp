#pragma once

#include "probes/observation/observation.hpp"
#include "probes/routes.hpp"

#include <cstdint>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace phonescan {

/// The hardware addresses that stand for several addresses: a router's that answers for others (proxy ARP).
std::set<MacAddress> lent_macs(const std::unordered_map<std::uint32_t, MacAddress>& neighbours);

/// The hardware addresses of those who answered, as far as the neighbour table has them, with the time of the answer.
class AnswererMacs {
public:
    /// Borrows the routes: who is on none of this machine's links is not in the table. earlier: what is known already.
    AnswererMacs(const std::vector<Route>& routes, const Observations& earlier);

    /// All of one source.
    void answered(const Observations& said);
    /// Is there anybody whose hardware address is not known?
    bool has_open() const noexcept { return !open_.empty(); }
    /// Looks for those in the table; what it has of them, valid until the next call.
    const Observations& look_up(const std::unordered_map<std::uint32_t, MacAddress>& table);

    /// All that was found.
    Observations take() { return std::move(found_); }

private:
    struct Answerer {
        boost::asio::ip::address_v4 address;
        WallClock::time_point time{};
    };

    const std::vector<Route>& routes_;
    std::vector<Answerer> open_;
    std::unordered_set<std::uint32_t> known_; ///< open or found
    Observations found_;
    Observations fresh_;
};

} // namespace phonescan
