#include "tests/scanner/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A directory for one run's input and outputs: files, so that no pipe can fill up and block either side.
class Scratch {
public:
    Scratch()
    {
        std::string name = (fs::temp_directory_path() / "phonescan-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary directory"};
        path_ = name;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { fs::remove_all(path_); }

    std::string file(const char* name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

void redirect(int descriptor, const std::string& path, int flags)
{
    const int opened = ::open(path.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
    ::close(opened);
}

ProgramRun run(const std::string& out, const Scratch& scratch, const std::vector<std::string>& arguments,
               const std::string& input, const std::vector<std::string>& environment)
{
    std::ofstream{scratch.file("in"), std::ios::binary} << input;
    const auto child = ::fork();
    if (child < 0) throw std::runtime_error{"cannot fork"};
    if (child == 0) {
        redirect(STDIN_FILENO, scratch.file("in"), O_RDONLY);
        redirect(STDOUT_FILENO, out, O_WRONLY | O_CREAT);
        redirect(STDERR_FILENO, scratch.file("err"), O_WRONLY | O_CREAT);
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
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), {}, contents_of(scratch.file("err"))};
}

} // namespace

ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& input,
                       const std::vector<std::string>& extra_environment)
{
    const Scratch scratch;
    auto result = run(scratch.file("out"), scratch, arguments, input, extra_environment);
    result.out = contents_of(scratch.file("out"));
    return result;
}

ProgramRun run_program_into(const std::string& path, const std::vector<std::string>& arguments,
                            const std::string& input)
{
    const Scratch scratch;
    return run(path, scratch, arguments, input, {});
}

} // namespace phonescan
