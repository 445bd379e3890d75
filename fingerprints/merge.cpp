#include "fingerprints/merge.hpp"

#include "fingerprints/agreement.hpp"
#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

constexpr std::array attributes = {Attribute::vendor, Attribute::model,  Attribute::firmware, Attribute::edition,
                                   Attribute::mac,    Attribute::serial, Attribute::name};

std::string& slot(Identity& identity, Attribute attribute)
{
    switch (attribute) {
    case Attribute::vendor:
        return identity.vendor;
    case Attribute::model:
        return identity.model;
    case Attribute::firmware:
        return identity.firmware;
    case Attribute::edition:
        return identity.edition;
    case Attribute::serial:
        return identity.serial;
    case Attribute::mac:
    case Attribute::name:
        break;
    }
    return identity.name;
}

bool is_conclusive(Kind kind)
{
    return kind == Kind::phone || kind == Kind::not_phone;
}

/// What a text says where it has nothing to say, or in the place of something else.
bool is_placeholder(Attribute attribute, std::string_view value)
{
    return (attribute == Attribute::firmware && is_local_address(value)) ||
           (attribute == Attribute::serial && !is_plausible_serial(value));
}

std::optional<MacAddress> mac_in(std::string_view text)
{
    const auto mac = MacAddress::parse(text);
    return mac ? std::optional{*mac} : std::nullopt;
}

/// More than any device says by itself; a hostile one is not followed further.
constexpr std::size_t most_conflicting_values = 64;

void add_conflict(Identity& identity, std::string_view attribute, ConflictingValue first, ConflictingValue second)
{
    auto conflict = std::ranges::find(identity.conflicts, attribute, &Conflict::attribute);
    if (conflict == identity.conflicts.end())
        conflict = identity.conflicts.insert(conflict, {std::string{attribute}, {std::move(first)}});
    if (conflict->values.size() >= most_conflicting_values) return;
    const bool known = std::ranges::any_of(conflict->values, [&second](const auto& value) {
        return value.value == second.value && value.field == second.field;
    });
    if (!known) conflict->values.push_back(std::move(second));
}

/// Field of the evidence for an attribute; the attribute must have been decided.
Field decided_by(const Identity& identity, std::string_view attribute)
{
    return std::ranges::find(identity.evidence, attribute, &Evidence::attribute)->field;
}

/// A block of addresses supports what a device says of itself.
constexpr double oui_certainty = 0.3;

/// What to show of a MAC that the address table or a frame gave.
constexpr std::string_view address_table = "MAC address of the frame or the neighbour table";

class Merger {
public:
    explicit Merger(const OuiTable& ouis) : ouis_{ouis} {}

    Identity merge(std::vector<Statement> statements, std::span<const Observation> observations)
    {
        sort_by_worth(statements);
        identity_.evidence.reserve(attribute_count + 1);
        for (const auto& statement : statements)
            if (statement.if_vendor.empty()) take(statement);
        take_page_macs(observations);
        take_observed_macs(observations);
        if (identity_.kind == Kind::unknown) take_signs_of_life(observations);
        consult_ouis(); // the maker of the MAC address block may be the vendor that a condition waits for
        if (take_conditional(statements)) {
            take_page_macs(observations);
            take_observed_macs(observations);
            consult_ouis();
        }
        identity_.confidence = confidence();
        return std::move(identity_);
    }

private:
    void take(const Statement& statement);
    bool take_conditional(std::span<const Statement> statements);
    bool holds(const Statement& statement) const;
    void take_kind(const Statement& statement);
    void take_banner_mac(const Statement& statement);
    void take_page_macs(std::span<const Observation> observations);
    void take_observed_macs(std::span<const Observation> observations);
    void take_observed_mac(MacAddress mac, const Observation& observation);
    void take_signs_of_life(std::span<const Observation> observations);
    void consult_ouis();
    Confidence confidence() const;
    bool contradicts(const Statement& statement);
    Agreement compare(Attribute attribute, std::string_view ours, std::string_view theirs) const;

    void forget(std::string_view attribute)
    {
        std::erase_if(identity_.evidence,
                      [attribute](const Evidence& evidence) { return evidence.attribute == attribute; });
    }

    void decide(std::string_view attribute, const Statement& statement)
    {
        const auto& said = *statement.observation;
        identity_.evidence.push_back(
            {attribute, said.field, said.value, statement.fingerprint, statement.certainty});
    }

    const OuiTable& ouis_;
    Identity identity_;
    double certainty_ = 0;                    ///< of the statement that decided the kind
    bool one_grammar_ = false;                ///< kind, vendor and model come from one statement
    bool seen_elsewhere_ = false;             ///< a field other than a page says that it is a phone
    std::vector<const Statement*> page_macs_; ///< statements of pages that name a MAC address
    bool banner_mac_ = false;                 ///< identity_.mac is the device's own word, and plausible
};

Agreement Merger::compare(Attribute attribute, std::string_view ours, std::string_view theirs) const
{
    if (attribute != Attribute::vendor) return compare_values(attribute, ours, theirs);
    return ouis_.are_kin(ours, theirs) ? Agreement::same : Agreement::contradiction;
}

