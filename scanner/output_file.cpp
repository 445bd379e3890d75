#include "scanner/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <ostream>
#include <streambuf>
#include <system_error>
#include <utility>

namespace phonescan {

namespace {

constexpr std::string_view advice_for(int errno_value) noexcept
{
    switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
        return "free some space there or name a path on another disk";
    case EFBIG:
        return "raise the limit of the file size (ulimit -f) or name a path on another disk";
    case EACCES:
    case EPERM:
        return "name a path in a directory that you may write to";
    case EROFS:
        return "name a path on a disk that is not read-only";
    case ENOENT:
        return "create its directory first";
    case ENOTDIR:
        return "what stands before the last / is not a directory; name another path";
    case EISDIR:
        return "name a file in it";
    case ENAMETOOLONG:
        return "choose a shorter name";
    case ELOOP:
        return "its symbolic links lead in a circle; name another path";
    case EPIPE:
        return "the program that reads it has ended; write to a file instead";
    case EBADF:
        return "stdout is closed; write to a file instead";
    default:
        return "name another path";
    }
}

std::string problem(const std::filesystem::path& path, int errno_value)
{
    const std::string name = path == "-" ? "stdout" : path.string();
    return name + ": cannot be written: " + std::generic_category().message(errno_value) + ": " +
           std::string{advice_for(errno_value)};
}

/// Owns a file descriptor.
class Descriptor {
public:
    explicit Descriptor(int fd) noexcept : fd_{fd} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (fd_ >= 0) ::close(fd_);
    }

    int get() const noexcept { return fd_; }
    /// Some file systems report a failed write only here.
    bool close() noexcept { return ::close(std::exchange(fd_, -1)) == 0; }

private:
    int fd_;
};

/// A stream buffer that remembers why writing failed.
class DescriptorBuffer final : public std::streambuf {
public:
    explicit DescriptorBuffer(int fd) : fd_{fd} { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

    /// errno of the first failure, 0 when there was none.
    int error() const noexcept { return error_; }

private:
    int_type overflow(int_type c) override
    {
        if (!write_out()) return traits_type::eof();
        if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
        return traits_type::not_eof(c);
    }

    int sync() override { return write_out() ? 0 : -1; }

    bool write_out()
    {
        const char* from = pbase();
        while (error_ == 0 && from != pptr()) {
            const auto written = ::write(fd_, from, static_cast<std::size_t>(pptr() - from));
            if (written >= 0)
                from += written;
            else if (errno != EINTR)
                error_ = errno;
        }
        setp(buffer_.data(), buffer_.data() + buffer_.size());
        return error_ == 0;
    }

    std::array<char, 65536> buffer_{};
    int fd_;
    int error_ = 0;
};

/// Runs `write` on a descriptor. Returns errno, 0 when every byte was taken.
int fill(int fd, const std::function<void(std::ostream&)>& write)
{
    DescriptorBuffer buffer{fd};
    std::ostream out{&buffer};
    write(out);
    out.flush();
    if (buffer.error() != 0) return buffer.error();
    return out ? 0 : EIO;
}

void write_stdout(const std::function<void(std::ostream&)>& write)
{
    std::cout.flush();
    if (const int error = fill(STDOUT_FILENO, write); error != 0) throw OutputError{"-", error};
    Descriptor again{::dup(STDOUT_FILENO)}; // closing it tells of errors that a network file system kept back
    if (!again.close()) throw OutputError{"-", errno};
}

void write_directly(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write)
{
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};
    if (file.get() < 0) throw OutputError{path, errno};
    if (const int error = fill(file.get(), write); error != 0) throw OutputError{path, error};
    if (!file.close()) throw OutputError{path, errno};
}

