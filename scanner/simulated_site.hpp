#pragma once

#include <sys/types.h>

#include <filesystem>

namespace phonescan {

/// The program `phonefield` playing a site on loopback, for as long as this object lives.
class SimulatedSite {
public:
    /// Starts it and waits until it is ready. Its messages go to stderr.
    /// Errors: throws std::runtime_error when it cannot be started or says no (its port may be taken).
    explicit SimulatedSite(const std::filesystem::path& site_file);
    /// Ends it and waits for that.
    ~SimulatedSite();
    SimulatedSite(const SimulatedSite&) = delete;
    SimulatedSite& operator=(const SimulatedSite&) = delete;

private:
    void stop() noexcept;

    pid_t process_ = -1;
    int lifeline_ = -1; // its standard input: it ends when this closes, even if we are killed
};

} // namespace phonescan
