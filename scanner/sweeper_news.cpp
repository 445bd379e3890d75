#include "fingerprints/web_probe.hpp"
#include "scanner/page_excerpt.hpp"
#include "scanner/sweeper_impl.hpp"

#include <fmt/format.h>

namespace phonescan {

namespace asio = boost::asio;

void Sweeper::Impl::keep(const Observations& said)
{
    macs_.answered(said);
    if (recording_) recording_->answered(said);
    said_.add(said);
}

void Sweeper::Impl::take_answer(const Target& target, Observations heard)
{
    recheck_.answered(target);
    const auto first = said_.size();
    keep(heard);
    if (!visits_anybody()) return;
    by_sip_.try_emplace(target.address, Stretch{first, said_.size() - first});
    visits_.ask(target.address);
}

void Sweeper::Impl::take_visit(DeviceVisit visit)
{
    if (visit.said.empty()) return;
    keep_excerpts(visit.said, fingerprints_);
    keep(visit.said);
}

/// Devices that fell silent may have been disturbed: the scan slows down, or ends.
void Sweeper::Impl::take_round(const Recheck::Round& round)
{
    const auto told = pace_.fell_silent(round.silent.size(), round.asked, Clock::now());
    if (!told) return;
    swept_.fell_silent.insert(swept_.fell_silent.end(), round.silent.begin(), round.silent.end());
    const auto who = fmt::format("first: {}", round.silent.front().to_string());
    if (options_.stop_on_harm) {
        const auto reason = fmt::format("stopped (--stop-on-harm): {} of {} devices that had answered are silent when "
                                        "asked again ({})",
                                        round.silent.size(), round.asked, who);
        say(reason);
        swept_.incomplete.push_back(reason);
        return stop("the scan was stopped (--stop-on-harm)");
    }
    pacer_.set_rate(pace_.rate());
    const auto text = is_finishing_ ? fmt::format("{} of {} devices that had answered are silent when asked again, at "
                                                  "the end ({})",
                                                  round.silent.size(), round.asked, who)
                                    : fmt::format("{} ({})", *told, who);
    say(text);
    swept_.remarks.push_back(text + ".");
}

/// What the fingerprints would ask a device for that has said so much.
std::vector<std::string> Sweeper::Impl::follow_ups(const asio::ip::address& device, const Observations& said) const
{
    auto all = said;
    if (const auto stretch = by_sip_.find(device); stretch != by_sip_.end())
        for (std::size_t i = 0; i < stretch->second.count; ++i)
            said_.append(stretch->second.first + i, all);
    std::vector<std::string> paths;
    for (const auto* const probe : fingerprints_.probes_for(fingerprints_.identify(all)))
        paths.push_back(probe->path);
    return paths;
}

/// A refusal is a sign; take_answer() has seen the answers.
void Sweeper::Impl::look_for_life(const std::vector<std::pair<std::uint64_t, TargetState>>& changes)
{
    for (const auto& [place, state] : changes)
        if (state == TargetState::refused) visits_.ask(plan_.order->at(place).address);
}

/// Who is in the neighbour table is there, but for those for whom a router answers.
void Sweeper::Impl::show_neighbours()
{
    const auto lent = lent_macs(swept_.sip.neighbours);
    for (const auto& [address, mac] : swept_.sip.neighbours)
        if (!lent.contains(mac)) show_life(asio::ip::address_v4{address});
}

/// By an echo, or in the neighbour table.
void Sweeper::Impl::show_life(const asio::ip::address& address)
{
    const auto position = plan_.order->addresses().position(address);
    if (!position) return;
    if (life_.has_echo_asked(*position))
        life_.echo_replied(*position);
    else
        life_.neighbour(*position);
    visits_.ask(address);
}

/// TCP ports that said nothing at all where somebody is.
std::uint64_t Sweeper::Impl::silent_ports() const
{
    const auto& ports = visits_.ports();
    std::uint64_t count = 0;
    for (std::uint64_t position = 0; position < ports.addresses(); ++position) {
        if (!book_.is_alive(position)) continue;
        for (std::size_t port = 0; port < ports.ports(); ++port)
            count += ports.get(position, port) == PortState::silent ? 1U : 0U;
    }
    return count;
}

/// Of many addresses the connections are tried once where next to nothing gets lost.
unsigned Sweeper::Impl::connect_tries() const
{
    constexpr std::uint64_t few_addresses = 4'096;
    constexpr std::uint64_t enough_answers = 20;
    constexpr double hardly_any = 0.01;
    if (plan_.order->addresses().size() <= few_addresses) return 2;
    const auto sip = sip_.progress();
    return sip.answered >= enough_answers && sip.loss < hardly_any ? 1 : 2;
}

/// Known by ARP to be nobody's.
bool Sweeper::Impl::is_absent(const asio::ip::address& address) const
{
    return knows_links_ && address.is_v4() && arp_.state(address.to_v4()) == ArpState::silent;
}

void Sweeper::Impl::add_neighbours(const std::unordered_map<std::uint32_t, MacAddress>& table)
{
    for (const auto& mac : macs_.look_up(table))
        if (recording_) recording_->neighbour(mac);
}

void Sweeper::Impl::take_changes()
{
    const auto changes = sip_.take_changes();
    if (visits_anybody() && of_all_ != VisitParts::all) look_for_life(changes);
    if (!recording_) return;
    recording_->settled(changes);
    recording_->settled(visits_.take_changes());
}

/// Addresses that are silent on SIP lose that where anything else shows somebody.
void Sweeper::Impl::count_life()
{
    const auto addresses = plan_.order->addresses().size();
    for (std::uint64_t position = 0; position < addresses; ++position) {
        const auto standing = book_.standing(position);
        swept_.alive_addresses += standing == ScanBook::Standing::alive ? 1U : 0U;
        swept_.silent_addresses += standing == ScanBook::Standing::silent ? 1U : 0U;
    }
}

} // namespace phonescan
