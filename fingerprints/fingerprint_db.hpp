#pragma once

#include "fingerprints/identity.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace phonescan {

/// The compiled fingerprints of a set of XML files in recog's element names (fingerprints/data/fingerprints.xsd).
/// Immutable once loaded; identify() may be called from several threads.
class FingerprintDb {
public:
    /// Loads every file, in order. Errors: throws DataError naming the file and line of the first thing that is wrong.
    static FingerprintDb load(std::span<const std::filesystem::path> files);

    /// What the observations of one device say it is. Pure: no I/O, linear in the length of the texts.
    Identity identify(std::span<const Observation> observations) const;

    FingerprintDb(FingerprintDb&&) noexcept;
    FingerprintDb& operator=(FingerprintDb&&) noexcept;
    ~FingerprintDb();

private:
    struct Impl;
    explicit FingerprintDb(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

/// The *.xml files of a directory, sorted by name. Errors: throws DataError when there is none.
std::vector<std::filesystem::path> fingerprint_files(const std::filesystem::path& directory);

} // namespace phonescan
