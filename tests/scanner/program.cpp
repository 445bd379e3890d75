#include "tests/scanner/program.hpp"

#include "tests/support/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>

namespace phonescan {

namespace {

using test::contents_of;
using test::TemporaryDirectory;

void redirect(int descriptor, const std::filesystem::path& path, int flags)
{
    const int opened = ::open(path.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
    ::close(opened);
}

std::function<void()> into(const std::filesystem::path& path)
{
    return [path] { redirect(STDOUT_FILENO, path, O_WRONLY | O_CREAT); };
}

/// direct_output: called in the child, makes its standard output.
ProgramRun run(const std::function<void()>& direct_output, const TemporaryDirectory& scratch,
               const std::vector<std::string>& arguments, const std::string& input,
               const std::vector<std::string>& environment)
{
    const auto input_file = scratch.file("in", input);
    const auto child = ::fork();
    if (child < 0) throw std::runtime_error{"cannot fork"};
    if (child == 0) {
        redirect(STDIN_FILENO, input_file, O_RDONLY);
        direct_output();
        redirect(STDERR_FILENO, scratch / "err", O_WRONLY | O_CREAT);
        std::vector<std::string> words{PHONESCAN_BINARY_DIR "/bin/phonescan"};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (auto& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        ::unsetenv("PHONESCAN_DATA_DIR");
        for (const auto& setting : environment)
            ::putenv(const_cast<char*>(setting.c_str()));
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child) throw std::runtime_error{"cannot wait for the program"};
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), {}, contents_of(scratch / "err")};
}

} // namespace

ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& input,
                       const std::vector<std::string>& extra_environment)
{
    const TemporaryDirectory scratch; // files, so that no pipe can fill up and block either side
    auto result = run(into(scratch / "out"), scratch, arguments, input, extra_environment);
    result.out = contents_of(scratch / "out");
    return result;
}

ProgramRun run_program_into(const std::string& path, const std::vector<std::string>& arguments,
                            const std::string& input)
{
    const TemporaryDirectory scratch; // files, so that no pipe can fill up and block either side
    return run(into(path), scratch, arguments, input, {});
}

ProgramRun run_program_unread(const std::vector<std::string>& arguments, const std::string& input)
{
    const TemporaryDirectory scratch;
    const auto closed_pipe = [] {
        int ends[2];
        if (::pipe(ends) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) ::_exit(126);
        ::close(ends[0]);
        ::close(ends[1]);
    };
    return run(closed_pipe, scratch, arguments, input, {});
}

} // namespace phonescan
