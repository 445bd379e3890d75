#include "fingerprints/merge.hpp"

#include "fingerprints/merger.hpp"
#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <array>
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

/// More than any device says by itself; a hostile one is not followed further.
constexpr std::size_t most_conflicting_values = 64;

} // namespace

Identity Merger::merge(std::vector<Statement> statements, std::span<const Observation> observations)
{
    const auto periods = sort_by_period(statements, observations);
    identity_.evidence.reserve(attribute_count + 1);
    std::size_t newer = 0;
    for (const auto& period : periods) {
        period_ = period;
        const auto known = Statements{statements}.first(period.statements);
        take_period(known.subspan(newer), known.first(newer), observations);
        newer = period.statements;
        older_ = true;
    }
    identity_.confidence = confidence();
    return std::move(identity_);
}

void Merger::take_period(Statements said, Statements newer, Seen observations)
{
    take_awaited_vendor(said, newer);
    for (const auto& statement : said)
        if (statement.if_vendor.empty()) take(statement);
    take_macs(observations);
    if (identity_.kind == Kind::unknown) take_signs_of_life(observations);
    consult_ouis(); // the maker of the MAC address block may be the vendor that a condition waits for
    const bool is_met = take_conditional(newer);
    if (!take_conditional(said) && !is_met) return;
    take_macs(observations);
    consult_ouis();
}

void Merger::take_macs(Seen observations)
{
    take_page_macs(observations);
    take_observed_macs(observations);
}

void Merger::add_conflict(std::string_view attribute, ConflictingValue first, ConflictingValue second)
{
    if (older_) return;
    auto conflict = std::ranges::find(identity_.conflicts, attribute, &Conflict::attribute);
    if (conflict == identity_.conflicts.end())
        conflict = identity_.conflicts.insert(conflict, {std::string{attribute}, {std::move(first)}});
    if (conflict->values.size() >= most_conflicting_values) return;
    const bool known = std::ranges::any_of(conflict->values, [&second](const auto& value) {
        return value.value == second.value && value.field == second.field;
    });
    if (!known) conflict->values.push_back(std::move(second));
}

Agreement Merger::compare(Attribute attribute, std::string_view ours, std::string_view theirs) const
{
    if (attribute != Attribute::vendor) return compare_values(attribute, ours, theirs);
    return ouis_.are_kin(ours, theirs) ? Agreement::same : Agreement::contradiction;
}

/// Notes every attribute in which the statement disagrees with what better ones said.
bool Merger::contradicts(const Statement& statement)
{
    bool found = is_of_another(statement);
    const bool is_hint = statement.certainty < hint_certainty; // the better word stands, and that is no contradiction
    if (!is_hint && is_conclusive(statement.kind) && is_conclusive(identity_.kind) &&
        statement.kind != identity_.kind) {
        add_conflict("kind", {std::string{name_of(identity_.kind)}, decided_by("kind")},
                     {std::string{name_of(statement.kind)}, statement.observation->field});
        found = true;
    }
    for (const Attribute attribute : attributes) {
        const auto theirs = statement.values[attribute];
        if (attribute == Attribute::mac || attribute == Attribute::name || theirs.empty()) continue;
        if (is_placeholder(attribute, theirs)) continue;
        const auto& ours = slot(identity_, attribute);
        if (ours.empty()) continue;
        // One field spells a thing one way: there, what is only a part of the other is something else. A device has
        // several pages, though.
        const auto agreement = compare(attribute, ours, theirs);
        const auto field = statement.observation->field;
        const bool one_field = field != Field::http_body && decided_by(name_of(attribute)) == field;
        if (agreement == Agreement::same || (agreement != Agreement::contradiction && !one_field)) continue;
        add_conflict(name_of(attribute), {ours, decided_by(name_of(attribute))},
                     {std::string{theirs}, statement.observation->field});
        found = true;
    }
    return found;
}

