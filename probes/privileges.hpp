#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace phonescan {

/// Whom to go on as once the handles are open.
struct Unprivileged {
    uid_t user = 0;
    gid_t group = 0;
};

/// Who started this with sudo: $SUDO_UID and $SUDO_GID, where this runs as root. nullopt when nobody did.
std::optional<Unprivileged> invoking_user();

/// Gives up root and every capability, for good: user and group become `whom`'s where one is given and this runs as
/// root; effective, permitted, inheritable, ambient and bounding sets are emptied; exec() gives nothing back. A user 0
/// without `whom` stays 0 in name and keeps the rights of a file's owner. Errors: throws std::system_error.
void drop_privileges(const std::optional<Unprivileged>& whom);

/// Can this process open raw sockets now (CAP_NET_RAW is effective)?
bool may_capture() noexcept;

} // namespace phonescan
