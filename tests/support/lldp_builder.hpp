#pragma once

#include "tests/support/octets.hpp"

#include <cstdint>

namespace phonescan::test {

using Octets = std::vector<std::byte>;

inline Octets joined(const std::vector<Octets>& parts)
{
    Octets bytes;
    for (const auto& part : parts)
        bytes.insert(bytes.end(), part.begin(), part.end());
    return bytes;
}

/// A TLV of LLDP whose header says that the value has `length` octets.
inline Octets lldp_tlv_that_says(std::size_t length, unsigned type, const Octets& value)
{
    const auto head = type << 9 | static_cast<unsigned>(length);
    return joined({{static_cast<std::byte>(head >> 8 & 0xff), static_cast<std::byte>(head & 0xff)}, value});
}

inline Octets lldp_tlv(unsigned type, const Octets& value)
{
    return lldp_tlv_that_says(value.size(), type, value);
}

/// A TLV of an organisation: 0012bb (LLDP-MED), 00120f (802.3), 0080c2 (802.1).
inline Octets organisation_tlv(std::string_view organisation, std::uint8_t subtype, const Octets& value)
{
    return lldp_tlv(127, joined({octets(organisation), {std::byte{subtype}}, value}));
}

inline Octets med_tlv(std::uint8_t subtype, const Octets& value)
{
    return organisation_tlv("0012bb", subtype, value);
}

inline Octets med_text(std::uint8_t subtype, std::string_view text)
{
    const auto bytes = std::as_bytes(std::span{text});
    return med_tlv(subtype, {bytes.begin(), bytes.end()});
}

inline Octets lldp_end()
{
    return lldp_tlv(0, {});
}

/// Chassis ID (an IPv4 address), Port ID (a MAC address) and a TTL of 120 s.
inline Octets lldp_mandatory()
{
    return joined(
        {lldp_tlv(1, octets("05 01 0a630015")), lldp_tlv(2, octets("03 0004f2abcdef")), lldp_tlv(3, octets("0078"))});
}

/// An LLDPDU of the three mandatory TLVs, others, and End.
inline Octets lldpdu_with(const std::vector<Octets>& tlvs)
{
    return joined({lldp_mandatory(), joined(tlvs), lldp_end()});
}

/// What a phone says that says everything.
inline Octets lldpdu_of_phone()
{
    return lldpdu_with({
        lldp_tlv(4, octets("\"WAN PORT\"")),
        lldp_tlv(5, octets("\"Desk 410\"")),
        lldp_tlv(6, octets("\"Acme;DESK-410;3111-46162-001,5;SIP/5.3.0.12074/25-Mar-15 11:32;"
                           "UP/5.7.0.11768/25-Mar-15 12:04;\"")),
        lldp_tlv(7, octets("0024 0024")),
        lldp_tlv(8, octets("05 01 0a630015 02 00000002 00")),
        organisation_tlv("00120f", 1, octets("03 6c11 0010")),
        organisation_tlv("0080c2", 1, octets("000c")),
        med_tlv(1, octets("0033 03")),
        med_tlv(2, octets("01 40c96e")), // voice: tagged, VLAN 100, priority 5, DSCP 46
        med_tlv(4, octets("53 0032")),   // PD, source PSE, priority low, 5.0 W
        med_text(5, "3111-46162-001,5"),
        med_text(6, "5.7.0.11768"),
        med_text(7, "5.3.0.12074"),
        med_text(8, "0004f2abcdef"),
        med_text(9, "Acme"),
        med_text(10, "Desk 410"),
        med_text(11, "room 7"),
    });
}

/// Ethernet: the LLDP multicast address, the phone's address, then what `rest` says.
inline Octets ethernet(const Octets& rest, std::string_view destination = "0180c200000e")
{
    return joined({octets(destination), octets("0004f2abcdef"), rest});
}

inline Octets lldp_frame(const Octets& lldpdu)
{
    return ethernet(joined({octets("88cc"), lldpdu}));
}

} // namespace phonescan::test
