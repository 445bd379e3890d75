#include "probes/privileges.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <grp.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace phonescan {

namespace {

void require(long result, const char* what)
{
    if (result != 0) throw std::system_error{errno, std::generic_category(), what};
}

std::optional<unsigned> number_in(const char* variable)
{
    const char* const value = std::getenv(variable);
    if (value == nullptr) return std::nullopt;
    const std::string_view text{value};
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void become(const Unprivileged& whom)
{
    require(setgroups(0, nullptr), "cannot leave root's groups");
    require(setresgid(whom.group, whom.group, whom.group), "cannot leave root's group");
    require(setresuid(whom.user, whom.user, whom.user), "cannot stop being root");
}

/// Every capability out of the bounding set; not allowed, and not needed, without CAP_SETPCAP.
void empty_bounding_set()
{
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return;
}

} // namespace

std::optional<Unprivileged> invoking_user()
{
    if (geteuid() != 0) return std::nullopt;
    const auto user = number_in("SUDO_UID");
    const auto group = number_in("SUDO_GID");
    if (!user || !group || *user == 0) return std::nullopt;
    return Unprivileged{*user, *group};
}

void drop_privileges(const std::optional<Unprivileged>& whom)
{
    empty_bounding_set();
    if (whom && geteuid() == 0) become(*whom);
    __user_cap_header_struct header{};
    header.version = _LINUX_CAPABILITY_VERSION_3;
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    require(syscall(SYS_capset, &header, none.data()), "cannot drop capabilities");
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "cannot forbid new privileges");
}

bool may_capture() noexcept
{
    __user_cap_header_struct header{};
    header.version = _LINUX_CAPABILITY_VERSION_3;
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    if (syscall(SYS_capget, &header, sets.data()) != 0) return false;
    return (sets[CAP_TO_INDEX(CAP_NET_RAW)].effective & CAP_TO_MASK(CAP_NET_RAW)) != 0;
}

} // namespace phonescan
