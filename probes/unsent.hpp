#pragma once

#include "probes/sweep_schedule.hpp"
#include "probes/target_order.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// The targets that no datagram has left for, and why.
class Unsent {
public:
    /// There is no way to a target, or the gate keeps it shut: the caller, who gave the routes and the gate, knows
    /// which.
    void no_way() { ++no_way_; }
    /// A target's first datagram was refused (errno), or abandoned (0).
    void refused(std::uint64_t place, int error) { refused_[place] = error; }
    void abandoned(std::uint64_t place) { refused_.try_emplace(place, 0); }
    /// It left after all.
    void sent(std::uint64_t place)
    {
        if (!refused_.empty()) refused_.erase(place);
    }

    /// Of those that were refused or abandoned.
    std::vector<std::uint64_t> places() const;
    bool contains(std::uint64_t place) const { return refused_.contains(place); }
    /// errno of a refused target, 0 of an abandoned one.
    int error_of(std::uint64_t place) const { return refused_.at(place); }
    std::uint64_t count() const noexcept { return no_way_ + refused_.size(); }
    /// A sentence for each reason of the system's; those without a way or abandoned the caller knows of.
    std::vector<std::string> reasons() const;

private:
    std::uint64_t no_way_ = 0;
    std::unordered_map<std::uint64_t, int> refused_; // by place: errno of the last attempt
};

/// Whether an address, one of the targets', was asked on every port and silent on all.
bool is_silent(const TargetOrder& targets, const SweepSchedule& schedule, const Unsent& unsent,
               const boost::asio::ip::address& address);

/// The addresses of which that is true.
std::uint64_t silent_addresses(const TargetOrder& targets, const SweepSchedule& schedule, const Unsent& unsent);

} // namespace phonescan
