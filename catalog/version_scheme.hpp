#pragma once

#include "catalog/incomparable.hpp"
#include "catalog/model_names.hpp"
#include "catalog/name_words.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

constexpr std::size_t max_components = 6;
constexpr std::size_t max_text = 24;

/// A version taken apart by its scheme. Components are integers whatever they look like: letters count from A = 1.
struct Version {
    std::array<std::uint32_t, max_components> values{};
    std::array<char, max_text> text{};  ///< of the component of kind text, filled up with zeros
    std::uint8_t present = 0;           ///< bit i: component i is there
    std::uint8_t any = 0;               ///< bit i: component i stands for every value (`x.8.1.62`)
    std::optional<std::size_t> edition; ///< index into the scheme's editions; none where nothing tells

    bool has(std::size_t component) const noexcept { return (present >> component & 1U) != 0; }
    bool is_any(std::size_t component) const noexcept { return (any >> component & 1U) != 0; }
    friend bool operator==(const Version&, const Version&) = default;
};

struct VersionComponent {
    enum class Kind : std::uint8_t {
        number, ///< digits
        upper,  ///< one letter A to Z
        lower,  ///< one letter a to z; `_` and nothing stand before a
        letter, ///< one or two letters A to Z that name a release: equal or not, no order
        text,   ///< letters, digits and `-`: equal or incomparable; a scheme has one at most
    };
    std::string name;
    Kind kind = Kind::number;
    std::size_t digits = 0;           ///< so many digits a number has; 0: one to nine
    std::uint32_t most = 0;           ///< the largest value of a number; 0: whatever fits
    bool wildcard = false;            ///< `x` or `X` stands for every value
    std::optional<Incomparable> same; ///< versions that differ here are incomparable for this reason …
    std::optional<std::size_t> free;  ///< … except inside this edition, where the component is ordered
};

/// A line of firmware that is never ordered against another line.
struct Edition {
    std::string name;                 ///< as reports write it
    std::vector<std::string> aliases; ///< what banners and inventories call it
    std::vector<NameWords> words;     ///< words of a model's name that tell it
    struct Range {
        std::uint32_t from;
        std::uint32_t to;
    };
    std::optional<std::size_t> component; ///< the component whose value tells the edition, if one does
    std::vector<Range> ranges;            ///< those values
};

/// One way to write a version: literal text, components, and runs of letters and digits that say nothing (`{*}`).
struct VersionForm {
    struct Piece {
        std::string literal; ///< when it is neither of the two
        std::optional<std::size_t> component;
        bool run = false;
        bool may_end = false; ///< the text may end before it, once enough components are there
    };
    std::vector<Piece> pieces;
    std::size_t minimum = 0;            ///< so many components must be there; the text may end after each further one
    std::optional<std::size_t> edition; ///< the edition that this way of writing proves
    bool list_only = false;             ///< no phone reports its firmware like this
};

/// A release that a list names by letter and the build that phones show for it, on certain models.
struct ReleaseAlias {
    Version release;
    Version build;
    std::vector<Version> earlier; ///< builds of the same release number known to be before it
    std::vector<ModelPattern> models;
};

/// Models that a firmware line runs on without naming them.
struct FirmwareFamily {
    struct Candidate {
        std::string vendor;
        std::string model;
    };
    std::string name;      ///< what the line calls itself; as a "model" it names no model
    std::string publisher; ///< a vendor name that says nothing about the maker of the hardware
    std::string name_key;  ///< these two as keys of vendors
    std::string publisher_key;
    std::vector<std::string> prefixes; ///< how its versions begin: `4.0.7577.`
    std::vector<Candidate> candidates;
};

/// One vendor's way of numbering firmware: grammar and partial order. Source: data/version_schemes.xml.
struct VersionScheme {
    enum class Tail : std::uint8_t {
        zero,    ///< missing trailing components are 0
        unknown, ///< what is missing is not known
    };
    std::string id;
    Tail tail = Tail::unknown;
    bool equality_only = false; ///< two versions are equal or incomparable
    std::string separators;     ///< signs of forms that stand for each other
    std::vector<VersionComponent> components;
    std::vector<Edition> editions;
    std::vector<VersionForm> forms;
    std::vector<ReleaseAlias> aliases;
    std::optional<FirmwareFamily> family;

    /// The edition of that name or alias, whatever its case.
    std::optional<std::size_t> edition_named(std::string_view name) const;

    /// The edition that a word of the model's name tells.
    std::optional<std::size_t> edition_told_by(std::string_view model) const;

    /// True when versions themselves tell their edition.
    bool tells_edition() const noexcept;

    /// The version that `text` is in full, in the first form that takes it; nothing when none does. Numbers of more
    /// than nine digits are no version.
    std::optional<Version> parse(std::string_view text) const;

    /// The same for what a phone reports: no form that only lists use, and nothing that stands for every value.
    std::optional<Version> parse_observed(std::string_view text) const;

    /// Text that parses to the same version; an edition known from elsewhere is not in it.
    std::string print(const Version& version) const;

private:
    std::optional<Version> parse(std::string_view text, bool of_list) const;
};

} // namespace phonescan
