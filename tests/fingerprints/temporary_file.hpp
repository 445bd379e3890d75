#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace phonescan::test {

/// A file with the given content that goes away with its owner.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view content, std::string_view extension = ".xml")
        : path_{std::filesystem::temp_directory_path() /
                ("phonescan-" + std::to_string(::getpid()) + "-" + std::to_string(next()) + std::string{extension})}
    {
        std::ofstream out{path_, std::ios::binary};
        out << content;
    }
    ~TemporaryFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    static int next()
    {
        static std::atomic<int> counter{0};
        return counter++;
    }

    std::filesystem::path path_;
};

} // namespace phonescan::test
