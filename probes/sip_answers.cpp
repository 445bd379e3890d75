#include "probes/sip_answers.hpp"

#include "probes/sip_observations.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <string>

namespace phonescan {

namespace {

constexpr std::size_t max_answered_by = 1000;

/// ICMP destination unreachable, its code for ports, and time exceeded. Source: RFC 792.
constexpr std::uint8_t icmp_unreachable = 3;
constexpr std::uint8_t icmp_port_unreachable = 3;
constexpr std::uint8_t icmp_time_exceeded = 11;

/// Of what tells one device from another; status and methods may differ from answer to answer.
std::size_t banner_hash(const Observations& heard)
{
    std::string banner;
    for (const auto& observation : heard)
        if (observation.field == Field::sip_user_agent || observation.field == Field::sip_server)
            banner += observation.value + '\n';
    return std::hash<std::string>{}(banner);
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
    const bool ours = answer.kind == SipAnswerTo::Kind::ours && answer.target.address.is_v4();
    const Target target{ours ? answer.target.address.to_v4() : from.address, answer.target.port};
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
    banners_[*place].push_back(banner_hash(heard));
    on_answer_(target, std::move(heard));
}

/// A repeated answer says nothing new; one with another banner contradicts the first.
void SipAnswers::on_another_answer(std::uint64_t place, const Target& target, Observations heard)
{
    constexpr std::size_t most_banners = 4; // of one target: more would only fill memory
    ++arrivals_.duplicates;
    auto& known = banners_[place];
    const auto hash = banner_hash(heard);
    if (known.size() >= most_banners || std::ranges::find(known, hash) != known.end()) return;
    known.push_back(hash);
    on_answer_(target, std::move(heard));
}

void SipAnswers::on_icmp_error(const IcmpError& error)
{
    const auto place = targets_.place_of(error.target);
    if (!place) return;
    if (error.type != icmp_unreachable && error.type != icmp_time_exceeded) return;
    const bool by_target = error.offender == error.target.address;
    const bool refused = error.type == icmp_unreachable && error.code == icmp_port_unreachable && by_target;
    schedule_.settle(*place, refused ? TargetState::refused : TargetState::failed);
}

void SipAnswers::accept_provisional()
{
    for (auto& [place, heard] : provisional_)
        if (schedule_.settle(place, TargetState::answered)) on_answer_(targets_.at(place), std::move(heard));
    provisional_.clear();
}

} // namespace phonescan
