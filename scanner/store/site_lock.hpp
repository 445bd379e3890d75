#pragma once

#include <filesystem>
#include <string_view>

namespace phonescan {

/// Names that one process holds against others that use the same store: a site that is being scanned, a run that is
/// under way. They lie in FILE-lock beside the store; the system lets go of them when the process ends, however it
/// ends. Where the file system knows no locks nobody is kept out.
class SiteLocks {
public:
    /// Opens, and creates. Errors: throws StoreError.
    explicit SiteLocks(const std::filesystem::path& store);
    ~SiteLocks();
    SiteLocks(const SiteLocks&) = delete;
    SiteLocks& operator=(const SiteLocks&) = delete;

    /// Holds the name until this ends. False: another process does.
    bool take(std::string_view name);

    /// Does another process hold it?
    bool is_held_elsewhere(std::string_view name) const;

private:
    int descriptor_;
};

} // namespace phonescan
