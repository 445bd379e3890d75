#include "probes/sip_answers.hpp"

#include "probes/sip_observations.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <string>

namespace phonescan {

namespace {

constexpr std::size_t max_answered_by = 1000;

/// Of what tells one device from another; status and methods may differ from answer to answer.
std::size_t banner_hash(const Observations& heard)
{
    constexpr std::size_t golden = 0x9e3779b97f4a7c15;
    std::size_t hash = 0;
    for (const auto& observation : heard)
        if (observation.field == Field::sip_user_agent || observation.field == Field::sip_server)
            hash = hash * golden + std::hash<std::string>{}(observation.value);
    return hash;
}

} // namespace

SipAnswers::SipAnswers(const TargetOrder& targets, const SipCookie& cookie, SweepSchedule& schedule, OnAnswer on_answer)
    : targets_{targets}, cookie_{cookie}, schedule_{schedule}, on_answer_{std::move(on_answer)}
{
}

void SipAnswers::on_datagram(const Target& from, std::string_view bytes)
{
    const auto response = wire::parse_sip_response(bytes);
    const auto answer = response ? find_target(*response, cookie_) : SipAnswerTo{};
    if (answer.kind == SipAnswerTo::Kind::foreign) {
        ++arrivals_.foreign;
        return;
    }
    const bool ours = answer.kind == SipAnswerTo::Kind::ours;
    const Target target{answer.target.address, answer.target.port};
    const auto place = ours ? targets_.place_of(target) : std::nullopt;
    if (!place) {
        ++arrivals_.forged;
        return;
    }
    if (from.address != target.address) {
        ++arrivals_.displaced;
        if (arrivals_.answered_by.size() < max_answered_by)
            arrivals_.answered_by.push_back({target.address, from.address});
        return;
    }
    const Source source{from.address, from.port, std::nullopt};
    auto heard = sip_observations(*response, source, Channel::sip_udp, WallClock::now());
    if (response->status < 200) {
        if (!provisional_.try_emplace(*place, std::move(heard)).second) ++arrivals_.duplicates;
        return;
    }
    if (!schedule_.settle(*place, TargetState::answered)) {
        on_another_answer(*place, target, std::move(heard));
        return;
    }
    banners_.emplace(*place, banner_hash(heard));
    on_answer_(target, std::move(heard));
}

/// A repeated answer says nothing new; one with another banner contradicts the first.
void SipAnswers::on_another_answer(std::uint64_t place, const Target& target, Observations heard)
{
    constexpr std::size_t most_banners = 4; // of one target: more would only fill memory
    ++arrivals_.duplicates;
    const auto hash = banner_hash(heard);
    const auto [first, fresh] = banners_.emplace(place, hash); // fresh where an earlier process had the first answer
    if (!fresh) {
        if (first->second == hash) return;
        auto& known = further_[place];
        if (known.size() + 1 >= most_banners || std::ranges::find(known, hash) != known.end()) return;
        known.push_back(hash);
    }
    on_answer_(target, std::move(heard));
}

void SipAnswers::on_icmp_error(const IcmpError& error)
{
    const auto place = targets_.place_of(error.target);
    if (!place) return;
    using Meaning = IcmpError::Meaning;
    if (error.meaning == Meaning::other) return;
    const bool refused = error.meaning == Meaning::port_unreachable && error.offender == error.target.address;
    schedule_.settle(*place, refused ? TargetState::refused : TargetState::failed);
    if (error.meaning == Meaning::prohibited)
        prohibited_.insert(*place);
    else if (!prohibited_.empty())
        prohibited_.erase(*place);
}

std::uint64_t SipAnswers::prohibited() const
{
    const auto has_failed = [this](std::uint64_t place) { return schedule_.state(place) == TargetState::failed; };
    return static_cast<std::uint64_t>(std::ranges::count_if(prohibited_, has_failed));
}

void SipAnswers::accept_provisional()
{
    for (auto& [place, heard] : provisional_)
        if (schedule_.settle(place, TargetState::answered)) on_answer_(targets_.at(place), std::move(heard));
    provisional_.clear();
}

} // namespace phonescan
