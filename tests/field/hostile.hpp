#pragma once

#include "tests/field/site.hpp"
#include "tests/field/web_answer.hpp"

#include <optional>

namespace phonescan::field {

/// The most that an endless answer sends over one connection, in octets.
constexpr std::uint64_t endless_limit = 64U << 20;

/// What a hostile server does before it has read anything; nullopt: waits for the client as others do.
std::optional<Script> hostile_welcome(const WebService& service);

/// Whether a server reads a ClientHello but never shakes hands.
bool refuses_tls(const WebService& service) noexcept;

/// What a hostile server does with a request; nullopt: what others do.
std::optional<Script> hostile_answer(const WebRequest& request, const PlayedDevice& device);

} // namespace phonescan::field
