#pragma once

#include "fingerprints/identity.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// What one line of `identify` or `judge` says of a device.
struct InventoryRecord {
    std::string id = "null"; ///< as JSON, exactly as it came
    Observations observations;
    std::string vendor; ///< these four: given directly, empty when not
    std::string model;
    std::string firmware;
    std::string edition;
    std::vector<std::string> platforms; ///< in the order named, each once; empty when none was
};

/// Which names a line may use: `identify` takes the field names of observations, `judge` also `vendor`, `model`,
/// `firmware`, `edition` and `platform`.
enum class Vocabulary { observations, inventory };

/// A name that a line or a header uses, as far as it means anything here.
struct Term {
    enum class Kind { unknown, id, field, attribute, platform };
    Kind kind = Kind::unknown;
    Field field{};                                     ///< of Kind::field
    std::string InventoryRecord::*attribute = nullptr; ///< of Kind::attribute
};

Term term_named(std::string_view name, Vocabulary vocabulary) noexcept;

/// Can a value under it tell what a phone is? An address, or a switch's port, cannot.
bool identifies(const Term& term) noexcept;

/// May a platform be called that: lower-case letters, digits and dashes.
bool is_platform_name(std::string_view name) noexcept;

/// Adds a platform unless it is there. Returns false when the name cannot be a platform's.
bool add_platform(std::vector<std::string>& platforms, std::string_view name);

/// Adds what an outside text says; an empty one says nothing.
void add_observation(InventoryRecord& record, Field field, std::string_view value);

/// A directly given value in its one form: printable, without blanks around it.
std::string direct_value(std::string_view text);

/// What observations say, with what was given directly in its place, attribute by attribute.
void put_direct_values(const InventoryRecord& record, Identity& identity);

/// Names that mean nothing here, each reported once on standard error; inventories carry extra columns.
class IgnoredNames {
public:
    explicit IgnoredNames(bool quiet = false) : quiet_{quiet} {}

    void add(std::string_view name);

private:
    bool quiet_;                              ///< nothing is reported
    std::set<std::string, std::less<>> said_; ///< bounded: after the hundredth name no other is reported
};

/// Reads a line of JSON: an object whose values are texts, lists of texts and, for HTTP fields, {path, value}. `record`
/// is overwritten. Bytes that are no UTF-8 are read as `\xNN` in texts. Returns what is wrong with the line, nullopt
/// when nothing is.
std::optional<std::string> read_json_record(std::string_view line, Vocabulary vocabulary, IgnoredNames& ignored,
                                            InventoryRecord& record);

} // namespace phonescan
