#pragma once

#include "probes/observation/observation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan {

/// The longest output of lldpctl that is read.
constexpr std::size_t longest_lldpctl = std::size_t{64} * 1024 * 1024;

/// Does the output of `lldpctl -f json` or `-f json0` stand here? The first octets of it do.
bool is_lldpctl_json(std::string_view start) noexcept;

/// Does the output of `lldpctl -f keyvalue` stand here? The first line of it does.
bool is_lldpctl_keyvalue(std::string_view start) noexcept;

/// Either of them.
bool is_lldpctl(std::string_view start) noexcept;

/// What the neighbours said that a switch's lldpd lists, and the interface each was heard on (Field::switch_port). They
/// belong to the MAC address of the chassis, else to that of the port, else to the neighbour's number. Also read is
/// what lldpctl leaves unescaped: quotes in the system name that is a key of its JSON, line breaks in a value of its
/// lines. file: for messages. neighbours: counts those read before, and then these too. time: when the list was made.
/// Errors: throws DataError, with the line, for a text that is too long, nested too deep or not what it begins like.
/// Source: lldpctl(8); the forms are those of lldpd 0.7 to 1.0.
Observations read_lldpctl(std::string_view text, const std::string& file, std::uint64_t& neighbours,
                          WallClock::time_point time = WallClock::now());

} // namespace phonescan
