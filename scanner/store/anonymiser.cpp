#include "scanner/store/anonymiser.hpp"

#include "fingerprints/fingerprint_db.hpp"
#include "fingerprints/plausible.hpp"
#include "scanner/store/keyed_digits.hpp"
#include "scanner/store/private_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace phonescan {

namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Block {
    std::uint32_t network = 0;
    unsigned length = 0; ///< of the network part; 0: what is in none
};

/// Addresses of a network's inside. Source: RFC 1122, 3.2.1.3; RFC 1918, 3; RFC 3927, 2.1; RFC 6598, 7.
constexpr std::array<Block, 6> inner_blocks = {
    {{0x0a000000, 8}, {0x7f000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}, {0xa9fe0000, 16}, {0x64400000, 10}}};

const Block& block_of(std::uint32_t address)
{
    static constexpr Block outside;
    const auto* found = std::ranges::find_if(
        inner_blocks, [address](const Block& block) { return (address ^ block.network) >> (32 - block.length) == 0; });
    return found == inner_blocks.end() ? outside : *found;
}

/// Of 0/8, a group's or reserved. Source: RFC 1122, 3.2.1.3.
bool names_no_host(std::uint32_t address)
{
    return address >> 24 == 0 || address >= 0xe0000000;
}

address_v4 stand_in(const SipHashKey& key, const address_v4& original)
{
    auto number = original.to_uint();
    if (names_no_host(number)) return original;
    const auto& block = block_of(number);
    const auto domain = fmt::format("ipv4/{}/{}", block.network, block.length);
    std::vector<KeyedDigit> bits(32 - block.length, {0, 2});
    do { // what is a block's, or no host's, is no stand-in for what is in no block
        for (std::size_t i = 0; i < bits.size(); ++i)
            bits[i].value = number >> i & 1;
        permute(key, domain, bits);
        number = block.network;
        for (std::size_t i = 0; i < bits.size(); ++i)
            number |= std::uint32_t{bits[i].value} << i;
    } while (block_of(number).network != block.network || names_no_host(number));
    return address_v4{number};
}

/// Of fe80::/64, which holds every link-local address. Source: RFC 4291, 2.5.6.
bool is_local_link(const address_v6& address)
{
    const auto octets = address.to_bytes();
    return address.is_link_local() &&
           std::all_of(octets.begin() + 2, octets.begin() + 8, [](auto o) { return o == 0; });
}

address_v6 stand_in(const SipHashKey& key, const address_v6& original)
{
    if (original.is_unspecified() || original.is_multicast()) return original;
    if (original.is_v4_mapped())
        return make_address_v6(boost::asio::ip::v4_mapped,
                               stand_in(key, make_address_v4(boost::asio::ip::v4_mapped, original)));
    auto octets = original.to_bytes();
    const std::size_t kept = is_local_link(original) ? 8 : 1;
    const auto domain = fmt::format("ipv6/{}/{}", kept, octets[0]);
    std::vector<KeyedDigit> digits(octets.size() - kept);
    const auto is_special = [](const address_v6& address) {
        return address.is_unspecified() || address.is_v4_mapped() || is_local_link(address);
    };
    do {
        for (std::size_t i = 0; i < digits.size(); ++i)
            digits[i].value = octets[kept + i];
        permute(key, domain, digits);
        for (std::size_t i = 0; i < digits.size(); ++i)
            octets[kept + i] = digits[i].value;
    } while (kept == 1 && is_special(address_v6{octets}));
    return address_v6{octets, original.scope_id()};
}

bool is_mac(std::string_view text)
{
    const auto mac = MacAddress::parse(text);
    return mac && mac->is_individual();
}

bool is_hexadecimal(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return is_hex(c) || !is_word(c); });
}

/// The letters and digits of a text. Letters stay hexadecimal digits where all of them are.
class Characters {
public:
    explicit Characters(std::string_view text) : form_{text}
    {
        const std::uint16_t letters = is_hexadecimal(text) ? 6 : 26;
        for (char& c : form_) {
            if (!is_word(c)) continue;
            const char first = is_digit(c) ? '0' : c >= 'a' ? 'a' : 'A';
            digits.push_back({static_cast<std::uint8_t>(c - first), first == '0' ? std::uint16_t{10} : letters});
            c = first;
        }
    }

