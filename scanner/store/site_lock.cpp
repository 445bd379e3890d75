#include "scanner/store/site_lock.hpp"

#include "scanner/store/digest.hpp"
#include "scanner/store/store_path.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

namespace phonescan {

namespace {

/// One octet of the file, far beyond its end, stands for a name.
struct flock octet_of(std::string_view name)
{
    const auto digest = digest_of(name);
    std::uint64_t place = 0;
    for (std::size_t i = 0; i < sizeof place; ++i)
        place = place << 8 | digest[i];
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(place >> 2);
    lock.l_len = 1;
    return lock;
}

} // namespace

SiteLocks::SiteLocks(const std::filesystem::path& store)
{
    std::error_code error;
    const auto real = std::filesystem::weakly_canonical(store, error); // by whatever name it is called
    const auto file = (error ? store : real).string() + "-lock";
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) refuse_to_create(file, errno);
    // Whoever may write the store may lock its sites.
    struct stat status {};
    if (geteuid() == 0 && stat(store.c_str(), &status) == 0 && fchown(descriptor_, status.st_uid, status.st_gid) != 0)
        return;
}

SiteLocks::~SiteLocks()
{
    close(descriptor_);
}

bool SiteLocks::take(std::string_view name)
{
    auto octet = octet_of(name);
    return fcntl(descriptor_, F_OFD_SETLK, &octet) == 0 || (errno != EAGAIN && errno != EACCES);
}

bool SiteLocks::is_held_elsewhere(std::string_view name) const
{
    auto octet = octet_of(name);
    return fcntl(descriptor_, F_OFD_GETLK, &octet) == 0 && octet.l_type != F_UNLCK;
}

} // namespace phonescan
