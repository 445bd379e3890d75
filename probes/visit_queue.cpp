#include "probes/visit_queue.hpp"

namespace phonescan {

VisitQueue::VisitQueue(std::uint64_t addresses, std::uint64_t seed, VisitParts parts)
    : order_{addresses, seed}, parts_{parts}, sip_taken_(addresses), web_taken_(addresses)
{
}

void VisitQueue::ask_all(VisitParts parts)
{
    asks_of_all_ = parts & parts_;
}

void VisitQueue::ask(std::uint64_t position)
{
    if (position >= order_.size()) return;
    const Visit visit{position, take(position, parts_)};
    if (visit.parts != VisitParts::none && !joins_one_under_way(visit)) queue_.push_back(visit);
}

std::optional<VisitQueue::Visit> VisitQueue::next()
{
    while (!queue_.empty()) {
        const auto visit = queue_.front();
        queue_.pop_front();
        if (joins_one_under_way(visit)) continue;
        under_way_.emplace(visit.position, VisitParts::none);
        return visit;
    }
    while (asks_of_all_ != VisitParts::none && cursor_ < order_.size()) {
        const auto position = order_.at(cursor_++);
        const Visit visit{position, take(position, asks_of_all_)};
        if (visit.parts == VisitParts::none || joins_one_under_way(visit)) continue;
        under_way_.emplace(position, VisitParts::none);
        return visit;
    }
    return std::nullopt;
}

void VisitQueue::done(std::uint64_t position)
{
    const auto found = under_way_.find(position);
    if (found == under_way_.end()) return;
    if (found->second != VisitParts::none) queue_.push_back({position, found->second});
    under_way_.erase(found);
}

void VisitQueue::repeat(std::uint64_t position)
{
    if (position < order_.size() && taken(position) != VisitParts::none && !under_way_.contains(position))
        queue_.push_back({position, taken(position), true});
}

void VisitQueue::again(const Visit& visit)
{
    if (const auto found = under_way_.find(visit.position); found != under_way_.end() && !visit.is_repeat)
        found->second = found->second | visit.parts;
    done(visit.position);
    if (visit.is_repeat) queue_.push_back(visit);
}

bool VisitQueue::is_wanted(std::uint64_t position, VisitParts parts) const
{
    return position < order_.size() && without(parts, asks_of_all_ | taken(position)) == VisitParts::none;
}

std::uint64_t VisitQueue::remaining() const noexcept
{
    return queue_.size() + (asks_of_all_ != VisitParts::none ? order_.size() - cursor_ : 0);
}

VisitParts VisitQueue::taken(std::uint64_t position) const
{
    return (sip_taken_[position] ? VisitParts::sip : VisitParts::none) |
           (web_taken_[position] ? VisitParts::web : VisitParts::none);
}

/// Takes what of it was not taken before; returns that.
VisitParts VisitQueue::take(std::uint64_t position, VisitParts parts)
{
    const auto before = taken(position);
    const auto fresh = without(parts, before);
    if (before == VisitParts::none && fresh != VisitParts::none) ++taken_count_;
    if (holds(fresh, VisitParts::sip)) sip_taken_[position] = true;
    if (holds(fresh, VisitParts::web)) web_taken_[position] = true;
    return fresh;
}

/// A device has one visit at a time: what comes meanwhile follows it.
bool VisitQueue::joins_one_under_way(const Visit& visit)
{
    const auto found = under_way_.find(visit.position);
    if (found == under_way_.end()) return false;
    found->second = found->second | visit.parts;
    return true;
}

} // namespace phonescan