/// Notes every attribute in which the statement disagrees with what better ones said.
bool Merger::contradicts(const Statement& statement)
{
    bool found = false;
    const bool is_hint = statement.certainty < hint_certainty; // the better word stands, and that is no contradiction
    if (!is_hint && is_conclusive(statement.kind) && is_conclusive(identity_.kind) &&
        statement.kind != identity_.kind) {
        add_conflict(identity_, "kind", {std::string{name_of(identity_.kind)}, decided_by(identity_, "kind")},
                     {std::string{name_of(statement.kind)}, statement.observation->field});
        found = true;
    }
    for (const Attribute attribute : attributes) {
        const auto theirs = statement.values[attribute];
        if (attribute == Attribute::mac || attribute == Attribute::name || theirs.empty()) continue;
        if (is_placeholder(attribute, theirs)) continue;
        const auto& ours = slot(identity_, attribute);
        if (ours.empty()) continue;
        // One field spells a thing one way: there, what is only a part of the other is something else.
        const auto agreement = compare(attribute, ours, theirs);
        const bool one_field = decided_by(identity_, name_of(attribute)) == statement.observation->field;
        if (agreement == Agreement::same || (agreement != Agreement::contradiction && !one_field)) continue;
        add_conflict(identity_, name_of(attribute), {ours, decided_by(identity_, name_of(attribute))},
                     {std::string{theirs}, statement.observation->field});
        found = true;
    }
    return found;
}

void Merger::take_kind(const Statement& statement)
{
    const bool better =
        identity_.kind == Kind::unknown || (identity_.kind == Kind::possible_phone && is_conclusive(statement.kind));
    if (!better || statement.kind == Kind::unknown) return;
    forget("kind");
    identity_.kind = statement.kind;
    certainty_ = statement.certainty;
    decide("kind", statement);
}

void Merger::take(const Statement& statement)
{
    if (contradicts(statement)) return; // a statement that is wrong in one thing is not trusted with another
    const bool whole = is_conclusive(statement.kind) && identity_.kind == Kind::unknown && identity_.vendor.empty() &&
                       identity_.model.empty();
    take_kind(statement);
    for (const Attribute attribute : attributes) {
        const auto value = statement.values[attribute];
        if (value.empty() || attribute == Attribute::mac) continue;
        if (is_placeholder(attribute, value)) continue;
        auto& ours = slot(identity_, attribute);
        if (!ours.empty()) {
            if (attribute == Attribute::name || compare(attribute, ours, value) != Agreement::second_more) continue;
            forget(name_of(attribute)); // both are true, and this one says it exactly
        }
        ours = value;
        decide(name_of(attribute), statement);
    }
    if (statement.observation->field == Field::http_body) {
        page_macs_.push_back(&statement);
    } else {
        take_banner_mac(statement);
        seen_elsewhere_ = seen_elsewhere_ || statement.kind == Kind::phone;
    }
    if (whole) one_grammar_ = !identity_.vendor.empty() && !identity_.model.empty();
}

bool Merger::holds(const Statement& statement) const
{
    const bool may_be_phone = identity_.kind == Kind::phone || identity_.kind == Kind::possible_phone;
    return is_awaited(statement.if_vendor, identity_.vendor, ouis_) && (statement.if_vendor != "*" || may_be_phone);
}

/// What means something only once the vendor is known: of each observation the first whose condition holds. Returns
/// whether there was any.
bool Merger::take_conditional(std::span<const Statement> statements)
{
    std::set<const Observation*> read;
    for (const auto& statement : statements)
        if (!statement.if_vendor.empty() && holds(statement) && read.insert(statement.observation).second)
            take(statement);
    return !read.empty();
}

void Merger::take_banner_mac(const Statement& statement)
{
    const auto mac = MacAddress::parse(statement.values[Attribute::mac]);
    if (!mac || !mac->is_individual() || identity_.mac == *mac) return;
    const ConflictingValue theirs{mac->to_string(), statement.observation->field};
    const auto earlier = identity_.mac;
    const Field earlier_field = earlier ? decided_by(identity_, "mac") : Field::mac;
    const bool better = !earlier || (!banner_mac_ && is_plausible_mac(*mac)); // than a placeholder or a table's
    if (better) {
        forget("mac");
        identity_.mac = *mac;
        banner_mac_ = is_plausible_mac(*mac);
        decide("mac", statement);
    }
    if (!earlier || !is_plausible_mac(*earlier)) return;
    const ConflictingValue ours{earlier->to_string(), earlier_field};
    add_conflict(identity_, "mac", better ? theirs : ours, better ? ours : theirs);
}

