#include "scanner/store/store_path.hpp"

#include "probes/privileges.hpp"
#include "scanner/store/database.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : value;
}

/// Of whoever started this: root's own store would hide what the same person scans without sudo.
fs::path home()
{
    const auto invoking = invoking_user();
    if (const auto named = environment("HOME"); !invoking && !named.empty()) return named;
    const auto* const user = getpwuid(invoking ? invoking->user : getuid());
    return user == nullptr || user->pw_dir == nullptr ? fs::path{} : fs::path{user->pw_dir};
}

void give_to_owner_of(const fs::path& folder, int descriptor)
{
    struct stat status {};
    if (geteuid() != 0 || stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return;
    if (fchown(descriptor, status.st_uid, status.st_gid) != 0) return; // it is root's then, and root writes it
}

void create_folder(const fs::path& folder)
{
    if (mkdir(folder.c_str(), 0700) != 0) {
        if (errno == EEXIST) return;
        if (errno != ENOENT || !folder.has_parent_path() || folder.parent_path() == folder)
            refuse_to_create(folder, errno);
        create_folder(folder.parent_path());
        if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) refuse_to_create(folder, errno);
    }
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    give_to_owner_of(folder.parent_path(), descriptor);
    close(descriptor);
}

} // namespace

void refuse_to_create(const fs::path& path, int error)
{
    throw StoreError{StoreError::Reason::unusable,
                     fmt::format("{}: cannot be created: {}; name another store with --db FILE, or keep nothing with "
                                 "--no-store",
                                 path.string(), std::strerror(error))};
}

bool is_default_place(const std::string& named)
{
    return named.empty() && environment("PHONESCAN_DB").empty();
}

fs::path store_path(const std::string& named)
{
    if (!named.empty()) return named;
    if (const auto path = environment("PHONESCAN_DB"); !path.empty()) return path;
    const auto file = fs::path{"phonescan"} / "phonescan.db";
    // Relative paths in it count as unset, says its specification.
    if (const fs::path state = environment("XDG_STATE_HOME"); state.is_absolute()) return state / file;
    const auto folder = home();
    if (folder.empty())
        throw StoreError{StoreError::Reason::unusable,
                         "there is no home directory to keep scans in: name a store with --db FILE, or keep nothing "
                         "with --no-store"};
    return folder / ".local" / "state" / file;
}

void create_store_file(const fs::path& path, bool with_folders)
{
    if (with_folders) create_folder(path.parent_path());
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno == EEXIST) return;
        refuse_to_create(path, errno);
    }
    give_to_owner_of(path.has_parent_path() ? path.parent_path() : fs::path{"."}, descriptor);
    close(descriptor);
}

} // namespace phonescan
