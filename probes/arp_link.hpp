#pragma once

#include "probes/address_set.hpp"
#include "probes/permutation.hpp"
#include "probes/send_gate.hpp"
#include "probes/sweep_schedule.hpp"
#include "probes/unsent.hpp"
#include "probes/wire/arp.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

struct ArpSweepOptions {
    unsigned passes = 4; ///< at 0, 0.5, 1.5, 3.5, 7.5, … s or later; at least 1; from 3 on, more where replies get lost
    Clock::duration last_wait = std::chrono::seconds{1}; ///< after the last request of all
    std::uint64_t seed = 0;                              ///< of the order
    Clock::duration patience = std::chrono::seconds{30}; ///< how long a link may be down before we stop
};

/// What is known of an address by ARP.
enum class ArpState : std::uint8_t {
    unasked,  ///< nobody asked for it: not on a link with ARP, excluded, or the sweep ended before
    silent,   ///< asked for, no reply
    resolved, ///< somebody has it
};

/// Who has which address.
struct ArpAnswers {
    /// By address, in host byte order: who said so first.
    std::unordered_map<std::uint32_t, MacAddress> macs;
    /// The others who said so, too, a few at most: an address conflict, or a router that answers for others (proxy
    /// ARP).
    std::map<std::uint32_t, std::vector<MacAddress>> others;
};

/// One link's share of an ARP sweep: whom to ask for next, and who answered. Pure logic, time passed in.
///
/// Addresses are asked for in the seeded order of a Permutation of their ascending positions and in the passes of a
/// SweepSchedule: only what is not resolved is repeated, and never within 0.5 s. Memory: two bits and, up to 65,536,
/// times of day an address; and what answers need.
class ArpLink {
public:
    ArpLink(AddressSet addresses, const ArpSweepOptions& options);

    /// The addresses to ask for now, at most max_batch; the gate has let them pass. Until they are sent() they stay the
    /// same. None: see is_finished() and come_back().
    std::span<const std::uint32_t> batch(SendGate& gate, Clock::time_point now);
    /// So many from the front have left.
    void sent(std::size_t count, Clock::time_point now);
    /// None has: errno. They stay in the batch, which is empty until it is time to try again.
    void failed(int error, Clock::time_point now);
    /// A packet whose sender has, or claims, an address. Of others than ours it is ignored.
    void heard(const wire::Arp& packet);
    /// Asks for nothing more; replies under way are still awaited.
    void stop();

    bool is_finished() const noexcept { return finished_; }
    /// When there is something to do.
    Clock::time_point come_back() const noexcept { return come_back_; }

    ArpState state(std::uint32_t address) const;
    const AddressSet& addresses() const noexcept { return addresses_; }
    const ArpAnswers& answers() const noexcept { return answers_; }
    std::uint64_t begun() const noexcept { return schedule_.begun(); }
    std::uint64_t resolved() const noexcept { return schedule_.count(TargetState::answered); }
    std::uint64_t unasked() const;
    std::uint64_t requests() const noexcept { return requests_; }
    std::uint64_t replies() const noexcept { return replies_; }
    /// Requests that the passes will still send if nobody else answers; for progress.
    std::uint64_t remaining() const noexcept { return is_stopped_ ? 0 : schedule_.remaining(); }
    /// Why it gave up; empty: it did not.
    const std::string& failure() const noexcept { return failure_; }

    static constexpr std::size_t max_batch = 64;

private:
    bool admit(const SweepSchedule::Turn& turn, SendGate& gate, Clock::time_point now);
    void fill(SendGate& gate, Clock::time_point now);
    void end(Clock::time_point now);

    AddressSet addresses_;
    ArpSweepOptions options_;
    Permutation order_;
    SweepSchedule schedule_;
    ArpAnswers answers_;
    std::vector<SweepSchedule::Turn> turns_;     // permitted, not yet gone
    std::vector<std::uint32_t> batch_;           // their addresses
    std::optional<SweepSchedule::Turn> pending_; // taken from the schedule, not yet permitted
    Unsent unsent_;
    std::uint64_t requests_ = 0;
    std::uint64_t replies_ = 0;
    Clock::time_point come_back_{};
    Clock::time_point busy_until_{}; // back-off of a full queue or a link that is down
    Clock::duration back_off_{};
    std::optional<Clock::time_point> failing_since_; // no request has left since
    std::optional<Clock::time_point> last_sent_;
    std::string failure_;
    bool is_stopped_ = false;
    bool finished_ = false;
};

} // namespace phonescan
