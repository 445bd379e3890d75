#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace phonescan {

/// What a fingerprint can read out of a text, besides the kind of device.
enum class Attribute : std::uint8_t { vendor, model, firmware, edition, mac, serial, name };

inline constexpr std::size_t attribute_count = 7;

constexpr std::size_t index_of(Attribute attribute) noexcept
{
    return static_cast<std::size_t>(attribute);
}

/// One text per attribute, empty when the fingerprint reads none. Most are stretches of the text that was read or of
/// the fingerprint and borrow from these; what had to be put together is held here.
class AttributeValues {
public:
    std::string_view operator[](Attribute attribute) const noexcept { return texts_[index_of(attribute)]; }

    /// Borrows the text.
    void set(Attribute attribute, std::string_view text) noexcept { texts_[index_of(attribute)] = text; }

    /// Shares the text, which all values that were put together are in.
    void hold(std::shared_ptr<const std::string> text) noexcept { made_ = std::move(text); }

    /// How many are not empty.
    std::size_t count() const noexcept;

private:
    std::array<std::string_view, attribute_count> texts_{};
    std::shared_ptr<const std::string> made_;
};

/// `vendor`, `model`, …: the names of Evidence and Conflict.
std::string_view name_of(Attribute attribute) noexcept;

/// The attribute a `<param>` of that name sets, or nullopt when it is only a variable for other params. The names are
/// recog's: hw.vendor and os.vendor; hw.product and hw.model; hw.version and os.version; host.mac; hw.serial_number;
/// host.name; phonescan.edition is ours.
std::optional<Attribute> attribute_named(std::string_view param) noexcept;

} // namespace phonescan