/// Where a path leads once its last component is no symbolic link any more; the target need not exist.
/// Errors: throws OutputError (ELOOP).
std::filesystem::path resolved(std::filesystem::path path)
{
    constexpr int most_links = 40; // as the kernel
    const auto named = path;
    std::error_code error;
    for (int links = 0; std::filesystem::is_symlink(path, error); ++links) {
        if (links == most_links) throw OutputError{named, ELOOP};
        path = path.parent_path() / std::filesystem::read_symlink(path, error);
    }
    return path;
}

std::filesystem::path directory_of(const std::filesystem::path& path)
{
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

/// What stat() says of a path: nullopt when nothing is there yet. Errors: throws OutputError.
std::optional<struct stat> status_of(const std::filesystem::path& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status;
    if (errno != ENOENT) throw OutputError{path, errno};
    return std::nullopt;
}

/// A file under a name of its own, removed unless it was given its final name.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& target)
        : name_{(directory_of(target) / ".phonescan-XXXXXX").string()}, target_{target}, file_{::mkostemp(name_.data(),
                                                                                                          O_CLOEXEC)}
    {
        if (file_.get() < 0) throw OutputError{target, errno};
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (!renamed_) ::unlink(name_.c_str());
    }

    int descriptor() const noexcept { return file_.get(); }

    void take_final_name()
    {
        if (::fsync(file_.get()) != 0 || !file_.close() || ::rename(name_.c_str(), target_.c_str()) != 0)
            throw OutputError{target_, errno};
        renamed_ = true;
        const Descriptor directory{::open(directory_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (directory.get() >= 0) ::fsync(directory.get()); // the file is complete either way; not every system can
    }

private:
    std::string name_;
    std::filesystem::path target_;
    Descriptor file_;
    bool renamed_ = false;
};

/// Throws OutputError when `path` cannot be written.
void require_writable(const std::filesystem::path& path)
{
    if (path == "-") {
        const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
        if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) throw OutputError{path, EBADF};
        return;
    }
    if (path.empty()) throw OutputError{path, ENOENT};
    const auto target = resolved(path);
    const auto status = status_of(target);
    if (!target.has_filename() || (status && S_ISDIR(status->st_mode))) throw OutputError{path, EISDIR};
    if (status && !S_ISREG(status->st_mode)) {
        if (::access(target.c_str(), W_OK) != 0) throw OutputError{path, errno};
        return;
    }
    const TemporaryFile probe{target}; // the only test that knows read-only mounts, quotas and access lists
    const auto longest = ::pathconf(directory_of(target).c_str(), _PC_NAME_MAX);
    if (longest > 0 && target.filename().native().size() > static_cast<std::size_t>(longest))
        throw OutputError{path, ENAMETOOLONG};
}

} // namespace

OutputError::OutputError(const std::filesystem::path& path, int errno_value)
    : std::runtime_error{problem(path, errno_value)}, errno_value_{errno_value}
{
}

bool OutputError::is_closed_pipe() const noexcept
{
    return errno_value_ == EPIPE;
}

std::optional<std::string> why_not_writable(const std::filesystem::path& path)
{
    try {
        require_writable(path);
        return std::nullopt;
    } catch (const OutputError& error) {
        return error.what();
    }
}

void write_output(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write)
{
    if (path == "-") return write_stdout(write);
    const auto target = resolved(path);
    const auto status = status_of(target);
    if (status && S_ISDIR(status->st_mode)) throw OutputError{path, EISDIR};
    if (status && !S_ISREG(status->st_mode)) return write_directly(target, write);
    TemporaryFile file{target};
    if (const int error = fill(file.descriptor(), write); error != 0) throw OutputError{path, error};
    file.take_final_name();
}

void write_listing(const std::function<void(std::ostream&)>& write)
{
    try {
        write_output("-", write);
    } catch (const OutputError& error) {
        if (!error.is_closed_pipe()) throw;
    }
}

void print_listing(std::string_view text)
{
    const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!is_written && errno != EPIPE) throw OutputError{"-", errno};
}

} // namespace phonescan
