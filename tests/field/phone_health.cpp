#include "tests/field/phone_health.hpp"

#include <utility>

namespace phonescan::field {
namespace {

/// Zero means for good.
Stamp end_of_silence(Stamp when, std::chrono::microseconds time) noexcept
{
    return time.count() == 0 ? Stamp::max() : when + time;
}

} // namespace

PhoneHealth::PhoneHealth(const Site& site, HealthStatistics& statistics) : statistics_{statistics}
{
    for (const auto& bottleneck : site.bottlenecks)
        routers_.push_back({&bottleneck, {}, Stamp::min()});
}

bool PhoneHealth::passes(Stamp when, Address to, Packet packet)
{
    for (auto& router : routers_)
        if (router.bottleneck->leads_to(to) && !passes(when, router, packet)) {
            statistics_.dropped();
            return false;
        }
    return true;
}

bool PhoneHealth::passes(Stamp when, Router& router, Packet packet)
{
    const auto& bottleneck = *router.bottleneck;
    if (!bottleneck.falls_silent) {
        if (packet == Packet::datagram && router.second.within(when) >= bottleneck.most_a_second) return false;
        router.second.add(when);
        return true;
    }
    if (when < router.silent_until) return false;
    router.second.add(when);
    if (router.second.within(when) <= bottleneck.most_a_second) return true;
    router.silent_until = end_of_silence(when, bottleneck.silent_for);
    router.second.forget();
    statistics_.overloaded(when);
    return false;
}

bool PhoneHealth::hears(Stamp when, const PlayedDevice& device)
{
    const auto& endurance = device.behaviour->endurance;
    if (!endurance.falls_silent()) return true;
    auto& phone = phones_[device.address];
    if (when < phone.silent_until) {
        statistics_.unheard();
        return false;
    }
    phone.heard.add(when);
    const auto last = std::exchange(phone.last, when);
    if (endurance.most_a_second != 0 && phone.heard.within(when) > endurance.most_a_second)
        fall_silent(when, device, phone, Overload::rate);
    else if (last != Stamp::min() && when - last < endurance.least_gap)
        fall_silent(when, device, phone, Overload::gap);
    else
        return true;
    return false;
}

void PhoneHealth::fall_silent(Stamp when, const PlayedDevice& device, Phone& phone, Overload cause)
{
    phone.silent_until = end_of_silence(when, device.behaviour->endurance.silent_for);
    phone.heard.forget();
    phone.last = Stamp::min();
    statistics_.fell_silent(when, device.address, cause);
    silences_.push_back({device.address, phone.silent_until});
}

bool PhoneHealth::is_silent(Stamp when, const PlayedDevice& device) const
{
    if (!device.behaviour->endurance.falls_silent()) return false;
    const auto found = phones_.find(device.address);
    return found != phones_.end() && when < found->second.silent_until;
}

bool PhoneHealth::may_answer(Stamp when, const PlayedDevice& device)
{
    const auto most = device.behaviour->endurance.answers_a_second;
    if (most == 0) return true;
    auto& answered = phones_[device.address].answered;
    if (answered.within(when) >= most) {
        statistics_.withheld();
        return false;
    }
    answered.add(when);
    return true;
}

std::vector<PhoneHealth::Silence> PhoneHealth::take_silences() noexcept
{
    return std::exchange(silences_, {});
}

} // namespace phonescan::field
