#include "fingerprints/recog.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace phonescan {

namespace {

using namespace std::string_view_literals;

constexpr std::array recog_fields = {
    std::pair{"sip_header.user_agent"sv, Field::sip_user_agent},
    std::pair{"sip_header.server"sv, Field::sip_server},
    std::pair{"http_header.server"sv, Field::http_server},
    std::pair{"http_header.wwwauth"sv, Field::http_realm},
    std::pair{"html_title"sv, Field::http_title},
    std::pair{"html_body"sv, Field::http_body},
    std::pair{"x509.subject"sv, Field::tls_subject},
    std::pair{"x509.issuer"sv, Field::tls_issuer},
    std::pair{"dhcp_vendor_class"sv, Field::dhcp_vendor_class},
    std::pair{"snmp.sys_description"sv, Field::snmp_sysdescr},
    std::pair{"snmp.sys_object_id"sv, Field::snmp_sysobjectid},
};

/// Words for a telephone, or for a family that holds telephones and their PBX.
constexpr std::array possible_phones = {"VoIP"sv,           "VoIP Phone"sv, "IP Phone"sv, "SIP Phone"sv,
                                        "Wireless Phone"sv, "Telephone"sv,  "Phone"sv,    "SIP Device"sv};

/// Words that leave open what it is.
constexpr std::array no_device = {
    ""sv,        "Device"sv,  "General"sv, "Network"sv, "Appliance"sv, "Network Appliance"sv,
    "Telecom"sv, "Unknown"sv, "HiPath"sv,  "Linux"sv,   "UnixWare"sv};

} // namespace

std::optional<Field> recog_field(std::string_view matches) noexcept
{
    const auto found = std::ranges::find(recog_fields, matches, &std::pair<std::string_view, Field>::first);
    if (found == recog_fields.end()) return std::nullopt;
    return found->second;
}

Kind kind_of_device(std::string_view device) noexcept
{
    if (std::ranges::find(possible_phones, device) != possible_phones.end()) return Kind::possible_phone;
    if (std::ranges::find(no_device, device) != no_device.end()) return Kind::unknown;
    return Kind::not_phone;
}

} // namespace phonescan
