#pragma once

#include "catalog/verdict.hpp"
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
    std::string revision; ///< ISO date
    std::vector<std::string> platforms;
    std::size_t rows = 0;
};

/// The catalogs of a run and the version schemes they are judged by. Immutable once loaded.
class CatalogSet {
public:
    /// schemes: catalog/data/version_schemes.xml; models.xml and platforms.xml are read from beside
    /// it. The order of the catalogs is that of preference: the first that covers a platform and has the model decides.
    /// Errors: throws DataError naming file, line and what was expected.
    static CatalogSet load(std::span<const std::filesystem::path> catalogs, const std::filesystem::path& schemes);

    /// The verdict on one phone for one platform on a day. Pure. Source: the decision table in judge.cpp.
    Verdict judge(const Identity& phone, std::string_view platform, Day as_of) const;

    /// One sentence that says what to do about a verdict.
    std::string action(const Identity& phone, const Verdict& verdict) const;

    std::vector<CatalogInfo> catalogs() const;

    CatalogSet(CatalogSet&&) noexcept;
    CatalogSet& operator=(CatalogSet&&) noexcept;
    ~CatalogSet();

private:
    struct Impl;
    class Judgement;
    explicit CatalogSet(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

} // namespace phonescan
