#pragma once

#include "fingerprints/statement.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

struct WebProbe;

/// The compiled fingerprints of a set of XML files in recog's element names (fingerprints/data/fingerprints.xsd).
/// Immutable once loaded; identify() may be called from several threads.
class FingerprintDb {
public:
    /// Loads every file, in order: fingerprints, or makers by MAC block where the name ends in `.csv`. Fingerprints may
    /// refer to the shared parts of patterns of their own folder and of those before it. added: files of the user's; in
    /// them a pattern that RE2 refuses, or a fingerprint of recog's that cannot be used, is left out and
    /// told by warnings(). allowed_probes: those of `added` whose probes are asked, without query strings; the probes
    /// of the others are left out and told by left_out_probes(). Errors: throws DataError naming the file and line of
    /// the first other thing that is wrong.
    static FingerprintDb load(std::span<const std::filesystem::path> files,
                              std::span<const std::filesystem::path> added = {},
                              std::span<const std::filesystem::path> allowed_probes = {});

    /// Adds what the fingerprints make of one observation: nothing, or one statement, and before it those that wait for
    /// a vendor. They borrow from the observation and from this.
    void read(const Observation& observation, std::vector<Statement>& statements) const;

    /// The stretches of the text that fingerprints read, in any order; they borrow from it.
    std::vector<std::string_view> stretches(const Observation& observation) const;

    /// Can fingerprints read this field?
    bool reads(Field field) const noexcept;

    /// What statements, made by read() of these observations, say together. Pure.
    Identity conclude(std::vector<Statement> statements, std::span<const Observation> observations) const;

    /// What the observations of one device say it is. Pure: no I/O, linear in the length of the texts.
    Identity identify(std::span<const Observation> observations) const;

    /// Does a fingerprint say what this text is? `device` is what identify() made of everything the device said. A hint
    /// alone (certainty below 0.5) is no answer as long as the model stays unknown.
    bool is_recognised(const Observation& observation, const Identity& device) const;

    /// Whether the smallest blocks of the makers' that hold them are the same; where there is none, too.
    bool share_maker_block(const MacAddress& one, const MacAddress& other) const;

    /// One line for each fingerprint that was left out: file, line, why.
    std::span<const std::string> warnings() const noexcept;

    /// The web pages that are worth a request after what is known, in the order of the files, no path twice, four at
    /// most. None of a device that is known to be no phone. They live as long as this.
    std::vector<const WebProbe*> probes_for(const Identity& known) const;

    /// One line for each probe that was left out because its file is not allowed any: file, line, what allows it.
    std::span<const std::string> left_out_probes() const noexcept;

    FingerprintDb(FingerprintDb&&) noexcept;
    FingerprintDb& operator=(FingerprintDb&&) noexcept;
    ~FingerprintDb();

private:
    struct Impl;
    explicit FingerprintDb(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

/// What load() takes from a directory: its *.xml files, sorted by name and without the shared parts of patterns, then
/// oui.csv where there is one.
/// Errors: throws DataError when there is no *.xml file.
std::vector<std::filesystem::path> fingerprint_files(const std::filesystem::path& directory);

} // namespace phonescan
