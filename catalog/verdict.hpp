#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// How a phone stands to a catalog's row for one platform. Names as in reports: `older-than-qualified`, …
enum class VerdictCode : std::uint8_t {
    qualified,
    older_than_qualified,
    newer_than_qualified,
    not_tested,
    no_data,
    companion_required,
    discontinued,
    firmware_unknown,
    undetermined,
    model_ambiguous,
    model_not_in_catalog,
    meets_minimum,
    below_minimum,
    certification_ended,
    platform_not_covered,
    model_unknown,
};

std::string_view name_of(VerdictCode code) noexcept;
std::optional<VerdictCode> verdict_named(std::string_view name) noexcept;

/// What a verdict means for the person who has to act: `ready`, `upgrade`, `newer`, `not-listed`, `check`, `uncovered`.
enum class Status : std::uint8_t { ready, upgrade, newer, not_listed, check, uncovered };

std::string_view name_of(Status status) noexcept;
std::optional<Status> status_named(std::string_view name) noexcept;

/// The same for people: `Ready`, `Needs other firmware`, `Newer than tested`, `Not on the list`, `Cannot tell yet`,
/// `List does not cover this`.
std::string_view label_of(Status status) noexcept;

Status status_of(VerdictCode code) noexcept;

/// Is there a row with a version for this model on the platform, whatever the firmware: `yes`, `no`, `unknown`.
enum class Listed : std::uint8_t { yes, no, unknown };

std::string_view name_of(Listed listed) noexcept;

/// What a verdict says of it; blank cells and unknown models leave it open.
Listed listed_of(VerdictCode code) noexcept;

/// What belongs to a wanted version beside its number.
struct WantedLine {
    std::string edition;   ///< where the vendor has several lines: `UC`
    bool or_newer = false; ///< it is a minimum

    friend bool operator==(const WantedLine&, const WantedLine&) = default;
};

struct Verdict {
    std::string platform; ///< `lync-server-2013`
    VerdictCode code = VerdictCode::model_unknown;
    Status status = Status::check;
    Listed listed = Listed::unknown;
    std::string catalog;             ///< the catalog's name: `lync`
    std::string revision;            ///< ISO date of the document
    std::string row;                 ///< literal product cells joined by ` | `, empty when no row fits
    std::string cell;                ///< the platform's cell, literally
    std::vector<std::string> wanted; ///< normalised versions that would be `qualified` or meet the minimum, best first
    std::vector<std::string> flags;  ///< `series`, `alias`, `nearest=…`, …
    std::string reason;              ///< a code of the incomparable (`edition`, `platform-code`, …), else empty
    std::vector<WantedLine> wanted_lines; ///< one for each of wanted
    std::vector<std::string> exceptions;  ///< versions that do not meet the row's minimum, whatever their number
    std::string ended;                    ///< ISO date on which the row's certification ended; empty while it lasts
};

} // namespace phonescan
