#pragma once

#include "catalog/verdict.hpp"
#include "catalog/verdict_step.hpp"
#include "fingerprints/identity.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

using Day = std::chrono::year_month_day;

/// A catalog's own description, for reports and `catalog list`.
struct CatalogInfo {
    std::string name;  ///< `lync`
    std::string title; ///< of the document
    std::string source;
    std::string revision;               ///< ISO date
    std::vector<std::string> platforms; ///< its columns
    std::size_t rows = 0;
    std::string level{};                  ///< of data/platforms.xml; empty for a list of one's own
    std::string level_title{};            ///< `Certified for Skype for Business`
    std::vector<std::string> asked_for{}; ///< platforms of other names whose verdicts may come from it

    /// May a verdict for the platform come from it?
    bool is_asked_for(std::string_view platform) const;
};

/// The catalogs of a run and the version schemes they are judged by. Immutable once loaded.
class CatalogSet {
public:
    /// schemes: catalog/data/version_schemes.xml; models.xml and platforms.xml are read from beside
    /// it. The order of the catalogs is that of preference: the first that covers a platform and has the model decides.
    /// Errors: throws DataError naming file, line and what was expected.
    static CatalogSet load(std::span<const std::filesystem::path> catalogs, const std::filesystem::path& schemes);

    /// The verdict on one phone for one platform on a day. Pure. Source: the decision tables in judgement.cpp and
    /// ruling.cpp.
    Verdict judge(const Identity& phone, std::string_view platform, Day as_of) const;

    /// The verdicts for several platforms, in their order; what is the same for all is looked at once.
    std::vector<Verdict> judge(const Identity& phone, std::span<const std::string> platforms, Day as_of) const;

    /// How judge() comes to its verdict, step by step, for people.
    std::vector<VerdictStep> explain(const Identity& phone, std::string_view platform, Day as_of) const;

    /// One sentence that says what to do about a verdict, and what is to be known about a phone that is on no list.
    std::string action(const Identity& phone, const Verdict& verdict) const;

    std::vector<CatalogInfo> catalogs() const;

    /// The names of the loaded catalogs that are asked for a platform, in that order, also those that are asked by a
    /// column of another name; empty: every verdict for it is platform-not-covered.
    std::vector<std::string> lists_asked(std::string_view platform) const;

    /// The platforms that lists are asked for: the columns of the catalogs in their order, then those that are judged
    /// by a column of another name.
    std::vector<std::string> covered_platforms() const;

    CatalogSet(CatalogSet&&) noexcept;
    CatalogSet& operator=(CatalogSet&&) noexcept;
    ~CatalogSet();

    struct Impl;

private:
    explicit CatalogSet(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

} // namespace phonescan
