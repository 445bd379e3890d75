#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <csignal>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace phonescan::test {

/// phonefield with a site, playing until its standard input closes.
class RunningField {
public:
    explicit RunningField(const std::string& site)
    {
        folder_.file("test.site", site);
        std::array<int, 2> in{}, out{};
        REQUIRE(pipe2(in.data(), O_CLOEXEC) == 0);
        REQUIRE(pipe2(out.data(), O_CLOEXEC) == 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        const auto errors = (folder_ / "stderr").string();
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT, 0600);
        const std::array<std::string, 8> words{PHONEFIELD_PROGRAM,
                                               (folder_ / "test.site").string(),
                                               "--stats",
                                               (folder_ / "stats.json").string(),
                                               "--for",
                                               "60",
                                               "--until-stdin-closes",
                                               ""};
        std::array<char*, 8> argv{};
        for (std::size_t i = 0; i + 1 < words.size(); ++i)
            argv[i] = const_cast<char*>(words[i].c_str());
        REQUIRE(posix_spawn(&pid_, PHONEFIELD_PROGRAM, &actions, nullptr, argv.data(), environ) == 0);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        stdin_ = in[1];
        pollfd readable{out[0], POLLIN, 0};
        std::array<char, 16> text{};
        if (poll(&readable, 1, 20000) > 0) ready_ = read(out[0], text.data(), text.size()) == 6;
        close(out[0]);
    }
    ~RunningField() { end(); }
    RunningField(const RunningField&) = delete;
    RunningField& operator=(const RunningField&) = delete;

    bool ready() const { return ready_; }
    int end()
    {
        if (pid_ == 0) return status_;
        close(stdin_);
        waitpid(pid_, &status_, 0);
        pid_ = 0;
        return status_;
    }
    int end_by(int signal)
    {
        kill(pid_, signal);
        return end();
    }
    std::string statistics() const { return contents_of(folder_ / "stats.json"); }
    std::string errors() const { return contents_of(folder_ / "stderr"); }

private:
    TemporaryDirectory folder_;
    pid_t pid_ = 0;
    int stdin_ = -1;
    int status_ = 0;
    bool ready_ = false;
};

} // namespace phonescan::test