    /// What all texts that these could be have in common.
    const std::string& form() const noexcept { return form_; }

    std::string text() const
    {
        auto made = form_;
        auto digit = digits.begin();
        for (char& c : made)
            if (is_word(c)) c = static_cast<char>(c + digit++->value);
        return made;
    }

    std::vector<KeyedDigit> digits;

private:
    std::string form_; ///< the first of its kind in each place
};

bool is_name(Field field)
{
    using enum Field;
    return field == lldp_system_name || field == cdp_device_id || field == dhcp_host_name || field == switch_name ||
           field == lldp_med_asset_id;
}

/// `SEP0004F2AABBCC.example.org`: where the domain starts; npos when none does.
std::size_t domain_of(std::string_view name)
{
    const auto dot = name.find('.');
    const bool is_host =
        dot != std::string_view::npos && dot + 1 < name.size() && is_letter(name[dot + 1]) &&
        std::ranges::all_of(name, [](char c) { return is_word(c) || c == '.' || c == '-' || c == '_'; });
    return is_host ? dot + 1 : std::string_view::npos;
}

} // namespace

boost::asio::ip::address Anonymiser::address(const boost::asio::ip::address& original) const
{
    if (original.is_v4()) return stand_in(key_, original.to_v4());
    return stand_in(key_, original.to_v6());
}

MacAddress Anonymiser::mac(const MacAddress& original) const
{
    const bool is_placeholder = original.names_a_device() && !is_plausible_mac(original);
    if (!original.is_individual() || is_placeholder) return original;
    auto octets = original.octets();
    const auto domain = fmt::format("mac/{}", original.oui());
    std::array<KeyedDigit, 6> nibbles;
    const auto is_another_kind = [&](const MacAddress& made) { // a placeholder, or of a smaller block
        return (original.names_a_device() && !is_plausible_mac(made)) ||
               (fingerprints_ && !fingerprints_->share_maker_block(original, made));
    };
    do {
        for (std::size_t i = 0; i < nibbles.size(); ++i)
            nibbles[i] = {static_cast<std::uint8_t>(octets[3 + i / 2] >> (i % 2 * 4) & 0xf), 16};
        permute(key_, domain, nibbles);
        for (std::size_t i = 0; i < 3; ++i)
            octets[3 + i] = static_cast<std::uint8_t>(nibbles[2 * i].value | nibbles[2 * i + 1].value << 4);
    } while (is_another_kind(MacAddress{octets}));
    return MacAddress{octets};
}

std::string Anonymiser::name(std::string_view original) const
{
    if (original.empty()) return {};
    std::string lowered = "name/";
    std::ranges::transform(original, std::back_inserter(lowered), lower);
    const auto hash = siphash_2_4(key_, std::as_bytes(std::span{lowered}));
    return fmt::format("name-{:010x}", hash >> 24); // twelve digits would be a MAC address
}

std::string Anonymiser::serial(std::string_view original) const
{
    if (is_mac(original)) return respelt(original, mac(*MacAddress::parse(original)));
    constexpr std::size_t shortest_plausible = 5;
    Characters characters{original};
    const bool may_be_plausible =
        characters.digits.size() >= shortest_plausible && std::ranges::any_of(original, is_digit);
    if (may_be_plausible && !is_plausible_serial(original)) return std::string{original};
    const bool in_hexadecimal = is_hexadecimal(original);
    auto domain = fmt::format("serial/{}/{}", in_hexadecimal, characters.form());
    std::ranges::transform(domain, domain.begin(), lower); // the same stand-in in any letter case
    std::string made;
    const auto is_another_kind = [&] {
        return (may_be_plausible && !is_plausible_serial(made)) || is_mac(made) ||
               is_hexadecimal(made) != in_hexadecimal;
    };
    do {
        permute(key_, domain, characters.digits);
        made = characters.text();
    } while (is_another_kind());
    return made;
}

