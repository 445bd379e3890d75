#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace phonescan {

/// A report that could not be written. what() names the path, the reason and what to do.
class OutputError : public std::runtime_error {
public:
    OutputError(const std::filesystem::path& path, int errno_value);

    /// The program that reads a pipe has ended: not an error where it was a person who had seen enough (`| head`).
    bool is_closed_pipe() const noexcept;

private:
    int errno_value_;
};

/// Says before a scan starts why `path` could not be written at its end: "PATH: reason: what to do"; nullopt when
/// nothing speaks against it. `-` is stdout. Leaves no trace: an existing file is not touched.
std::optional<std::string> why_not_writable(const std::filesystem::path& path);

/// Writes a file as a whole or not at all: `write` fills a file under a temporary name in the same directory (mode
/// 0600), which takes the name `path` once it is on the disk. `-` is stdout; what exists and is no regular file (a
/// pipe, /dev/null) is written directly; a symbolic link stays and its target is replaced.
/// Errors: throws OutputError, and passes on what `write` throws; the temporary file is gone and an older file is as it
/// was. The process must ignore SIGPIPE and SIGXFSZ for those to become errors.
void write_output(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

/// Writes a text for people to stdout: a listing, a table, help. A reader that has ended has read enough: the rest goes
/// nowhere, and that is no error. Errors: throws OutputError for whatever else keeps it from being written.
void write_listing(const std::function<void(std::ostream&)>& write);

/// The same for a text at hand; what is printed so stays in order with std::cout and std::printf.
void print_listing(std::string_view text);

template <class Argument, class... Arguments>
void print_listing(fmt::format_string<Argument, Arguments...> format, Argument&& argument, Arguments&&... arguments)
{
    print_listing(
        std::string_view{fmt::format(format, std::forward<Argument>(argument), std::forward<Arguments>(arguments)...)});
}

} // namespace phonescan
