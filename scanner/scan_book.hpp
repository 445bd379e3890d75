#pragma once

#include "probes/routes.hpp"
#include "probes/sip_sweep.hpp"
#include "probes/visit_sweep.hpp"
#include "scanner/coverage/account.hpp"
#include "scanner/life_signs.hpp"

#include <map>
#include <string>
#include <vector>

namespace phonescan {

/// The accounts of a scan, as its sweeps have them: nothing is copied. The references must outlive it.
class ScanBook final : public AccountBook {
public:
    struct Parts {
        const TargetOrder& order;
        const AddressSet& excluded; ///< of the addresses that were named
        const std::vector<Route>& routes;
        const SipSweep& sip;
        const VisitSweep& visits;
        std::vector<AskedPort> ports; ///< of the visits
        const LifeSigns& life;
        unsigned echo_passes = 0; ///< 0: no echo is asked for
    };
    explicit ScanBook(Parts parts);

    /// Why what is unsent without a reason of its own is so.
    void set_reason(std::string reason) { reason_ = std::move(reason); }

    const AddressSet& addresses() const override { return parts_.order.addresses(); }
    const AddressSet& excluded() const override { return parts_.excluded; }
    const std::vector<AskedChannel>& channels() const override { return channels_; }
    Account account(std::uint64_t position, std::size_t channel) const override;
    bool is_alive(std::uint64_t position) const override { return standing(position) <= Standing::alive; }

    /// What all channels together say of an address.
    enum class Standing : std::uint8_t {
        answered, ///< it spoke, in any protocol
        alive,    ///< it did not, but somebody is there
        silent,   ///< asked by SIP over UDP on every port, without that over connections, and nothing came
        open,     ///< not all of that was asked, or the way there is shut
    };
    Standing standing(std::uint64_t position) const;
    bool has_answered(std::uint64_t position) const { return standing(position) == Standing::answered; }
    bool is_silent(std::uint64_t position) const { return standing(position) == Standing::silent; }

private:
    Account by_sip(std::uint64_t position, std::size_t port) const;
    Account by_visit(std::uint64_t position, std::size_t port) const;
    Account by_echo(std::uint64_t position) const;
    std::string_view why_unsent(std::uint64_t position, int error) const;
    SipTargetAccount sip_account(std::uint64_t position, std::size_t port) const;

    Parts parts_;
    std::vector<AskedChannel> channels_; // SIP over UDP, then the visits' ports, then ICMP
    std::string reason_;
    mutable std::map<int, std::string> errors_; // by errno
};

} // namespace phonescan
