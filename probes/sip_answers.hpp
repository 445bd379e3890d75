#pragma once

#include "probes/observation/observation.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/sweep_schedule.hpp"
#include "probes/target_order.hpp"
#include "probes/udp_port.hpp"

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace phonescan {

/// An answer to a question put to `asked` that came from elsewhere: a proxy or address translator, no phone there.
struct AnsweredBy {
    boost::asio::ip::address asked;
    boost::asio::ip::address by;
};

/// What arrived at a sweep's port besides first answers.
struct SipArrivals {
    std::uint64_t duplicates = 0;        ///< answers of targets that had answered
    std::uint64_t forged = 0;            ///< answers to requests that were never made
    std::uint64_t foreign = 0;           ///< datagrams that answer nothing of ours
    std::uint64_t displaced = 0;         ///< answers from another address than the one asked
    std::vector<AnsweredBy> answered_by; ///< the first thousand of those
};

/// Sorts what arrives at a sweep's port, by the cookie an answer brings back, and settles targets in the schedule.
/// The references must outlive it.
class SipAnswers {
public:
    /// Called for each target that answers, and again when a later answer of it carries another banner: that is a
    /// contradiction to be shown.
    using OnAnswer = std::function<void(const Target&, Observations)>;

    SipAnswers(const TargetOrder& targets, const SipCookie& cookie, SweepSchedule& schedule, OnAnswer on_answer);

    void on_datagram(const Target& from, std::string_view bytes);
    /// A port unreachable from the target itself refuses; any other unreachable, or an expired TTL, is a failure on the
    /// way.
    void on_icmp_error(const IcmpError& error);
    /// Counts those as answering who gave nothing but provisional responses. At the end of a sweep.
    void accept_provisional();

    const SipArrivals& arrivals() const noexcept { return arrivals_; }
    /// Targets that failed for that reason.
    std::uint64_t prohibited() const;
    /// Whether somebody on the way said last that this target may not be asked: one of those that failed.
    bool is_prohibited(std::uint64_t place) const { return prohibited_.contains(place); }

private:
    void on_another_answer(std::uint64_t place, const Target& target, Observations heard);

    const TargetOrder& targets_;
    const SipCookie& cookie_;
    SweepSchedule& schedule_;
    OnAnswer on_answer_;
    std::unordered_map<std::uint64_t, Observations> provisional_;         // by place
    std::unordered_map<std::uint64_t, std::size_t> banners_;              // by place: hash of what it said first
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> further_; // by place: of what hardly anybody says then
    std::unordered_set<std::uint64_t> prohibited_;                        // by place
    SipArrivals arrivals_;
};

} // namespace phonescan
