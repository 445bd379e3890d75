#pragma once

#include "probes/address_set.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// What one word of the command line or of a target file stands for.
struct ParsedTarget {
    std::vector<AddressRange> ranges;
    std::vector<AddressRange6> ranges6;
    std::vector<std::string> names; ///< host names as written, not resolved
};

/// Reads one word (no blanks) as targets. This is all that is accepted, for targets and exclusions alike:
///
///   10.0.0.7                 an address; an octet with a leading zero is refused, because some programs read it as
///   octal 10.0.0.0/24, 10.0.0.7/24 the whole network, all 256 addresses, whether or not bits behind the prefix are set
///   10.0.0.1-10.0.1.20       from one address to another, both included
///   10.0.0-3.1-254           ranges inside octets; any of the four octets may be one,
///   10.0.0.1,5,20-29         or a list of numbers and ranges,
///   10.0.*.1                 or `*`, which is 0-255
///   fd00::7, [fd00::7]       an IPv6 address (RFC 4291, 2.2); a zone (`%eth0`) is refused: -e names the interface
///   fd00::/120               an IPv6 network
///   phone7.example.com       a host name (RFC 1123, 2.1). What ends in a number is never one, and neither are four
///                            labels of which the first three are numbers: those are addresses with a slip in them
///   10.0.0.1,10.1.0.0/16     several of these without blanks. A comma belongs to an octet where the word holds exactly
///                            three dots, digits, `-`, `,` and `*`, and separates targets in every other word
///
/// Errors: what is wrong and what is accepted, for people, without the word itself.
boost::system::result<ParsedTarget, std::string> parse_target(std::string_view word);

/// Text from outside as messages show it: printable, in quotes, shortened where it is long.
std::string quoted(std::string_view text);

} // namespace phonescan
