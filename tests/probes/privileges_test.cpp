#include "probes/privileges.hpp"
#include "tests/support/catch.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

using namespace phonescan;

namespace {

/// The exit status of `check` in a process of its own, which gives up what this one still needs.
int in_a_child(const std::function<int()>& check)
{
    const auto child = fork();
    if (child == 0) {
        int status = 99;
        try {
            status = check();
        } catch (...) {
            status = 98;
        }
        _exit(status);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

constexpr Unprivileged nobody{65'534, 65'534};

} // namespace

TEST_CASE("privileges: what is given up is gone for good", "[probes][listen]")
{
    CHECK(in_a_child([] {
              drop_privileges(std::nullopt);
              if (may_capture()) return 1;
              if (socket(AF_PACKET, SOCK_RAW, 0) >= 0) return 2;
              if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return 3;
              drop_privileges(std::nullopt); // a second time does no harm
              return 0;
          }) == 0);
    if (geteuid() != 0) {
        WARN("not root: becoming another user is not tested");
        return;
    }
    CHECK(in_a_child([] {
              drop_privileges(nobody);
              if (getuid() != nobody.user || geteuid() != nobody.user || getegid() != nobody.group) return 1;
              if (getgroups(0, nullptr) != 0) return 2;
              if (setuid(0) == 0 || seteuid(0) == 0) return 3;
              return may_capture() ? 4 : 0;
          }) == 0);
}

TEST_CASE("privileges: the user who called sudo is told, and only to root", "[probes][listen]")
{
    const auto told = [](const char* user, const char* group) {
        return in_a_child([=] {
            setenv("SUDO_UID", user, 1);
            setenv("SUDO_GID", group, 1);
            const auto whom = invoking_user();
            return !whom ? 0 : whom->user == 1'000 && whom->group == 1'001 ? 1 : 2;
        });
    };
    CHECK(told("1000", "1001") == (geteuid() == 0 ? 1 : 0));
    CHECK(told("0", "0") == 0);
    CHECK(told("1000x", "1001") == 0);
    CHECK(told("", "") == 0);
    CHECK(told("-1", "1001") == 0);
}
