#include "fingerprints/merger.hpp"
#include "fingerprints/observed_mac.hpp"
#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

namespace {

std::optional<MacAddress> mac_in(std::string_view text)
{
    const auto mac = MacAddress::parse(text);
    return mac ? std::optional{*mac} : std::nullopt;
}

/// A block of addresses supports what a device says of itself.
constexpr double oui_certainty = 0.3;

/// What to show of a MAC that the address table or a frame gave.
constexpr std::string_view address_table = "MAC address of the frame or the neighbour table";

} // namespace

/// An older statement that names another MAC address than newer ones speaks of another device; a page may quote one.
bool Merger::is_of_another(const Statement& statement) const
{
    if (!older_ || !identity_.mac || statement.observation->field == Field::http_body) return false;
    const auto mac = mac_in(statement.values[Attribute::mac]);
    return mac && *mac != *identity_.mac && is_plausible_mac(*mac) && is_plausible_mac(*identity_.mac);
}

void Merger::take_banner_mac(const Statement& statement)
{
    const auto mac = MacAddress::parse(statement.values[Attribute::mac]);
    if (!mac || !mac->is_individual() || identity_.mac == *mac) return;
    const ConflictingValue theirs{mac->to_string(), statement.observation->field};
    const auto earlier = identity_.mac;
    const Field earlier_field = earlier ? decided_by("mac") : Field::mac;
    const bool stands = earlier && (older_ ? is_plausible_mac(*earlier) : banner_mac_);
    const bool better = !earlier || (!stands && is_plausible_mac(*mac)); // than a placeholder or a table's
    if (better) {
        forget("mac");
        identity_.mac = *mac;
        banner_mac_ = is_plausible_mac(*mac);
        decide("mac", statement);
    }
    if (!earlier || !is_plausible_mac(*earlier)) return;
    const ConflictingValue ours{earlier->to_string(), earlier_field};
    add_conflict("mac", better ? theirs : ours, better ? ours : theirs);
}

/// A page may quote another device's MAC address: it counts when another field sees a phone, too, or when nothing
/// contradicts the page, the address that was observed included.
void Merger::take_page_macs(Seen observations)
{
    const auto is_another = [](const Observation& observation, MacAddress mac) {
        const auto observed = observed_mac(observation);
        return observed && is_plausible_mac(*observed) && *observed != mac;
    };
    for (const auto* const statement : std::exchange(page_macs_, {})) {
        const auto mac = mac_in(statement->values[Attribute::mac]);
        if (!mac) continue;
        const bool contradicted =
            !identity_.conflicts.empty() || std::ranges::any_of(observations, [&](const Observation& seen) {
                return !period_.is_after(seen) && is_another(seen, *mac);
            });
        if (seen_elsewhere_ || !contradicted) take_banner_mac(*statement);
    }
}

void Merger::take_observed_mac(MacAddress mac, const Observation& observation)
{
    if (!mac.is_individual() || identity_.mac == mac) return;
    if (!is_plausible_mac(mac) && identity_.mac) return;
    if (banner_mac_) {
        add_conflict("mac", {identity_.mac->to_string(), decided_by("mac")}, {mac.to_string(), Field::mac});
        return;
    }
    const auto is_mac = [](const Evidence& evidence) { return evidence.attribute == "mac"; };
    const auto earlier = std::ranges::find_if(identity_.evidence, is_mac);
    if (earlier != identity_.evidence.end() &&
        earlier->field == Field::mac) { // two frames, two addresses: no saying which
        add_conflict("mac", {identity_.mac->to_string(), Field::mac}, {mac.to_string(), Field::mac});
        return;
    }
    std::erase_if(identity_.evidence, is_mac); // a placeholder in the banner
    identity_.mac = mac;
    const std::string text = observation.field == Field::mac ? observation.value : mac.to_string();
    identity_.evidence.push_back({"mac", Field::mac, text, address_table, 1, observation.time});
}

void Merger::take_observed_macs(Seen observations)
{
    for (const auto& observation : observations) {
        if (!period_.contains(observation)) continue;
        if (observation.field == Field::mac)
            if (const auto mac = MacAddress::parse(observation.value)) take_observed_mac(*mac, observation);
        if (observation.source.mac) take_observed_mac(*observation.source.mac, observation);
    }
}

void Merger::consult_ouis()
{
    if (!identity_.mac || identity_.kind == Kind::not_phone) return;
    const auto* const owner = ouis_.find(*identity_.mac);
    if (owner == nullptr) return;
    const auto seen = evidence_for("mac").time;
    if (identity_.kind == Kind::unknown) {
        if (!owner->dedicated) return;
        identity_.kind = Kind::possible_phone;
        identity_.evidence.push_back({"kind", Field::mac, identity_.mac->to_string(),
                                      "practically only telephony has this MAC address block", oui_certainty, seen});
    }
    if (!identity_.vendor.empty()) {
        if (!OuiTable::may_be(*owner, identity_.vendor))
            add_conflict("vendor", {identity_.vendor, decided_by("vendor")}, {owner->vendor, Field::mac});
    } else if (!owner->builds_phones) {
        if (identity_.kind == Kind::phone)
            add_conflict("kind", {std::string{name_of(Kind::phone)}, decided_by("kind")},
                         {std::string{name_of(Kind::not_phone)}, Field::mac});
    } else if (owner->dedicated || certainty_ > 0) { // a text said what it is, not only that it answers
        identity_.vendor = owner->vendor;
        identity_.evidence.push_back(
            {"vendor", Field::mac, identity_.mac->to_string(), "maker of the MAC address block", oui_certainty, seen});
    }
}

} // namespace phonescan