/// A page may quote another device's MAC address: it counts when another field sees a phone, too, or when nothing
/// contradicts the page, the address that was observed included.
void Merger::take_page_macs(std::span<const Observation> observations)
{
    const auto is_another = [](const Observation& observation, MacAddress mac) {
        const auto observed = observation.source.mac            ? observation.source.mac
                              : observation.field == Field::mac ? mac_in(observation.value)
                                                                : std::nullopt;
        return observed && is_plausible_mac(*observed) && *observed != mac;
    };
    for (const auto* const statement : std::exchange(page_macs_, {})) {
        const auto mac = mac_in(statement->values[Attribute::mac]);
        if (!mac) continue;
        const bool contradicted =
            !identity_.conflicts.empty() ||
            std::ranges::any_of(observations, [&](const Observation& seen) { return is_another(seen, *mac); });
        if (seen_elsewhere_ || !contradicted) take_banner_mac(*statement);
    }
}

void Merger::take_observed_mac(MacAddress mac, const Observation& observation)
{
    if (!mac.is_individual() || identity_.mac == mac) return;
    if (!is_plausible_mac(mac) && identity_.mac) return;
    if (banner_mac_) {
        add_conflict(identity_, "mac", {identity_.mac->to_string(), decided_by(identity_, "mac")},
                     {mac.to_string(), Field::mac});
        return;
    }
    const auto is_mac = [](const Evidence& evidence) { return evidence.attribute == "mac"; };
    const auto earlier = std::ranges::find_if(identity_.evidence, is_mac);
    if (earlier != identity_.evidence.end() &&
        earlier->field == Field::mac) { // two frames, two addresses: no saying which
        add_conflict(identity_, "mac", {identity_.mac->to_string(), Field::mac}, {mac.to_string(), Field::mac});
        return;
    }
    std::erase_if(identity_.evidence, is_mac); // a placeholder in the banner
    identity_.mac = mac;
    const std::string text = observation.field == Field::mac ? observation.value : mac.to_string();
    identity_.evidence.push_back({"mac", Field::mac, text, address_table, 1});
}

void Merger::take_observed_macs(std::span<const Observation> observations)
{
    for (const auto& observation : observations) {
        if (observation.field == Field::mac)
            if (const auto mac = MacAddress::parse(observation.value)) take_observed_mac(*mac, observation);
        if (observation.source.mac) take_observed_mac(*observation.source.mac, observation);
    }
}

/// Whatever answers SIP may be a phone: it is reported until something says otherwise.
void Merger::take_signs_of_life(std::span<const Observation> observations)
{
    const auto is_sip = [](const Observation& observation) {
        return observation.field <= Field::sip_transport || observation.channel <= Channel::sip_tls;
    };
    const auto is_banner = [](const Observation& observation) {
        return observation.field == Field::sip_user_agent || observation.field == Field::sip_server;
    };
    auto sign = std::ranges::find_if(observations, is_banner); // what a person can look up
    if (sign == observations.end()) sign = std::ranges::find_if(observations, is_sip);
    if (sign == observations.end()) return;
    identity_.kind = Kind::possible_phone;
    identity_.evidence.push_back({"kind", sign->field, sign->value, "it speaks SIP, and no fingerprint knows it", 0});
}

void Merger::consult_ouis()
{
    if (!identity_.mac || identity_.kind == Kind::not_phone) return;
    const auto* const owner = ouis_.find(*identity_.mac);
    if (owner == nullptr) return;
    if (identity_.kind == Kind::unknown) {
        if (!owner->dedicated) return;
        identity_.kind = Kind::possible_phone;
        identity_.evidence.push_back({"kind", Field::mac, identity_.mac->to_string(),
                                      "practically only telephony has this MAC address block", oui_certainty});
    }
    if (!identity_.vendor.empty()) {
        if (!OuiTable::may_be(*owner, identity_.vendor))
            add_conflict(identity_, "vendor", {identity_.vendor, decided_by(identity_, "vendor")},
                         {owner->vendor, Field::mac});
    } else if (!owner->builds_phones) {
        if (identity_.kind == Kind::phone)
            add_conflict(identity_, "kind", {std::string{name_of(Kind::phone)}, decided_by(identity_, "kind")},
                         {std::string{name_of(Kind::not_phone)}, Field::mac});
    } else if (owner->dedicated || certainty_ > 0) { // a text said what it is, not only that it answers
        identity_.vendor = owner->vendor;
        identity_.evidence.push_back(
            {"vendor", Field::mac, identity_.mac->to_string(), "maker of the MAC address block", oui_certainty});
    }
}

Confidence Merger::confidence() const
{
    const bool kind_known = is_conclusive(identity_.kind);
    if (kind_known && one_grammar_ && certainty_ >= strict_certainty && identity_.conflicts.empty())
        return Confidence::high;
    const bool vendor_said = !identity_.vendor.empty() && decided_by(identity_, "vendor") != Field::mac;
    return kind_known || vendor_said ? Confidence::medium : Confidence::low;
}

} // namespace

bool is_awaited(std::string_view if_vendor, std::string_view vendor, const OuiTable& ouis)
{
    return !vendor.empty() && (if_vendor == "*" || ouis.are_kin(if_vendor, vendor));
}

Identity merge(std::vector<Statement> statements, std::span<const Observation> observations, const OuiTable& ouis)
{
    return Merger{ouis}.merge(std::move(statements), observations);
}

} // namespace phonescan
