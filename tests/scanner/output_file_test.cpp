#include "scanner/output_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <ostream>

using namespace phonescan;
using Catch::Matchers::Contains;
using phonescan::test::contents_of;
using phonescan::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

auto entries(const TemporaryDirectory& directory)
{
    return std::distance(fs::directory_iterator{directory.path()}, fs::directory_iterator{});
}

/// What the error says; fails the test when there is none.
std::string failure(const fs::path& path, const std::string& text = "new")
{
    try {
        write_output(path, [&text](std::ostream& out) { out << text; });
    } catch (const OutputError& error) {
        return error.what();
    }
    FAIL("written: " << path);
    return {};
}

/// Runs something in a process of its own, whose limits and descriptors may be ruined. Returns its exit status.
template <class Run>
int in_child(Run run)
{
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int status = 99;
        try {
            status = run();
        } catch (...) {
        }
        ::_exit(status);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("output file: is whole, private and alone in its directory", "[scanner]")
{
    const TemporaryDirectory directory;
    const auto path = directory / "site.csv";
    const std::string text(200'000, 'x');
    write_output(path, [&text](std::ostream& out) { out << text; });
    CHECK(contents_of(path) == text);
    CHECK((fs::status(path).permissions() & fs::perms::mask) == (fs::perms::owner_read | fs::perms::owner_write));
    write_output(path, [](std::ostream& out) { out << "second"; });
    CHECK(contents_of(path) == "second");
    CHECK(entries(directory) == 1);
}

TEST_CASE("output file: a writer that throws leaves the old file and no other", "[scanner]")
{
    const TemporaryDirectory directory;
    const auto path = directory / "site.csv";
    put(path, "old");
    const auto write = [](std::ostream& out) {
        out << std::string(200'000, 'x');
        throw std::runtime_error{"broken"};
    };
    CHECK_THROWS_WITH(write_output(path, write), "broken");
    CHECK(contents_of(path) == "old");
    CHECK(entries(directory) == 1);
}

TEST_CASE("output file: a writer whose stream fails is an error", "[scanner]")
{
    const TemporaryDirectory directory;
    CHECK_THROWS_AS(write_output(directory / "x", [](std::ostream& out) { out.setstate(std::ios::failbit); }),
                    OutputError);
    CHECK(entries(directory) == 0);
}

TEST_CASE("output file: a disk that is full leaves the old file and no other", "[scanner]")
{
    const TemporaryDirectory directory;
    const auto path = directory / "site.csv";
    put(path, "old");
    const int status = in_child([&path] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
        try {
            write_output(path, [](std::ostream& out) { out << std::string(300'000, 'x'); });
        } catch (const OutputError& error) {
            const std::string what = error.what();
            return what.find(path.string()) == 0 && what.find("File too large") != std::string::npos ? 0 : 3;
        }
        return 1;
    });
    CHECK(status == 0);
    CHECK(contents_of(path) == "old");
    CHECK(entries(directory) == 1);
}

TEST_CASE("output file: errors name the path, the reason and the way out", "[scanner]")
{
    const TemporaryDirectory directory;
    put(directory / "file", "old");
    CHECK_THAT(failure("/dev/full"),
               Contains("/dev/full: ") && Contains("No space left on device") && Contains("free some space"));
    CHECK_THAT(failure(directory / "missing/site.csv"),
               Contains("missing/site.csv") && Contains("create its directory"));
    CHECK_THAT(failure(directory / "file/site.csv"), Contains("Not a directory"));
    CHECK_THAT(failure(directory / "."), Contains("Is a directory"));
    CHECK_THAT(failure("/proc/phonescan.csv"), Contains("/proc/phonescan.csv: cannot be written: "));
    CHECK(contents_of(directory / "file") == "old");
    CHECK(entries(directory) == 1);
}

TEST_CASE("output file: the check before a scan finds what would fail at its end", "[scanner]")
{
    const TemporaryDirectory directory;
    put(directory / "file", "old");
    fs::create_symlink("loop", directory / "loop");
    CHECK_FALSE(why_not_writable(directory / "site.csv").has_value());
    CHECK_FALSE(why_not_writable(directory / "file").has_value());
    CHECK_FALSE(why_not_writable("/dev/null").has_value());
    CHECK_FALSE(why_not_writable("site-in-the-current-directory.csv").has_value());
    CHECK_THAT(*why_not_writable(directory / "missing/site.csv"), Contains("create its directory"));
    CHECK_THAT(*why_not_writable(directory / "file/site.csv"), Contains("Not a directory"));
    CHECK_THAT(*why_not_writable(directory / "."), Contains("Is a directory"));
    CHECK_THAT(*why_not_writable(directory / "new/"), Contains("new/: "));
    CHECK_THAT(*why_not_writable(directory / "loop"), Contains("symbolic links"));
    CHECK(why_not_writable("/proc/phonescan.csv").has_value());
    CHECK(why_not_writable("").has_value());
    CHECK_THAT(*why_not_writable(directory / std::string(300, 'x').c_str()), Contains("File name too long"));
    CHECK(contents_of(directory / "file") == "old");
    CHECK(entries(directory) == 2);
}

TEST_CASE("output file: a symbolic link stays, its target is replaced", "[scanner]")
{
    const TemporaryDirectory directory;
    put(directory / "monday.csv", "old");
    fs::create_symlink("monday.csv", directory / "latest.csv");
    fs::create_symlink("nothing-yet.csv", directory / "next.csv");
    for (const auto* name : {"latest.csv", "next.csv"}) {
        write_output(directory / name, [](std::ostream& out) { out << "new"; });
        CHECK(fs::is_symlink(directory / name));
    }
    CHECK(contents_of(directory / "monday.csv") == "new");
    CHECK(contents_of(directory / "nothing-yet.csv") == "new");
    CHECK(entries(directory) == 4);
}

TEST_CASE("output file: a pipe is written into, not replaced", "[scanner]")
{
    const TemporaryDirectory directory;
    const auto path = directory / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader >= 0);
    write_output(path, [](std::ostream& out) { out << "new"; });
    char got[4] = {};
    CHECK(::read(reader, got, sizeof got) == 3);
    CHECK(std::string{got} == "new");
    ::close(reader);
    CHECK(fs::is_fifo(path));
}

TEST_CASE("output file: stdout that is full, closed or gone is an error", "[scanner]")
{
    const auto write = [] {
        try {
            write_output("-", [](std::ostream& out) { out << "new"; });
        } catch (const OutputError& error) {
            return std::string{error.what()}.starts_with("stdout: cannot be written: ") ? 0 : 1;
        }
        return 2;
    };
    CHECK(in_child([&write] {
              const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
              return ::dup2(full, STDOUT_FILENO) == STDOUT_FILENO ? write() : 3;
          }) == 0);
    CHECK(in_child([&write] {
              ::close(STDOUT_FILENO);
              return why_not_writable("-") ? write() : 3;
          }) == 0);
    CHECK(in_child([&write] {
              std::signal(SIGPIPE, SIG_IGN);
              int ends[2];
              if (::pipe2(ends, O_CLOEXEC) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) return 3;
              ::close(ends[0]);
              return write();
          }) == 0);
    CHECK(in_child([] {
              int ends[2];
              if (::pipe2(ends, O_CLOEXEC) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) return 3;
              write_output("-", [](std::ostream& out) { out << "new"; });
              char got[4] = {};
              return ::read(ends[0], got, sizeof got) == 3 && std::string{got} == "new" ? 0 : 4;
          }) == 0);
}
