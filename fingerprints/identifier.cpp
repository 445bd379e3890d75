#include "fingerprints/identifier.hpp"

#include <functional>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t most_known = 4'096;
constexpr std::size_t longest_known = 1'024; // longer texts are pages, which differ
constexpr std::size_t places = 1U << 14;     // for the hashes of texts that were read once

std::size_t hash_of(Field field, std::string_view text)
{
    return std::hash<std::string_view>{}(text) ^ static_cast<std::size_t>(field) * 0x9e3779b97f4a7c15;
}

} // namespace

Identifier::Identifier(const FingerprintDb& fingerprints) : fingerprints_{fingerprints}, seen_(places) {}

/// Serial numbers and names come once: only what comes again is worth remembering.
bool Identifier::comes_again(std::size_t hash)
{
    const auto tag = static_cast<std::uint32_t>(hash >> 32 | 1);
    return std::exchange(seen_[hash % places], tag) == tag;
}

void Identifier::read(const Observation& observation)
{
    if (!fingerprints_.reads(observation.field)) return;
    const auto hash = hash_of(observation.field, observation.value);
    const auto found = known_.find({observation.field, observation.value, hash});
    if (found != known_.end()) {
        for (const auto& statement : found->second->statements) {
            statements_.push_back(statement);
            statements_.back().observation = &observation;
        }
        return;
    }
    if (observation.value.size() > longest_known || known_.size() == most_known || !comes_again(hash)) {
        fingerprints_.read(observation, statements_);
        return;
    }
    auto known = std::make_unique<Known>();
    known->said.field = observation.field;
    known->said.value = observation.value;
    fingerprints_.read(known->said, known->statements);
    for (const auto& statement : known->statements) {
        statements_.push_back(statement);
        statements_.back().observation = &observation;
    }
    known_.emplace(Key{observation.field, known->said.value, hash}, std::move(known));
}

Identity Identifier::identify(std::span<const Observation> observations)
{
    if (known_.size() == most_known) known_.clear(); // what comes often is soon known again
    statements_.clear();
    for (const auto& observation : observations)
        read(observation);
    return fingerprints_.conclude(statements_, observations);
}

} // namespace phonescan
