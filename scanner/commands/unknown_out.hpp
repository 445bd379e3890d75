#pragma once

#include "scanner/unknown_texts.hpp"

#include <string>

namespace CLI {
class App;
}

namespace phonescan {

/// Adds --unknown-out, which means the same in every command. group: heading in --help. `path` stays empty without it.
void add_unknown_out_option(CLI::App& app, std::string& path, const std::string& group);

/// Collects and writes what --unknown-out asks for; without a path it does nothing.
class UnknownOut {
public:
    /// Errors: throws UsageError when the path cannot be written, or is standard output.
    explicit UnknownOut(std::string path);

    bool is_wanted() const noexcept { return !path_.empty(); }
    void add(std::span<const Observation> observations, const Identity& device, const FingerprintDb& fingerprints);

    /// Writes the file and returns what to tell the user. A run without unknown texts writes none, because a file
    /// without fingerprints could not be loaded. Errors: throws OutputError.
    std::string write() const;

private:
    std::string path_;
    UnknownTexts texts_;
};

} // namespace phonescan
