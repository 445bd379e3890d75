#include "fingerprints/example_text.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t longest_file = std::uintmax_t{1} << 20;

} // namespace

std::optional<std::string> base64_decoded(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::string_view blanks = " \t\r\n";
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0; // bits not yet written
    bool padded = false;
    for (const char c : text) {
        if (blanks.find(c) != std::string_view::npos) continue;
        const auto value = digits.find(c);
        if (c == '=')
            padded = true;
        else if (padded || value == std::string_view::npos)
            return std::nullopt;
        else {
            bits = bits << 6 | static_cast<std::uint32_t>(value);
            held += 6;
            if (held < 8) continue;
            held -= 8;
            bytes += static_cast<char>(bits >> held & 0xff);
        }
    }
    if (held == 6) return std::nullopt; // one digit over
    return bytes;
}

std::optional<std::string> example_file(const fs::path& fingerprints, const std::string& name)
{
    const auto folder = (fingerprints.parent_path() / fingerprints.stem()).lexically_normal();
    const fs::path relative{name};
    const bool climbs = std::ranges::find(relative, fs::path{".."}) != relative.end();
    if (relative.is_absolute() || climbs) return std::nullopt;
    const auto path = folder / relative;
    std::error_code error;
    if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > longest_file || error) return std::nullopt;
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

} // namespace phonescan
