#pragma once

#include <chrono>
#include <string>

namespace phonescan {

/// `2026-11-23T00:10:22Z`; of years with four digits.
std::string iso_time(std::chrono::sys_seconds time);

} // namespace phonescan
