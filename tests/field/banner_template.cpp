#include "tests/field/banner_template.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace phonescan::field {
namespace {

void append_mac(std::string& out, std::uint64_t mac, std::string_view digits, bool colons)
{
    for (int octet = 5; octet >= 0; --octet) {
        const auto value = (mac >> (8 * octet)) & 0xff;
        out += digits[value >> 4];
        out += digits[value & 15];
        if (colons && octet > 0) out += ':';
    }
}

constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

} // namespace

std::optional<BannerTemplate::Place> BannerTemplate::place_named(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, Place>, 7> places{{{"mac", Place::mac},
                                                                        {"MAC", Place::upper_mac},
                                                                        {"mac:", Place::colon_mac},
                                                                        {"n", Place::number},
                                                                        {"ip", Place::address},
                                                                        {"model", Place::model},
                                                                        {"firmware", Place::firmware}}};
    for (const auto& [known, place] : places)
        if (known == name) return place;
    return std::nullopt;
}

BannerTemplate BannerTemplate::of_page(std::string_view text)
{
    BannerTemplate page;
    std::string literal;
    while (!text.empty()) {
        const auto open = std::min(text.find('{'), text.size());
        literal += text.substr(0, open);
        text.remove_prefix(open);
        const auto close = text.find('}');
        const auto place = close == std::string_view::npos ? std::nullopt : place_named(text.substr(1, close - 1));
        if (place) page.pieces_.push_back({std::exchange(literal, {}), *place});
        if (!place && !text.empty()) literal += '{';
        text.remove_prefix(place ? close + 1 : std::min<std::size_t>(text.size(), 1));
    }
    if (!literal.empty()) page.pieces_.push_back({std::move(literal), Place::none});
    return page;
}

BannerTemplate::BannerTemplate(std::string_view text)
{
    while (!text.empty()) {
        const auto open = text.find('{');
        if (open == std::string_view::npos) {
            pieces_.push_back({std::string(text), Place::none});
            return;
        }
        const auto close = text.find('}', open);
        if (close == std::string_view::npos) throw std::invalid_argument("expected } after {");
        const auto name = text.substr(open + 1, close - open - 1);
        const auto place = place_named(name);
        if (!place)
            throw std::invalid_argument("expected {mac}, {MAC}, {mac:}, {n}, {ip}, {model} or {firmware}, found {" +
                                        std::string(name) + "}");
        pieces_.push_back({std::string(text.substr(0, open)), *place});
        text.remove_prefix(close + 1);
    }
}

bool BannerTemplate::needs_mac() const noexcept
{
    return std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
        return piece.place == Place::mac || piece.place == Place::upper_mac || piece.place == Place::colon_mac;
    });
}

void BannerTemplate::append_to(std::string& out, const DeviceFacts& device) const
{
    for (const auto& piece : pieces_) {
        out += piece.text;
        switch (piece.place) {
        case Place::none:
            break;
        case Place::mac:
            append_mac(out, device.mac, lower_digits, false);
            break;
        case Place::upper_mac:
            append_mac(out, device.mac, upper_digits, false);
            break;
        case Place::colon_mac:
            append_mac(out, device.mac, lower_digits, true);
            break;
        case Place::number:
            out += std::to_string(device.number);
            break;
        case Place::address:
            append_dotted(out, device.address);
            break;
        case Place::model:
            out += device.model;
            break;
        case Place::firmware:
            out += device.firmware;
            break;
        }
    }
}

std::string BannerTemplate::text_for(const DeviceFacts& device) const
{
    std::string text;
    append_to(text, device);
    return text;
}

} // namespace phonescan::field
