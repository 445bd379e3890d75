#include "tests/field/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace phonescan::field {
namespace {

std::string subnet_text(Address address)
{
    return dotted(address) + (address.is_ipv6() ? "/120" : "/24");
}

} // namespace

void Statistics::touch(Stamp when, Address address)
{
    auto& subnet = subnets_[address.subnet()];
    if (!subnet) subnet = std::make_unique<Subnet>();
    subnet->second.add(when);
    auto& host = subnet->hosts[address.host()];
    if (host.asked == 0)
        ++addresses_;
    else if (when - host.last < least_gap_) {
        least_gap_ = when - host.last;
        least_gap_address_ = address;
    }
    host.last = when;
    if (++host.asked > most_to_one_) {
        most_to_one_ = host.asked;
        most_to_address_ = address;
    }
}

void Statistics::request(Stamp when, Address address, const SipRequest& request, Reached reached)
{
    ++reached_[static_cast<std::size_t>(reached)];
    if (reached == Reached::outside) return;
    if (requests_++ == 0) first_ = when;
    last_ = when;
    ++faults_[static_cast<std::size_t>(request.fault)];
    const auto method = methods_.find(request.method.substr(0, 32));
    if (method != methods_.end())
        ++method->second;
    else if (methods_.size() < 64)
        methods_.emplace(request.method.substr(0, 32), 1);
    second_.add(when);
    touch(when, address);
}

Statistics::Busiest Statistics::busiest_subnet() const
{
    Busiest busiest;
    for (const auto& [subnet, seen] : subnets_)
        if (seen->second.most() > busiest.count || (seen->second.most() == busiest.count && subnet < busiest.address))
            busiest = {subnet, seen->second.most()};
    return busiest;
}

double Statistics::seconds() const
{
    return std::chrono::duration<double>(last_ - first_).count();
}

std::string Statistics::json() const
{
    const auto busiest = busiest_subnet();
    const bool gap = least_gap_ != Stamp::max();
    std::string invalid;
    for (std::size_t i = 1; i < request_faults; ++i)
        if (faults_[i] > 0)
            fmt::format_to(std::back_inserter(invalid), "{}\"{}\": {}", invalid.empty() ? "" : ", ",
                           name_of(static_cast<RequestFault>(i)), faults_[i]);
    std::string methods;
    for (const auto& [name, count] : methods_) {
        const bool word =
            !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (word) fmt::format_to(std::back_inserter(methods), "{}\"{}\": {}", methods.empty() ? "" : ", ", name, count);
    }
    std::string out = "{\n";
    const auto line = [&out](std::string_view name, const auto& value) {
        fmt::format_to(std::back_inserter(out), "  \"{}\": {},\n", name, value);
    };
    line("requests", requests_); // datagrams to played addresses, lost ones included
    line("valid", faults_[0]);
    line("invalid", requests_ - faults_[0]);
    line("invalid_reasons", '{' + invalid + '}');
    line("methods", '{' + methods + '}');
    line("to_devices", reached_[0]);
    line("to_silent", reached_[1]);
    line("to_closed", reached_[2]);
    line("outside", reached_[3]); // to addresses that are not played; in no other figure
    line("addresses_asked", addresses_);
    line("most_to_one_address", most_to_one_);
    line("most_to_one_address_at", '"' + dotted(most_to_address_) + '"');
    line("answers", answers_);   // datagrams sent, 100s and duplicates included
    line("refusals", refusals_); // ICMP errors sent by the field itself
    line("lost_in", lost_in_);
    line("lost_out", lost_out_);
    line("send_failures", send_failures_);
    line("kernel_drops", kernel_drops_); // of the field's own receive buffers: not zero = no figure is complete
    out += web_.json_lines();
    out += health_.json_lines();
    line("first_request", fmt::format("{:.6f}", std::chrono::duration<double>(first_).count())); // time of day
    line("seconds", fmt::format("{:.6f}", seconds()));
    line("peak_per_second", second_.most()); // most in any one second
    line("peak_per_second_24", busiest.count);
    line("peak_per_second_24_at", '"' + subnet_text(busiest.address) + '"');
    line("minimum_gap_ms",
         gap ? fmt::format("{:.6f}", std::chrono::duration<double, std::milli>(least_gap_).count()) : "null");
    line("minimum_gap_at", gap ? '"' + dotted(least_gap_address_) + '"' : std::string("null"));
    out.resize(out.size() - 2);
    return out + "\n}\n";
}

std::string Statistics::text() const
{
    const auto busiest = busiest_subnet();
    std::string out = fmt::format("phonefield: {} requests to {} addresses in {:.1f} s, {} valid, {} answers sent\n",
                                  requests_, addresses_, seconds(), faults_[0], answers_);
    for (std::size_t i = 1; i < request_faults; ++i)
        if (faults_[i] > 0)
            out +=
                fmt::format("phonefield: {} invalid requests: {}\n", faults_[i], name_of(static_cast<RequestFault>(i)));
    out += fmt::format("phonefield: most in one second: {} in all, {} in {}; most to one address: {}\n", second_.most(),
                       busiest.count, subnet_text(busiest.address), most_to_one_);
    if (least_gap_ != Stamp::max())
        out += fmt::format("phonefield: least time between two to one address: {:.3f} ms ({})\n",
                           std::chrono::duration<double, std::milli>(least_gap_).count(), dotted(least_gap_address_));
    if (lost_in_ + lost_out_ > 0)
        out += fmt::format("phonefield: lost on purpose: {} requests, {} answers\n", lost_in_, lost_out_);
    if (kernel_drops_ > 0)
        out += fmt::format("phonefield: warning: the kernel dropped {} requests here\n", kernel_drops_);
    return out + web_.text() + health_.text();
}

} // namespace phonescan::field
