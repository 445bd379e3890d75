#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace phonescan {

/// What can go wrong with bytes from outside. A device that misbehaves is a result, not a failure of the run.
enum class Errc {
    truncated = 1,     ///< a length field points past the end of the input, or the input ends inside a field
    malformed,         ///< the bytes do not follow the grammar of their format
    too_long,          ///< a field or the whole input is longer than this program accepts
    not_a_mac_address, ///< no EUI-48 in any accepted spelling
};

boost::system::error_code make_error_code(Errc error) noexcept;

/// A value or the reason why there is none. The one alias, for the day of std::expected.
template <class T>
using Result = boost::system::result<T>;

/// A shipped or a user's data file that cannot be used. what() reads "FILE:LINE: what was expected".
class DataError : public std::runtime_error {
public:
    /// line counts from 1; 0 when the whole file is meant.
    DataError(const std::filesystem::path& file, std::size_t line, const std::string& expected);

    std::size_t line() const noexcept { return line_; }
    const std::string& expected() const noexcept { return expected_; }

private:
    std::size_t line_;
    std::string expected_;
};

} // namespace phonescan

template <>
struct boost::system::is_error_code_enum<phonescan::Errc> : std::true_type {
};
