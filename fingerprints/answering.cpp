#include "fingerprints/answering.hpp"

namespace phonescan {

namespace {

bool is_sip(const Observation& observation) noexcept
{
    switch (observation.field) {
    case Field::sip_user_agent:
    case Field::sip_server:
    case Field::sip_allow:
    case Field::sip_status:
        return true;
    default:
        return false;
    }
}

} // namespace

void Answering::add(const Answering& other) noexcept
{
    by_sip = by_sip || other.by_sip;
    by_web = by_web || other.by_web;
    in_old_tls = in_old_tls || other.in_old_tls;
    in_newer_tls = in_newer_tls || other.in_newer_tls;
}

Answering answering_of(std::span<const Observation> observations) noexcept
{
    Answering answering;
    for (const auto& observation : observations) {
        const auto channel = observation.channel;
        const bool is_web_channel =
            channel == Channel::http || channel == Channel::https || channel == Channel::sip_tls;
        if (is_sip(observation))
            answering.by_sip = true;
        else if (is_web_channel && observation.field != Field::http_user_agent) // that one asked, and was overheard
            answering.by_web = true;
        if (observation.field != Field::tls_version) continue;
        const bool is_old = observation.value == "TLS 1.0" || observation.value == "SSL 3.0";
        (is_old ? answering.in_old_tls : answering.in_newer_tls) = true;
    }
    return answering;
}

} // namespace phonescan