void Merger::take_kind(const Statement& statement)
{
    const bool only_lives = older_ && certainty_ <= 0; // newer words did not say what it is
    const bool better = identity_.kind == Kind::unknown ||
                        (identity_.kind == Kind::possible_phone && (is_conclusive(statement.kind) || only_lives));
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
        if (attribute == Attribute::firmware) // decided, made more exact or said again
            identity_.firmware_heard = std::max(identity_.firmware_heard, statement.observation->time);
        auto& ours = slot(identity_, attribute);
        if (!ours.empty()) {
            if (older_ || attribute == Attribute::name) continue;
            if (compare(attribute, ours, value) != Agreement::second_more) continue;
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

/// The vendor alone, where conditions of newer statements wait for it: they come before what else is older.
void Merger::take_awaited_vendor(Statements said, Statements newer)
{
    if (newer.empty() || !identity_.vendor.empty()) return;
    for (const auto& statement : said) {
        const auto vendor = statement.values[Attribute::vendor];
        if (vendor.empty() || !statement.if_vendor.empty() || contradicts(statement)) continue;
        const auto waits = [&](const Statement& other) { return is_awaited(other.if_vendor, vendor, ouis_); };
        if (std::ranges::none_of(newer, waits)) return;
        identity_.vendor = vendor;
        decide(name_of(Attribute::vendor), statement);
        take_conditional(newer);
        return;
    }
}

/// What means something only once the vendor is known: of each observation the first whose condition holds. Returns
/// whether there was any.
bool Merger::take_conditional(Statements statements)
{
    bool found = false;
    for (const auto& statement : statements) {
        if (statement.if_vendor.empty() || !holds(statement)) continue;
        if (!conditions_met_.insert(statement.observation).second) continue;
        take(statement);
        found = true;
    }
    return found;
}

/// Whatever answers SIP, or has TLS on a port for it, may be a phone: it is reported until something says otherwise.
void Merger::take_signs_of_life(Seen observations)
{
    const auto speaks = [this](const Observation& observation) {
        return (observation.field <= Field::sip_transport || observation.channel < Channel::sip_tls) &&
               period_.contains(observation);
    };
    const auto has_port = [this](const Observation& observation) {
        return observation.channel == Channel::sip_tls && period_.contains(observation);
    };
    const auto is_banner = [this](const Observation& observation) {
        return (observation.field == Field::sip_user_agent || observation.field == Field::sip_server) &&
               period_.contains(observation);
    };
    auto sign = std::ranges::find_if(observations, is_banner); // what a person can look up
    if (sign == observations.end()) sign = std::ranges::find_if(observations, speaks);
    if (sign == observations.end()) sign = std::ranges::find_if(observations, has_port);
    if (sign == observations.end()) return;
    identity_.kind = Kind::possible_phone;
    const auto* const why = speaks(*sign) ? "it speaks SIP, and no fingerprint knows it"
                                          : "it has a port for SIP over TLS, and no fingerprint knows it";
    identity_.evidence.push_back({"kind", sign->field, sign->value, why, 0, sign->time});
}

Confidence Merger::confidence() const
{
    const bool kind_known = is_conclusive(identity_.kind);
    if (kind_known && one_grammar_ && certainty_ >= strict_certainty && identity_.conflicts.empty())
        return Confidence::high;
    const bool vendor_said = !identity_.vendor.empty() && decided_by("vendor") != Field::mac;
    return kind_known || vendor_said ? Confidence::medium : Confidence::low;
}

bool is_awaited(std::string_view if_vendor, std::string_view vendor, const OuiTable& ouis)
{
    return !vendor.empty() && (if_vendor == "*" || ouis.are_kin(if_vendor, vendor));
}

Identity merge(std::vector<Statement> statements, std::span<const Observation> observations, const OuiTable& ouis)
{
    return Merger{ouis}.merge(std::move(statements), observations);
}

} // namespace phonescan
