#include "fingerprints/merge.hpp"

#include <algorithm>
#include <array>
#include <tuple>

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

std::ptrdiff_t attributes_said(const Statement& statement)
{
    return std::ranges::count_if(statement.values, [](const auto& value) { return !value.empty(); });
}

/// The better statement first. Of two that are equally strict the one that sees a phone: a proxy or a PBX may add its
/// own header to what a phone says, and a phone that is overlooked is worse than a contradiction that is shown.
bool is_better(const Statement& left, const Statement& right)
{
    const auto rank = [](const Statement& statement) {
        return std::tuple{-statement.certainty, statement.kind != Kind::phone, -attributes_said(statement),
                          -statement.observation->time.time_since_epoch().count(), statement.observation->field};
    };
    return rank(left) < rank(right);
}

bool is_conclusive(Kind kind)
{
    return kind == Kind::phone || kind == Kind::not_phone;
}

void add_conflict(Identity& identity, std::string_view attribute, ConflictingValue first, ConflictingValue second)
{
    auto conflict = std::ranges::find(identity.conflicts, attribute, &Conflict::attribute);
    if (conflict == identity.conflicts.end())
        conflict = identity.conflicts.insert(conflict, {std::string{attribute}, {std::move(first)}});
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

/// What to show of a MAC that the address table or a frame gave.
constexpr std::string_view address_table = "MAC address of the frame or the neighbour table";

class Merger {
public:
    explicit Merger(const OuiTable& ouis) : ouis_{ouis} {}

    Identity merge(std::vector<Statement> statements, std::span<const Observation> observations)
    {
        std::ranges::stable_sort(statements, is_better);
        for (const auto& statement : statements)
            if (statement.if_vendor.empty()) take(statement);
        take_conditional(statements);
        take_observed_macs(observations);
        if (identity_.kind == Kind::unknown) take_signs_of_life(observations);
        consult_ouis();
        identity_.confidence = confidence();
        return std::move(identity_);
    }

private:
    void take(const Statement& statement);
    void take_conditional(std::span<const Statement> statements);
    bool holds(const Statement& statement) const;
    void take_kind(const Statement& statement);
    void take_banner_mac(const Statement& statement);
    void take_observed_macs(std::span<const Observation> observations);
    void take_observed_mac(MacAddress mac, const Observation& observation);
    void take_signs_of_life(std::span<const Observation> observations);
    void consult_ouis();
    Confidence confidence() const;
    bool contradicts(const Statement& statement);

    void decide(std::string_view attribute, const Statement& statement)
    {
        const auto& said = *statement.observation;
        identity_.evidence.push_back(
            {std::string{attribute}, said.field, said.value, std::string{statement.fingerprint}});
    }

    const OuiTable& ouis_;
    Identity identity_;
    double certainty_ = 0;     ///< of the statement that decided the kind
    bool one_grammar_ = false; ///< kind, vendor and model come from one statement
    bool banner_mac_ = false;  ///< identity_.mac is the device's own word, and plausible
};

/// Notes every attribute in which the statement disagrees with what better ones said.
bool Merger::contradicts(const Statement& statement)
{
    bool found = false;
    if (is_conclusive(statement.kind) && is_conclusive(identity_.kind) && statement.kind != identity_.kind) {
        add_conflict(identity_, "kind", {std::string{name_of(identity_.kind)}, decided_by(identity_, "kind")},
                     {std::string{name_of(statement.kind)}, statement.observation->field});
        found = true;
    }
    for (const Attribute attribute : attributes) {
        const auto& theirs = statement.values[index_of(attribute)];
        if (attribute == Attribute::mac || attribute == Attribute::name || theirs.empty()) continue;
        const auto& ours = slot(identity_, attribute);
        if (ours.empty() || ours == theirs) continue;
        add_conflict(identity_, name_of(attribute), {ours, decided_by(identity_, name_of(attribute))},
                     {theirs, statement.observation->field});
        found = true;
    }
    return found;
}

void Merger::take_kind(const Statement& statement)
{
    const bool better =
        identity_.kind == Kind::unknown || (identity_.kind == Kind::possible_phone && is_conclusive(statement.kind));
    if (!better || statement.kind == Kind::unknown) return;
    std::erase_if(identity_.evidence, [](const Evidence& evidence) { return evidence.attribute == "kind"; });
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
        const auto& value = statement.values[index_of(attribute)];
        if (value.empty() || attribute == Attribute::mac) continue;
        auto& ours = slot(identity_, attribute);
        if (!ours.empty()) continue;
        ours = value;
        decide(name_of(attribute), statement);
    }
    take_banner_mac(statement);
    if (whole) one_grammar_ = !identity_.vendor.empty() && !identity_.model.empty();
}

