#pragma once

#include "tests/field/address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::field {

/// What a template may name of one device. Borrows its texts.
struct DeviceFacts {
    Address address;
    std::uint64_t mac = 0; ///< the 48 bits, first octet on top
    std::uint64_t number = 0;
    std::string_view model;
    std::string_view firmware;
};

/// Text with places that differ from device to device: {mac} 0004f2aabbcc, {MAC} 0004F2AABBCC, {mac:}
/// 00:04:f2:aa:bb:cc, {n} its number in its line, {ip}, {model}, {firmware}. Compiled once, rendered for every answer.
class BannerTemplate {
public:
    BannerTemplate() = default;
    /// Errors: std::invalid_argument naming the place holder that does not exist.
    explicit BannerTemplate(std::string_view text);
    /// Of a page, where braces are common: one that begins no place holder stands for itself.
    static BannerTemplate of_page(std::string_view text);

    bool empty() const noexcept { return pieces_.empty(); }
    bool needs_mac() const noexcept;
    void append_to(std::string& out, const DeviceFacts& device) const;
    std::string text_for(const DeviceFacts& device) const;

private:
    enum class Place : std::uint8_t { none, mac, upper_mac, colon_mac, number, address, model, firmware };
    struct Piece {
        std::string text; ///< stands before the place
        Place place = Place::none;
    };
    static std::optional<Place> place_named(std::string_view name);

    std::vector<Piece> pieces_;
};

} // namespace phonescan::field