/// Do fingerprints read the same of the device out of both?
bool Anonymiser::reads_alike(Field field, std::string_view one, std::string_view other) const
{
    if (!fingerprints_ || !fingerprints_->reads(field)) return true;
    std::array<Observation, 2> seen;
    std::array<std::vector<Statement>, 2> statements;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        seen[i].field = field;
        seen[i].value = i == 0 ? one : other;
        fingerprints_->read(seen[i], statements[i]);
    }
    return std::ranges::equal(statements[0], statements[1], [](const Statement& left, const Statement& right) {
        constexpr std::array product = {Attribute::vendor, Attribute::model, Attribute::firmware, Attribute::edition};
        return left.fingerprint == right.fingerprint && left.kind == right.kind &&
               std::ranges::all_of(
                   product, [&](Attribute attribute) { return left.values[attribute] == right.values[attribute]; });
    });
}

/// The first that fingerprints read as they do the original: a name, then as much of one as can be.
std::string Anonymiser::device_name(Field field, std::string_view value, const DeviceFacts& facts) const
{
    Canvas canvas{value};
    replace_addresses(canvas, *this, facts);
    const std::string without_address{canvas.text()};
    replace_macs(canvas, *this, facts);
    const bool holds_mac = canvas.text() != without_address;
    replace_serials(canvas, *this, facts);
    const auto kept = shown_text(canvas.pieces());
    if (!fingerprints_) return holds_mac ? kept : name(value);
    if (auto whole = name(value); reads_alike(field, value, whole)) return whole;
    if (const auto domain = domain_of(value); domain != std::string_view::npos) {
        const auto host = device_name(field, value.substr(0, domain - 1), facts);
        auto both = host + "." + name(value.substr(domain));
        if (reads_alike(field, value, both)) return both;
    }
    replace_last_half(canvas, *this);
    const auto without_half = shown_text(canvas.pieces());
    return reads_alike(field, value, without_half) ? without_half : kept;
}

std::string Anonymiser::text(Field field, std::string_view value, const DeviceFacts& facts) const
{
    if (value.empty() || field == Field::vlan) return std::string{value};
    if (field == Field::lldp_med_serial_number) return serial(value);
    if (is_name(field) || field == Field::tls_san) return device_name(field, value, facts);
    if (field == Field::tls_subject || field == Field::tls_issuer)
        return known_hidden(field, distinguished_name(field, value), facts);
    if (field == Field::http_body) return known_hidden(field, page(value), facts);
    if (field == Field::http_location)
        if (auto whole = name(value); reads_alike(field, value, whole)) return whole;
    boost::system::error_code error;
    const auto whole = boost::asio::ip::make_address(value, error);
    const bool holds_address =
        field == Field::ip || field == Field::lldp_management_address || field == Field::cdp_address;
    if (!error && (holds_address || field == Field::lldp_chassis_id)) return address(whole).to_string();
    auto made = known_hidden(field, value, facts);
    return field == Field::lldp_chassis_id && made == value ? name(value) : made;
}

/// Without what is known of the device, as far as fingerprints read the same.
std::string Anonymiser::known_hidden(Field field, std::string_view value, const DeviceFacts& facts) const
{
    const auto shown = [&](auto... rules) {
        Canvas canvas{value};
        (rules(canvas, *this, facts), ...);
        return shown_text(canvas.pieces());
    };
    auto made = shown(replace_addresses, replace_macs, replace_serials, replace_names);
    if (reads_alike(field, value, made)) return made;
    made = shown(replace_addresses, replace_macs, replace_serials); // the name is a product's
    if (reads_alike(field, value, made)) return made;
    return shown(replace_macs, replace_serials); // so is the address
}

Observation Anonymiser::observation(const Observation& original, const DeviceFacts& facts) const
{
    auto made = original;
    made.source.address = address(original.source.address);
    if (original.source.mac) made.source.mac = mac(*original.source.mac);
    made.value = text(original.field, original.value, facts);
    return made;
}

} // namespace phonescan
