#pragma once

#include "probes/observation/mac_address.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace phonescan {

/// Who owns a block of MAC addresses.
struct OuiOwner {
    std::string vendor;
    std::vector<std::string> also; ///< other names that devices with such a MAC go by: merged makers, OEM brands
    bool dedicated = false;        ///< practically only telephony carries this block
    bool builds_phones = true;     ///< some of what carries this block is a telephone
};

/// Makers by block of MAC addresses (fingerprints/data/oui.csv): 24 bits, or 28 or 36 of the smaller IEEE blocks. It
/// supports what a device says of itself and never replaces it.
class OuiTable {
public:
    /// Reads `oui,vendor,use,also` lines; `#` begins a comment line. Errors: throws DataError with the line.
    void read(const std::filesystem::path& file);

    /// The owner of the smallest block that holds the address, or nullptr when the table does not know it.
    const OuiOwner* find(MacAddress mac) const;

    /// Whether a device of `vendor` may carry an address of `owner`.
    static bool may_be(const OuiOwner& owner, std::string_view vendor);

    /// Whether two names may stand for one maker, because devices with an address of the one go by the other, too.
    bool are_kin(std::string_view vendor, std::string_view other) const;

private:
    std::unordered_map<std::uint64_t, OuiOwner> owners_; ///< by key_of(prefix, its hexadecimal digits)
    std::set<std::pair<std::string, std::string>> kin_;  ///< in lower case, both ways round
};

} // namespace phonescan
