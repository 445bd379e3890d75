#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// What a fingerprint can read out of a text, besides the kind of device.
enum class Attribute : std::uint8_t { vendor, model, firmware, edition, mac, serial, name };

inline constexpr std::size_t attribute_count = 7;

/// One text per attribute, in the order of Attribute; empty when the fingerprint reads none.
using AttributeValues = std::array<std::string, attribute_count>;

constexpr std::size_t index_of(Attribute attribute) noexcept
{
    return static_cast<std::size_t>(attribute);
}

/// `vendor`, `model`, …: the names of Evidence and Conflict.
std::string_view name_of(Attribute attribute) noexcept;

/// The attribute a `<param>` of that name sets, or nullopt when it is only a variable for other params. The names are
/// recog's: hw.vendor and os.vendor; hw.product and hw.model; hw.version and os.version; host.mac; hw.serial_number;
/// host.name; phonescan.edition is ours.
std::optional<Attribute> attribute_named(std::string_view param) noexcept;

} // namespace phonescan
