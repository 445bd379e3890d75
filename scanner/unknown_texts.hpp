#pragma once

#include "fingerprints/fingerprint_db.hpp"
#include "scanner/draft_families.hpp"
#include "scanner/redaction/redaction.hpp"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// The texts of a run that no fingerprint recognises, redacted, as drafts of fingerprints. Bounded in memory.
class UnknownTexts {
public:
    static constexpr std::size_t most_texts = 10'000;

    /// key: chosen anew for each run, so that redacted addresses of two runs cannot be compared.
    explicit UnknownTexts(const SipHashKey& key, std::size_t most = most_texts) : redactor_{key}, most_{most} {}

    /// Takes what one device said and `fingerprints` do not recognise. `device` is what identify() made of it.
    void add(std::span<const Observation> observations, const Identity& device, const FingerprintDb& fingerprints);

    bool empty() const noexcept { return drafts_.empty(); }

    /// A file of fingerprints that loads as it is (fingerprints.xsd). day: ISO, for the source of the examples.
    void write(std::ostream& out, std::string_view day) const;

    /// For people: how many texts there are, and what had to be left out.
    std::string summary() const;

private:
    void add_text(Field field, std::string_view text, const PrivateFacts& facts);

    Redactor redactor_;
    std::size_t most_;
    std::map<std::string, Draft> drafts_; ///< by pattern
    struct Place {
        Draft* draft = nullptr; ///< nullptr: nothing was left of it
        std::size_t example = 0;
    };
    std::map<std::string, Place, std::less<>> places_; ///< by redacted text
    std::uint64_t sightings_not_kept_ = 0;             ///< of texts beyond most_
    std::size_t unusable_ = 0;                         ///< texts of which nothing was left
    std::size_t examples_ = 0;
};

/// Can a fingerprint read this field? Names, serials, addresses and whole pages are none.
bool is_banner(Field field) noexcept;

} // namespace phonescan
