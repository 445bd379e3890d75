// run_and_measure FILE COMMAND ARGUMENT...: runs a command and writes to FILE one line
//   wall-seconds user-seconds system-seconds peak-memory-kilobytes exit-status time-of-day-of-its-start
// of the command and what it waited for; the time of day is seconds since 1970, as phonefield's `first_request` is.
// Stands in for /usr/bin/time, which a fresh system has not.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fputs("usage: run_and_measure FILE COMMAND ARGUMENT...\n", stderr);
        return 2;
    }
    const std::chrono::duration<double> time_of_day = std::chrono::system_clock::now().time_since_epoch();
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        std::perror(argv[2]);
        _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        std::perror("run_and_measure");
        return 2;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    std::FILE* file = std::fopen(argv[1], "w");
    if (file == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    std::fprintf(file, "%.3f %.3f %.3f %ld %d %.6f\n", wall.count(), seconds(usage.ru_utime), seconds(usage.ru_stime),
                 usage.ru_maxrss, code, time_of_day.count());
    return std::fclose(file) == 0 ? code : 2;
}
