#include "tests/field/health_statistics.hpp"

#include <fmt/format.h>

#include <iterator>

namespace phonescan::field {
namespace {

constexpr std::size_t listed_falls = 100;

} // namespace

void HealthStatistics::packet(Stamp when, Address to, bool to_phone)
{
    if (!first_) first_ = when;
    second_.add(when);
    if (!to_phone) return;
    auto& second = second_of_[to];
    second.add(when);
    if (second.most() <= most_to_one_) return;
    most_to_one_ = second.most();
    most_to_ = to;
}

void HealthStatistics::fell_silent(Stamp when, Address phone, Overload cause)
{
    ++falls_;
    ++falls_of_[phone];
    if (first_falls_.size() < listed_falls) first_falls_.push_back({when, phone, cause});
}

void HealthStatistics::overloaded(Stamp when)
{
    ++overloads_;
    if (!first_overload_) first_overload_ = when;
}

double HealthStatistics::seconds_to(Stamp when) const
{
    return std::chrono::duration<double>(when - first_.value_or(when)).count();
}

std::string HealthStatistics::json_lines() const
{
    std::string falls;
    for (const auto& fall : first_falls_)
        fmt::format_to(std::back_inserter(falls), "{}{{\"address\": \"{}\", \"second\": {:.6f}, \"cause\": \"{}\"}}",
                       falls.empty() ? "" : ", ", dotted(fall.phone), seconds_to(fall.when),
                       fall.cause == Overload::rate ? "rate" : "gap");
    std::string out;
    const auto line = [&out](std::string_view name, const auto& value) {
        fmt::format_to(std::back_inserter(out), "  \"{}\": {},\n", name, value);
    };
    line("peak_packets_per_second", second_.most()); // datagrams and connections, most in any one second
    line("peak_to_one_phone", most_to_one_);         // the same to one phone
    line("peak_to_one_phone_at", '"' + dotted(most_to_) + '"');
    line("phones_fell_silent", falls_of_.size()); // because they were asked too fast
    line("falls_silent", falls_);                 // the same phone may fall silent again
    line("fell_silent", '[' + falls + ']');       // the first hundred; second: since the first packet
    line("packets_to_silent_phones", unheard_);
    line("answers_withheld", withheld_);      // above answer-limit
    line("bottleneck_dropped", dropped_);     // packets
    line("bottleneck_overloads", overloads_); // how often one went silent
    line("bottleneck_first_overload", first_overload_ ? fmt::format("{:.6f}", seconds_to(*first_overload_)) : "null");
    return out;
}

std::string HealthStatistics::text() const
{
    std::string out;
    if (falls_ > 0)
        out += fmt::format("phonefield: {} phones fell silent, the first ({}) after {:.3f} s; {} packets to silent "
                           "phones\n",
                           falls_of_.size(), dotted(first_falls_.front().phone), seconds_to(first_falls_.front().when),
                           unheard_);
    if (withheld_ > 0) out += fmt::format("phonefield: {} answers above the limit of their phone\n", withheld_);
    if (dropped_ > 0)
        out += fmt::format("phonefield: {} packets dropped by a bottleneck, which went silent {} times\n", dropped_,
                           overloads_);
    if (!out.empty())
        out += fmt::format("phonefield: most packets in one second: {} in all, {} to one phone ({})\n", second_.most(),
                           most_to_one_, dotted(most_to_));
    return out;
}

} // namespace phonescan::field
