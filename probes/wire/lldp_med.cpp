#include "probes/wire/lldp_med.hpp"

namespace phonescan::wire {

namespace {

namespace subtype_of {
constexpr std::uint8_t capabilities = 1, network_policy = 2, location = 3, extended_power = 4, hardware = 5,
                       firmware = 6, software = 7, serial = 8, manufacturer = 9, model = 10, asset = 11;
}

/// Application (8 bits), unknown (1), tagged (1), reserved (1), VLAN ID (12), priority (3), DSCP (6).
void read_policy(ByteReader reader, LldpMed& med) noexcept
{
    const auto application = reader.u8();
    const auto high = reader.u8();
    const auto low = reader.u16();
    if (!application || !high || !low || med.policy_count == med.policies.size()) return;
    const std::uint32_t bits = std::uint32_t{*high} << 16 | *low;
    med.policies[med.policy_count++] = {.application = *application,
                                        .unknown = (bits >> 23 & 1) != 0,
                                        .tagged = (bits >> 22 & 1) != 0,
                                        .vlan = static_cast<std::uint16_t>(bits >> 9 & 0x0fff),
                                        .priority = static_cast<std::uint8_t>(bits >> 6 & 0x07),
                                        .dscp = static_cast<std::uint8_t>(bits & 0x3f)};
}

/// Type (2 bits), source (2), priority (4), tenths of a watt (16).
void read_power(ByteReader reader, LldpMed& med) noexcept
{
    constexpr std::uint32_t milliwatts_of_a_tenth = 100;
    const auto kind = reader.u8();
    const auto value = reader.u16();
    if (!kind || !value || med.power) return;
    med.power = {.type = static_cast<std::uint8_t>(*kind >> 6),
                 .source = static_cast<std::uint8_t>(*kind >> 4 & 0x03),
                 .priority = static_cast<std::uint8_t>(*kind & 0x0f),
                 .milliwatts = *value * milliwatts_of_a_tenth};
}

void read_capabilities(ByteReader reader, LldpMed& med) noexcept
{
    const auto capabilities = reader.u16();
    const auto device_class = reader.u8();
    if (!capabilities || !device_class || med.capabilities) return;
    med.capabilities = *capabilities;
    med.device_class = *device_class;
}

} // namespace

std::string_view lldp_text(Bytes value) noexcept
{
    auto text = text_of(value);
    text = text.substr(0, text.find('\0'));
    const auto last = text.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

void read_med_tlv(std::uint8_t subtype, Bytes value, LldpMed& med) noexcept
{
    const auto set = [value](std::string_view& text) {
        if (text.empty()) text = lldp_text(value);
    };
    switch (subtype) {
    case subtype_of::capabilities:
        return read_capabilities(ByteReader{value}, med);
    case subtype_of::network_policy:
        return read_policy(ByteReader{value}, med);
    case subtype_of::location:
        if (med.locations != 0xff) ++med.locations;
        return;
    case subtype_of::extended_power:
        return read_power(ByteReader{value}, med);
    case subtype_of::hardware:
        return set(med.hardware_revision);
    case subtype_of::firmware:
        return set(med.firmware_revision);
    case subtype_of::software:
        return set(med.software_revision);
    case subtype_of::serial:
        return set(med.serial_number);
    case subtype_of::manufacturer:
        return set(med.manufacturer);
    case subtype_of::model:
        return set(med.model);
    case subtype_of::asset:
        return set(med.asset_id);
    default:
        return;
    }
}

} // namespace phonescan::wire
