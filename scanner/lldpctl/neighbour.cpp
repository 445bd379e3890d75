#include "scanner/lldpctl/neighbour.hpp"

#include "probes/announcement.hpp"
#include "probes/observation/printable.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace phonescan::lldpctl {

namespace {

constexpr std::size_t longest_text = 2'048; // of a value
constexpr std::size_t most_addresses = 16;

/// The kinds of Chassis ID and Port ID.
constexpr std::array<std::string_view, 7> id_types = {"mac", "ip", "ifname", "ifalias", "local", "port", "unhandled"};

/// In the order of the bits of System Capabilities. Source: IEEE 802.1AB-2016, table 8-4.
constexpr std::array<std::string_view, 8> capabilities = {
    "Other", "Repeater", "Bridge", "Wlan", "Router", "Tel", "Docsis", "Station",
};
constexpr std::uint16_t station = 1U << 7;

/// In the order of Field.
constexpr std::array<std::string_view, 7> inventory = {
    "hardware", "firmware", "software", "serial", "manufacturer", "model", "asset",
};

/// What follows `prefix`, or nullopt.
std::optional<std::string_view> behind(std::string_view text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) return std::nullopt;
    return text.substr(prefix.size());
}

/// Blanks and line breaks around it are no part of a value.
std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<MacAddress> mac_of(std::string_view type, std::string_view value)
{
    if (type != "mac") return std::nullopt;
    const auto mac = MacAddress::parse(value);
    if (!mac || (mac->octets()[0] & 1) != 0 || *mac == MacAddress{{}}) return std::nullopt;
    return *mac;
}

std::uint8_t device_class_of(std::string_view text)
{
    if (text.find("(Class III)") != std::string_view::npos) return 3;
    if (text.find("(Class II)") != std::string_view::npos) return 2;
    if (text.find("(Class I)") != std::string_view::npos) return 1;
    return text.starts_with("Network Connectivity") ? 4 : 0;
}

bool is_vlan(std::string_view text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= 4094;
}

/// A CDP neighbour's platform and version: lldpd writes them as one description, with words and a line break between
/// them, or with a blank in its place.
std::pair<std::string_view, std::string_view> platform_and_version(std::string_view description)
{
    constexpr std::string_view words = " running on";
    for (auto at = description.find(words); at != std::string_view::npos; at = description.find(words, at + 1)) {
        const auto rest = description.substr(at + words.size());
        if (rest.empty() || rest[0] == '\n' || rest[0] == ' ') return {description.substr(0, at), rest};
    }
    return {description, {}};
}

/// Appends observations of one neighbour.
class Saying {
public:
    Saying(const Source& source, Channel channel, WallClock::time_point time, Observations& into)
        : source_{source}, channel_{channel}, time_{time}, into_{into}
    {
    }

    void text(Field field, std::string_view value)
    {
        const auto shown = trimmed(value).substr(0, longest_text);
        if (!shown.empty()) into_.push_back({source_, field, printable(shown), channel_, time_});
    }

private:
    const Source& source_;
    Channel channel_;
    WallClock::time_point time_;
    Observations& into_;
};

} // namespace

void Neighbour::set(std::string_view path, std::string_view value)
{
    if (path == "via")
        via_ = value;
    else if (const auto chassis = behind(path, "chassis."))
        set_chassis(*chassis, value);
    else if (const auto port = behind(path, "port."))
        set_port(*port, value);
    else if (const auto med = behind(path, "lldp-med."))
        set_med(*med, value);
    else if (const auto vlan = behind(path, "vlan."))
        set_vlan(*vlan, value);
}

void Neighbour::set_chassis(std::string_view name, std::string_view value)
{
    if (name == "name")
        name_ = value;
    else if (name == "descr")
        description_ = value;
    else if (name == "mgmt-ip" && management_.size() < most_addresses)
        management_.emplace_back(value);
    else if (std::ranges::find(id_types, name) != id_types.end())
        chassis_id_ = {std::string{name}, std::string{value}};
    else if (name.ends_with(".enabled") && value == "on") {
        const auto capability = std::ranges::find(capabilities, name.substr(0, name.find('.')));
        const auto bit = static_cast<unsigned>(capability - capabilities.begin());
        if (capability != capabilities.end()) capabilities_ = static_cast<std::uint16_t>(capabilities_ | 1U << bit);
    }
}

void Neighbour::set_port(std::string_view name, std::string_view value)
{
    if (name == "descr")
        port_description_ = value;
    else if (std::ranges::find(id_types, name) != id_types.end())
        port_id_ = {std::string{name}, std::string{value}};
}

void Neighbour::set_med(std::string_view name, std::string_view value)
{
    if (name == "device-type")
        med_class_ = med_class_name(device_class_of(value));
    else if (name == "policy.apptype")
        application_ = value;
    else if (name == "policy.vlan.vid" && application_ == "Voice" && is_vlan(value))
        voice_vlan_ = value;
    else if (const auto what = behind(name, "inventory.")) {
        for (std::size_t i = 0; i < inventory.size(); ++i)
            if (inventory[i] == *what) inventory_[i] = value;
    }
}

void Neighbour::set_vlan(std::string_view name, std::string_view value)
{
    if (name == "vlan-id")
        vlan_ = value;
    else if (name == "pvid" && (value == "yes" || value == "on") && is_vlan(vlan_))
        port_vlan_ = vlan_;
}

Source Neighbour::source(std::uint64_t row) const
{
    Source source;
    source.mac = mac_of(chassis_id_.type, chassis_id_.value);
    if (!source.mac) source.mac = mac_of(port_id_.type, port_id_.value);
    if (!source.mac) source.record = static_cast<std::uint32_t>(row);
    return source;
}

void Neighbour::append_to(Observations& observations, std::uint64_t row, WallClock::time_point time) const
{
    const auto from = source(row);
    Saying says{from, is_cdp() ? Channel::cdp : Channel::lldp, time, observations};
    if (is_cdp()) {
        const auto [platform, version] = platform_and_version(description_);
        says.text(Field::cdp_device_id, name_.empty() ? chassis_id_.value : name_);
        says.text(Field::cdp_platform, platform);
        says.text(Field::cdp_version, version);
        // lldpd has no word for other capabilities than these and says station where it knows none.
        says.text(Field::cdp_capabilities, capability_words(static_cast<std::uint16_t>(capabilities_ & ~station)));
    } else {
        says.text(Field::lldp_chassis_id, chassis_id_.value);
        says.text(Field::lldp_port_id, port_id_.value);
        says.text(Field::lldp_port_description, port_description_);
        says.text(Field::lldp_system_name, name_);
        says.text(Field::lldp_system_description, description_);
        says.text(Field::lldp_capabilities, capability_words(capabilities_));
        says.text(Field::lldp_med_class, med_class_);
    }
    for (const auto& address : management_) {
        boost::system::error_code error;
        boost::asio::ip::make_address(address, error);
        if (!error) says.text(is_cdp() ? Field::cdp_address : Field::lldp_management_address, address);
    }
    for (std::size_t i = 0; i < inventory.size(); ++i) {
        const auto field = static_cast<Field>(static_cast<std::size_t>(Field::lldp_med_hardware_revision) + i);
        if (trimmed(inventory_[i]) != "-") says.text(field, inventory_[i]);
    }
    says.text(Field::vlan, voice_vlan_.empty() ? port_vlan_ : voice_vlan_);
    says.text(Field::switch_port, interface_);
}

} // namespace phonescan::lldpctl
