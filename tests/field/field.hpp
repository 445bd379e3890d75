#pragma once

#include "tests/field/site.hpp"
#include "tests/field/statistics.hpp"

#include <chrono>

namespace phonescan::field {

/// When play_field() ends, besides SIGTERM and SIGINT.
struct Duration {
    std::chrono::seconds longest{600};
    bool until_stdin_closes = false;
};

/// Plays a site until it is told to end; prints "ready" on stdout once every socket is bound. What was still on its way
/// then is not sent any more. Errors: std::runtime_error when a socket cannot be had.
void play_field(const Site& site, const Duration& duration, Statistics& statistics);

} // namespace phonescan::field
