#pragma once

#include "fingerprints/agreement.hpp"
#include "fingerprints/oui_table.hpp"
#include "fingerprints/period.hpp"
#include "fingerprints/statement.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace phonescan {

/// The rules of merge(). For one device.
class Merger {
public:
    explicit Merger(const OuiTable& ouis) : ouis_{ouis} {}

    Identity merge(std::vector<Statement> statements, std::span<const Observation> observations);

private:
    using Statements = std::span<const Statement>;
    using Seen = std::span<const Observation>;

    void take_period(Statements said, Statements newer, Seen observations);
    void take_macs(Seen observations);
    void take(const Statement& statement);
    void take_awaited_vendor(Statements said, Statements newer);
    bool take_conditional(Statements statements);
    bool holds(const Statement& statement) const;
    void take_kind(const Statement& statement);
    void take_banner_mac(const Statement& statement);
    void take_page_macs(Seen observations);
    void take_observed_macs(Seen observations);
    void take_observed_mac(MacAddress mac, const Observation& observation);
    void take_signs_of_life(Seen observations);
    void consult_ouis();
    Confidence confidence() const;
    bool contradicts(const Statement& statement);
    bool is_of_another(const Statement& statement) const;
    Agreement compare(Attribute attribute, std::string_view ours, std::string_view theirs) const;
    void add_conflict(std::string_view attribute, ConflictingValue first, ConflictingValue second);

    /// Evidence for an attribute; the attribute must have been decided.
    const Evidence& evidence_for(std::string_view attribute) const
    {
        return *std::ranges::find(identity_.evidence, attribute, &Evidence::attribute);
    }

    Field decided_by(std::string_view attribute) const { return evidence_for(attribute).field; }

    void forget(std::string_view attribute)
    {
        std::erase_if(identity_.evidence,
                      [attribute](const Evidence& evidence) { return evidence.attribute == attribute; });
    }

    void decide(std::string_view attribute, const Statement& statement)
    {
        const auto& said = *statement.observation;
        const std::string_view text = statement.stretch.empty() ? std::string_view{said.value} : statement.stretch;
        identity_.evidence.push_back(
            {attribute, said.field, std::string{text}, statement.fingerprint, statement.certainty, said.time});
    }

    const OuiTable& ouis_;
    Identity identity_;
    Period period_;                           ///< what is taken now is of it
    bool older_ = false;                      ///< than another period: it fills what is open, and is no contradiction
    double certainty_ = 0;                    ///< of the statement that decided the kind
    bool one_grammar_ = false;                ///< kind, vendor and model come from one statement
    bool seen_elsewhere_ = false;             ///< a field other than a page says that it is a phone
    std::vector<const Statement*> page_macs_; ///< statements of pages that name a MAC address
    bool banner_mac_ = false;                 ///< identity_.mac is the device's own word, and plausible
    std::set<const Observation*> conditions_met_;
};

} // namespace phonescan
