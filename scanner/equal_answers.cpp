#include "scanner/equal_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace phonescan {

namespace {

using boost::asio::ip::address_v4;
using Members = std::vector<std::size_t>; ///< indices of findings

constexpr std::uint32_t network_size = 256;
constexpr std::size_t portal_addresses = 20;

bool is_over_nine_tenths(std::uint64_t part, std::uint64_t whole)
{
    return 10 * part > 9 * whole;
}

/// Whether it may be one of many that something else answers for: nothing but its address is its own.
bool has_only_its_address(const Device& device)
{
    return device.key.starts_with("ip:") && !device.address.is_unspecified();
}

/// Borrows from the device.
auto identity_of(const Device& device)
{
    const auto& identity = *device.identity;
    return std::tie(identity.kind, identity.vendor, identity.model, identity.firmware, identity.edition, identity.mac,
                    identity.serial, identity.name);
}

/// A portal tells each address where it wanted to go: that is no difference.
std::string without_own_address(std::string value, const std::string& address)
{
    for (auto at = value.find(address); at != std::string::npos; at = value.find(address, at))
        value.erase(at, address.size());
    return value;
}

/// All that a device said, in whatever order.
std::set<std::pair<Field, std::string>> answer_of(const Observations& said)
{
    std::set<std::pair<Field, std::string>> answer;
    for (const auto& observation : said)
        if (observation.channel != Channel::neighbours)
            answer.emplace(observation.field,
                           without_own_address(observation.value, observation.source.address.to_string()));
    return answer;
}

std::uint64_t asked_in(const AddressSet& asked, std::uint32_t network)
{
    std::uint64_t count = 0;
    for (std::uint32_t host = 0; host < network_size; ++host)
        count += asked.contains(network + host) ? 1U : 0U;
    return count;
}

class Crowds {
public:
    Crowds(std::vector<Finding> findings, const AddressSet& asked) : findings_{std::move(findings)}, asked_{asked} {}

    void take_portals();
    void take_decoys();
    std::vector<Finding> findings() &&;

private:
    void take(Members members, EqualAnswers equal);

    std::vector<Finding> findings_;
    const AddressSet& asked_;
    std::vector<Finding> lines_;
};

void Crowds::take_portals()
{
    std::map<std::set<std::pair<Field, std::string>>, Members> by_answer;
    DeviceDetails details;
    for (std::size_t i = 0; i < findings_.size(); ++i) {
        const auto& device = findings_[i].device;
        const auto kind = device.identity->kind;
        const bool may_be_phone = kind == Kind::phone || kind == Kind::possible_phone;
        if (may_be_phone || !has_only_its_address(device)) continue;
        details.read(device);
        by_answer[answer_of(details.observations())].push_back(i);
    }
    for (auto& [answer, members] : by_answer)
        if (members.size() >= portal_addresses) take(std::move(members), {.kind = EqualAnswers::Kind::portal});
}

void Crowds::take_decoys()
{
    using Network = std::uint32_t;
    using Crowd = decltype(identity_of(std::declval<Device>()));
    std::map<std::pair<Network, Crowd>, Members> by_identity;
    for (std::size_t i = 0; i < findings_.size(); ++i) {
        const auto& device = findings_[i].device;
        if (findings_[i].is_stood_for || !has_only_its_address(device) || !device.address.is_v4()) continue;
        const auto network = device.address.to_v4().to_uint() / network_size * network_size;
        by_identity[{network, identity_of(device)}].push_back(i);
    }
    for (auto& [crowd, members] : by_identity) {
        if (!is_over_nine_tenths(members.size(), network_size * 9 / 10)) continue; // saves counting
        const auto network = crowd.first;
        const auto asked = asked_in(asked_, network);
        if (is_over_nine_tenths(asked, network_size) && is_over_nine_tenths(members.size(), asked))
            take(std::move(members),
                 {.kind = EqualAnswers::Kind::decoy, .place = address_v4{network}.to_string() + "/24", .asked = asked});
    }
}

/// The line is the device of the lowest address, but for what it is and what is to be done.
void Crowds::take(Members members, EqualAnswers equal)
{
    std::ranges::sort(members, {}, [this](std::size_t i) { return findings_[i].device.address; });
    equal.addresses = members.size();
    if (equal.place.empty())
        equal.place = findings_[members.front()].device.address.to_string() + " to " +
                      findings_[members.back()].device.address.to_string();
    const auto code = equal.kind == EqualAnswers::Kind::decoy ? "decoy" : "portal";
    for (const auto member : members) {
        auto& finding = findings_[member];
        finding.is_stood_for = true;
        finding.codes.emplace_back(code);
        finding.action = sentence_of(equal);
    }
    auto line = findings_[members.front()];
    line.device.identity.edit().kind = Kind::not_phone;
    line.verdicts = {};
    line.is_stood_for = false;
    line.stands_for = std::make_shared<const EqualAnswers>(std::move(equal));
    lines_.push_back(std::move(line));
}

std::vector<Finding> Crowds::findings() &&
{
    std::ranges::move(lines_, std::back_inserter(findings_));
    return std::move(findings_);
}

} // namespace

std::vector<Finding> with_equal_answers(std::vector<Finding> findings, const AddressSet& asked)
{
    Crowds crowds{std::move(findings), asked};
    crowds.take_portals();
    crowds.take_decoys();
    return std::move(crowds).findings();
}

std::string sentence_of(const EqualAnswers& equal)
{
    if (equal.kind == EqualAnswers::Kind::portal)
        return fmt::format("A portal or firewall answers for {} addresses ({}).", equal.addresses, equal.place);
    return fmt::format("{} of {} addresses asked in {} give one and the same answer, without a MAC address or serial "
                       "number of their own: a decoy, not counted as phones.",
                       equal.addresses, equal.asked, equal.place);
}

} // namespace phonescan
