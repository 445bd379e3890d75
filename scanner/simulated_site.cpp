#include "scanner/simulated_site.hpp"

#include "scanner/data_files.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace phonescan {

namespace {

struct Pipe {
    int read = -1;
    int write = -1;
};

Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{std::string{"pipe: "} + std::strerror(errno)};
    return {ends[0], ends[1]};
}

/// True when the first line the program prints says that it is ready.
bool says_ready(int output)
{
    std::string line;
    for (char byte = 0; line.size() < 256;) {
        const auto count = ::read(output, &byte, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || byte == '\n') break;
        line += byte;
    }
    return line.starts_with("ready");
}

} // namespace

SimulatedSite::SimulatedSite(const std::filesystem::path& site_file)
{
    const auto program = data_directory() / "../../libexec/phonescan/phonefield";
    if (!std::filesystem::exists(program))
        throw std::runtime_error{program.lexically_normal().string() + ": not found; the demo needs it"};
    const auto input = make_pipe();
    const auto output = make_pipe();
    lifeline_ = input.write;

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
    std::array<std::string, 5> words{program.string(), site_file.string(), "--until-stdin-closes", "--for", "120"};
    std::array<char*, 6> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i)
        arguments[i] = words[i].data();
    const int error = ::posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input.read);
    ::close(output.write);

    const bool ready = error == 0 && says_ready(output.read);
    ::close(output.read);
    if (ready) return;
    stop();
    throw std::runtime_error{error == 0 ? "the simulated site did not start; its message is above"
                                        : program.string() + ": " + std::strerror(error)};
}

SimulatedSite::~SimulatedSite()
{
    stop();
}

void SimulatedSite::stop() noexcept
{
    if (lifeline_ >= 0) ::close(lifeline_);
    lifeline_ = -1;
    if (process_ <= 0) return;
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {}
    process_ = -1;
}

} // namespace phonescan
