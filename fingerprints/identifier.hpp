#pragma once

#include "fingerprints/fingerprint_db.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Identifies many devices: as FingerprintDb::identify(), and remembers what the fingerprints make of texts that come
/// again, as descriptions and models do. One for each thread; bounded.
class Identifier {
public:
    /// Borrows the fingerprints.
    explicit Identifier(const FingerprintDb& fingerprints);

    Identity identify(std::span<const Observation> observations);

private:
    struct Key {
        Field field{};
        std::string_view text;
        std::size_t hash = 0;

        bool operator==(const Key& other) const noexcept { return field == other.field && text == other.text; }
    };
    struct HashOfKey {
        std::size_t operator()(const Key& key) const noexcept { return key.hash; }
    };
    struct Known {
        Observation said;                  ///< what the statements borrow from
        std::vector<Statement> statements; ///< of it
    };

    void read(const Observation& observation);
    bool comes_again(std::size_t hash);

    const FingerprintDb& fingerprints_;
    std::unordered_map<Key, std::unique_ptr<const Known>, HashOfKey> known_;
    std::vector<std::uint32_t> seen_; ///< of a text that was read once, a part of its hash
    std::vector<Statement> statements_;
};

} // namespace phonescan
