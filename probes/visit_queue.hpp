#pragma once

#include "probes/permutation.hpp"
#include "probes/visit_parts.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Which device is visited next, and for what: those that were asked for by name first, then all in a seeded order. No
/// part of a device is handed out twice, and no device while it is visited. Pure logic over positions of addresses.
class VisitQueue {
public:
    /// parts: those that there are; others are never handed out.
    VisitQueue(std::uint64_t addresses, std::uint64_t seed, VisitParts parts);

    struct Visit {
        std::uint64_t position = 0;
        VisitParts parts = VisitParts::none;
        bool is_repeat = false; ///< of ports that left something to be desired
    };

    /// These parts of every address are to be asked.
    void ask_all(VisitParts parts);
    /// So are all parts of this one, before others.
    void ask(std::uint64_t position);
    /// These need not be: they are known.
    void know(std::uint64_t position, VisitParts parts) { (void)take(position, parts); }

    /// nullopt: nobody now. A device handed out is under way until done() or again().
    std::optional<Visit> next();
    void done(std::uint64_t position);
    /// What was asked of this one is to be asked once more.
    void repeat(std::uint64_t position);
    /// It came to nothing, and is to be made once more.
    void again(const Visit& visit);

    bool is_under_way() const noexcept { return !under_way_.empty(); }
    bool is_empty() const noexcept { return under_way_.empty() && remaining() == 0; }
    /// Addresses that are to be asked, or were, or are known.
    std::uint64_t wanted() const noexcept { return asks_of_all_ != VisitParts::none ? order_.size() : taken_count_; }
    /// Whether all of these parts of an address are.
    bool is_wanted(std::uint64_t position, VisitParts parts) const;
    /// Visits still to come, about.
    std::uint64_t remaining() const noexcept;

private:
    VisitParts taken(std::uint64_t position) const;
    VisitParts take(std::uint64_t position, VisitParts parts);
    bool joins_one_under_way(const Visit& visit);

    Permutation order_;
    VisitParts parts_;
    VisitParts asks_of_all_ = VisitParts::none;
    std::uint64_t cursor_ = 0;    // places before it were taken
    std::vector<bool> sip_taken_; // by position: known, queued, handed out
    std::vector<bool> web_taken_;
    std::uint64_t taken_count_ = 0;                           // addresses
    std::deque<Visit> queue_;                                 // before those of ask_all()
    std::unordered_map<std::uint64_t, VisitParts> under_way_; // by position: what is to follow
};

} // namespace phonescan
