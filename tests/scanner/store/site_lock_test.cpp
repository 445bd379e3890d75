#include "scanner/store/database.hpp"
#include "scanner/store/site_lock.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// A process that holds a name until it is killed.
class Holder {
public:
    Holder(const std::filesystem::path& store, const char* name)
    {
        int ready[2];
        if (::pipe(ready) != 0) throw std::runtime_error{"no pipe"};
        child_ = ::fork();
        if (child_ == 0) {
            SiteLocks locks{store};
            const char answer = locks.take(name) ? 'y' : 'n';
            if (::write(ready[1], &answer, 1) == 1) ::pause();
            ::_exit(0);
        }
        ::close(ready[1]);
        char answer = 0;
        holds_ = ::read(ready[0], &answer, 1) == 1 && answer == 'y';
        ::close(ready[0]);
    }
    ~Holder() { kill(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    bool holds() const noexcept { return holds_; }
    void kill()
    {
        if (child_ <= 0) return;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        child_ = -1;
    }

private:
    pid_t child_ = -1;
    bool holds_ = false;
};

} // namespace

TEST_CASE("site lock: what another process holds is kept from us until it is killed", "[scanner][store]")
{
    const TemporaryDirectory folder;
    SiteLocks locks{folder / "store.db"};
    Holder holder{folder / "store.db", "lab"};
    REQUIRE(holder.holds());
    CHECK(locks.is_held_elsewhere("lab"));
    CHECK_FALSE(locks.take("lab"));
    CHECK_FALSE(locks.is_held_elsewhere("Lab"));
    CHECK(locks.take("hall"));
    CHECK_FALSE(Holder(folder / "store.db", "hall").holds());
    CHECK_FALSE(Holder(folder / "store.db", "lab").holds());
    CHECK(Holder(folder / "store.db", "").holds());
    holder.kill();
    CHECK_FALSE(locks.is_held_elsewhere("lab"));
    CHECK(locks.take("lab"));
    CHECK(locks.take("lab"));
    CHECK_FALSE(Holder(folder / "store.db", "lab").holds());
}

TEST_CASE("site lock: names, and stores, do not meet", "[scanner][store]")
{
    const TemporaryDirectory folder;
    SiteLocks ours{folder / "store.db"};
    SiteLocks theirs{folder / "store.db"}; // as another process has it
    for (int i = 0; i < 1'000; ++i)
        REQUIRE((i % 2 == 0 ? ours : theirs).take(fmt::format("site {}", i)));
    for (int i = 0; i < 1'000; ++i)
        CHECK(ours.is_held_elsewhere(fmt::format("site {}", i)) == (i % 2 != 0));
    SiteLocks other{folder / "other.db"};
    CHECK(other.take("site 0"));
}

TEST_CASE("site lock: all is free at its end; nothing is left of a place that cannot be", "[scanner][store]")
{
    const TemporaryDirectory folder;
    SiteLocks theirs{folder / "store.db"};
    {
        SiteLocks ours{folder / "store.db"};
        REQUIRE(ours.take("lab"));
        REQUIRE_FALSE(theirs.take("lab"));
    }
    CHECK(theirs.take("lab"));
    CHECK(reason_of([&] { SiteLocks{folder / "none/store.db"}; }) == StoreError::Reason::unusable);
}
