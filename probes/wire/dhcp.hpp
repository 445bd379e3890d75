#pragma once

#include "probes/observation/error.hpp"
#include "probes/observation/mac_address.hpp"
#include "probes/wire/byte_reader.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace phonescan::wire {

namespace dhcp_message {
inline constexpr std::uint8_t discover = 1, offer = 2, request = 3, decline = 4, ack = 5, nak = 6, release = 7,
                              inform = 8;
}

/// A DHCPv4 message between client and server. Options that stand in several pieces are joined (RFC 3396); those in
/// `file` and `sname` are read where option 52 says so. Texts are bytes as sent, to be made printable().
struct DhcpMessage {
    bool from_client = false;                   ///< BOOTREQUEST
    std::uint8_t type = 0;                      ///< option 53; 0: BOOTP
    std::optional<MacAddress> client_mac;       ///< chaddr of Ethernet
    boost::asio::ip::address_v4 client_address; ///< ciaddr: the client uses it; unspecified when 0
    boost::asio::ip::address_v4 your_address;   ///< yiaddr: the server gives it
    std::string host_name;                      ///< option 12
    std::string vendor_class;            ///< option 60, a trailing NUL too; its binary form as vendor_class_text()
    std::string user_class;              ///< option 77: one text, or those of RFC 3004 joined by blanks
    std::string identified_vendor_class; ///< option 124: the data of its classes joined by blanks (RFC 3925, 3); data
                                         ///< in the form of vendor_class_text() as that
    std::string vendor_information; ///< option 125: `enterprise:` and the values of its suboptions (RFC 3925, 4), all
                                    ///< joined by blanks
    std::string parameter_list;     ///< option 55 as `1,3,6,15`
    std::string client_id;          ///< option 61 as lower-case hex; a MAC of type 1 as one
};

/// Errors: Errc::truncated (shorter than the fixed part), Errc::malformed (no magic cookie, another op). An option that
/// overruns ends the options of its field; those before it are there. Of a single octet's option the first counts.
/// Source: RFC 2131, 2; RFC 2132; RFC 3396, 7.
Result<DhcpMessage> read_dhcp(Bytes message);

/// A vendor class that phones send in binary as text, nullopt when it is none of this form:
///
///     enterprise number (4)   big-endian; 13885 is the one seen, any is read
///     length (1)              of what follows, with or without the end: not relied on
///     fields                  number (1), length (1), text: 1 company, 2 part, 3 part number and revision,
///                             4 application/build/date, 5 boot loader or updater/build/date; others are skipped
///     end (1)                 ff, may be absent
///
/// The text is each field's, cut at its first NUL, and a `;` behind it, in the order of the numbers; a missing field
/// that another follows is empty: `Company;Part;1234-5,1;SIP/1.2.3/date;UP/1.2.3/date;`, which is also what these
/// phones announce as their system description on LLDP. Fields 1 and 2 must be there, in printable ASCII without `;`. A
/// field that overruns ends the text. Source: the administrator's guide of such phones (vendor ID information in DHCP),
/// which refers to RFC 3925.
std::optional<std::string> vendor_class_text(Bytes vendor_class);

} // namespace phonescan::wire
