#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>

namespace phonescan {

/// A report that could not be written. what() names the path, the reason and what to do.
class OutputError : public std::runtime_error {
public:
    OutputError(const std::filesystem::path& path, int errno_value);
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

} // namespace phonescan
