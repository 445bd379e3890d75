#pragma once

#include "probes/observation/observation.hpp"
#include "scanner/store/database.hpp"

#include <string_view>

namespace phonescan {

/// How values stand in the store's columns.

inline std::int64_t nanoseconds(WallClock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

inline WallClock::time_point time_of(std::int64_t nanoseconds)
{
    return WallClock::time_point{
        std::chrono::duration_cast<WallClock::duration>(std::chrono::nanoseconds{nanoseconds})};
}

inline Blob blob_of(std::string_view bytes)
{
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// Throws StoreError: what the file holds makes no sense.
[[noreturn]] void fail_damaged(const Database& database, std::string_view what);

} // namespace phonescan