bool Merger::holds(const Statement& statement) const
{
    if (statement.if_vendor == "*")
        return !identity_.vendor.empty() && (identity_.kind == Kind::phone || identity_.kind == Kind::possible_phone);
    return statement.if_vendor == identity_.vendor;
}

/// What means something only once the vendor is known, one statement for each observation.
void Merger::take_conditional(std::span<const Statement> statements)
{
    std::vector<const Observation*> read;
    for (const auto& statement : statements) {
        const bool is_read = std::ranges::find(read, statement.observation) != read.end();
        if (statement.if_vendor.empty() || is_read || !holds(statement)) continue;
        read.push_back(statement.observation);
        take(statement);
    }
}

void Merger::take_banner_mac(const Statement& statement)
{
    const auto mac = MacAddress::parse(statement.values[index_of(Attribute::mac)]);
    if (!mac) return;
    if (!identity_.mac) {
        identity_.mac = *mac;
        banner_mac_ = is_plausible_mac(*mac);
        decide("mac", statement);
    } else if (*identity_.mac != *mac) {
        add_conflict(identity_, "mac", {identity_.mac->to_string(), decided_by(identity_, "mac")},
                     {mac->to_string(), statement.observation->field});
    }
}

void Merger::take_observed_mac(MacAddress mac, const Observation& observation)
{
    if (identity_.mac == mac) return;
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
    identity_.evidence.push_back({"mac", Field::mac, text, std::string{address_table}});
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
    identity_.evidence.push_back({"kind", sign->field, sign->value, "it speaks SIP, and no fingerprint knows it"});
}

void Merger::consult_ouis()
{
    if (!identity_.mac || identity_.kind == Kind::not_phone) return;
    const auto* const owner = ouis_.find(*identity_.mac);
    if (owner == nullptr) return;
    if (identity_.kind == Kind::unknown) {
        if (!owner->dedicated) return;
        identity_.kind = Kind::possible_phone;
        identity_.evidence.push_back(
            {"kind", Field::mac, identity_.mac->to_string(), "practically only telephony has this MAC address block"});
    }
    if (!identity_.vendor.empty()) {
        if (!OuiTable::may_be(*owner, identity_.vendor))
            add_conflict(identity_, "vendor", {identity_.vendor, decided_by(identity_, "vendor")},
                         {owner->vendor, Field::mac});
    } else if (owner->dedicated) {
        identity_.vendor = owner->vendor;
        identity_.evidence.push_back(
            {"vendor", Field::mac, identity_.mac->to_string(), "maker of the MAC address block"});
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

Identity merge(std::vector<Statement> statements, std::span<const Observation> observations, const OuiTable& ouis)
{
    return Merger{ouis}.merge(std::move(statements), observations);
}

bool is_plausible_mac(MacAddress mac) noexcept
{
    const auto& octets = mac.octets();
    const auto all_equal = [](std::span<const std::uint8_t> part) {
        return std::ranges::adjacent_find(part, std::ranges::not_equal_to{}) == part.end();
    };
    const std::span<const std::uint8_t> lower_half = std::span{octets}.last<3>();
    const bool blank_half = all_equal(lower_half) && (lower_half[0] == 0x00 || lower_half[0] == 0xff);
    const int step = octets[1] - octets[0];
    bool counts_up = true;
    for (std::size_t i = 1; i < octets.size(); ++i)
        counts_up = counts_up && octets[i] - octets[i - 1] == step;
    return mac.names_a_device() && !blank_half && !counts_up;
}

} // namespace phonescan
