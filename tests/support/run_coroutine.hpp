#pragma once

#include "tests/support/catch.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace phonescan::test {

/// What the coroutine gives, run until nothing waits any more. Errors: throws what it throws; fails the test where it
/// has not ended after ten seconds.
template <class Value>
Value run_coroutine(boost::asio::io_context& context, boost::asio::awaitable<Value> coroutine)
{
    std::optional<Value> result;
    std::exception_ptr failure;
    context.restart();
    boost::asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error, Value value) {
        failure = error;
        result = std::move(value);
    });
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!result && context.run_one_until(limit) != 0) {}
    if (failure) std::rethrow_exception(failure);
    REQUIRE(result.has_value());
    return std::move(*result);
}

} // namespace phonescan::test
