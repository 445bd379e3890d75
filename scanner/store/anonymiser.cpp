#include "scanner/store/anonymiser.hpp"

#include "fingerprints/plausible.hpp"
#include "probes/permutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace phonescan {

namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool has_letter_in(std::string_view digits)
{
    return !std::ranges::all_of(digits, is_digit);
}

/// No host's.
bool stays(std::uint32_t address)
{
    const auto first = address >> 24;
    return first == 0 || first >= 224;
}

/// A text with the stretches that have a stand-in already.
class Draft {
public:
    explicit Draft(std::string_view original) : original_{original}, taken_(original.size(), false) {}

    std::string_view original() const noexcept { return original_; }
    char at(std::size_t place) const noexcept { return place < original_.size() ? original_[place] : ' '; }
    char before(std::size_t place) const noexcept { return place == 0 ? ' ' : original_[place - 1]; }
    bool changed() const noexcept { return !pieces_.empty(); }

    void put(std::size_t begin, std::size_t end, std::string stand_in)
    {
        if (std::find(taken_.begin() + static_cast<std::ptrdiff_t>(begin),
                      taken_.begin() + static_cast<std::ptrdiff_t>(end),
                      true) != taken_.begin() + static_cast<std::ptrdiff_t>(end))
            return;
        std::fill(taken_.begin() + static_cast<std::ptrdiff_t>(begin),
                  taken_.begin() + static_cast<std::ptrdiff_t>(end), true);
        pieces_.push_back({begin, end, std::move(stand_in)});
    }

    std::string text()
    {
        std::ranges::sort(pieces_, {}, &Piece::begin);
        std::string text;
        std::size_t done = 0;
        for (const auto& piece : pieces_) {
            text.append(original_.substr(done, piece.begin - done)).append(piece.stand_in);
            done = piece.end;
        }
        return text.append(original_.substr(done));
    }

private:
    struct Piece {
        std::size_t begin;
        std::size_t end;
        std::string stand_in;
    };
    std::string_view original_;
    std::vector<bool> taken_;
    std::vector<Piece> pieces_;
};

/// The end of twelve hexadecimal digits that begin here: in a row, in pairs or in fours, with one kind of separator.
std::optional<std::size_t> mac_end(const Draft& draft, std::size_t begin)
{
    const auto text = draft.original();
    if (!is_hex(draft.at(begin)) || (begin > 0 && is_hex(text[begin - 1]))) return std::nullopt;
    for (const std::size_t group : {12U, 2U, 4U}) {
        auto place = begin;
        char separator = 0;
        std::size_t digits = 0;
        while (digits < 12) {
            std::size_t run = 0;
            while (run < group && is_hex(draft.at(place + run)))
                ++run;
            if (run < group) break;
            place += group;
            digits += group;
            if (digits == 12) break;
            if (separator == 0) separator = draft.at(place);
            if (draft.at(place) != separator || (separator != ':' && separator != '-' && separator != '.')) break;
            ++place;
        }
        const bool goes_on =
            is_hex(draft.at(place)) || (separator != 0 && draft.at(place) == separator && is_hex(draft.at(place + 1)));
        if (digits == 12 && !goes_on) return place;
    }
    return std::nullopt;
}

/// Writes hexadecimal digits over those of a text, in its letter case, from its end.
std::string with_digits(std::string text, std::string_view digits)
{
    const bool upper = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'F'; });
    auto digit = digits.rbegin();
    for (auto c = text.rbegin(); c != text.rend() && digit != digits.rend(); ++c)
        if (is_hex(*c)) {
            *c = upper && *digit >= 'a' ? static_cast<char>(*digit - 'a' + 'A') : *digit;
            ++digit;
        }
    return text;
}

std::string digits_of(const MacAddress& mac)
{
    std::string digits;
    for (const auto octet : mac.octets())
        digits += fmt::format("{:02x}", octet);
    return digits;
}

std::string digits_of(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (is_hex(c)) digits += lower(c);
    return digits;
}

/// Calls with every place where a word stands, in any letter case.
template <class Visit>
void for_each_word(std::string_view text, std::string_view word, Visit visit)
{
    if (word.empty()) return;
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    for (auto at = text.begin();; ++at) {
        at = std::search(at, text.end(), word.begin(), word.end(), same);
        if (at == text.end()) return;
        const auto begin = static_cast<std::size_t>(at - text.begin());
        const auto end = begin + word.size();
        const bool begins = begin == 0 || !is_word(text[begin - 1]) || !is_word(word.front());
        const bool ends = end == text.size() || !is_word(text[end]) || !is_word(word.back());
        if (begins && ends) visit(begin, end);
    }
}

void put_macs(Draft& draft, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    const auto text = draft.original();
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        const auto end = mac_end(draft, begin);
        if (!end) continue;
        const std::string spelled{text.substr(begin, *end - begin)};
        const auto digits = digits_of(spelled);
        const auto mac = MacAddress::parse(digits);
        const bool known = mac && std::ranges::find(facts.macs, *mac) != facts.macs.end();
        // Twelve decimal digits in a row are a date, a serial or a number.
        if (mac && (known || has_letter_in(digits) || spelled.size() > 12))
            draft.put(begin, *end, with_digits(spelled, digits_of(anonymiser.mac(*mac))));
        begin = *end - 1;
    }
    for (const auto& mac : facts.macs) {
        const auto tail = digits_of(mac).substr(6);
        const auto stand_in = digits_of(anonymiser.mac(mac)).substr(6);
        for (const auto& spelled : {tail, fmt::format("{:.2}:{:.2}:{:.2}", tail, tail.substr(2), tail.substr(4)),
                                    fmt::format("{:.2}-{:.2}-{:.2}", tail, tail.substr(2), tail.substr(4))})
            for_each_word(text, spelled, [&](std::size_t begin, std::size_t end) {
                draft.put(begin, end, with_digits(std::string{text.substr(begin, end - begin)}, stand_in));
            });
    }
}

void put_addresses(Draft& draft, const Anonymiser& anonymiser, const DeviceFacts& facts)
{
    const auto text = draft.original();
    const auto is_part = [](char c) { return is_hex(c) || c == '.' || c == ':'; };
    for (std::size_t begin = 0; begin < text.size();) {
        if (!is_part(text[begin])) {
            ++begin;
            continue;
        }
        auto end = begin;
        while (end < text.size() && is_part(text[end]))
            ++end;
        auto run = text.substr(begin, end - begin);
        if (std::ranges::count(run, ':') == 1) run = run.substr(0, run.find(':')); // a port
        while (!run.empty() && run.back() == '.')
            run.remove_suffix(1);
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(std::string{run}, error);
        const bool alone = !is_word(draft.before(begin)) && !is_word(draft.at(begin + run.size()));
        const bool is_known = !error && std::ranges::find(facts.addresses, address) != facts.addresses.end();
        if (!error && alone && (is_known || address.is_v6() || is_local_address(run)))
            draft.put(begin, begin + run.size(), anonymiser.address(address).to_string());
        begin = end;
    }
}

/// Who stands before an `@`.
void put_users(Draft& draft)
{
    const auto text = draft.original();
    const auto is_user = [](char c) { return is_word(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'; };
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        auto begin = at;
        while (begin > 0 && is_user(text[begin - 1]))
            --begin;
        if (begin < at && is_word(draft.at(at + 1))) draft.put(begin, at, "user");
    }
}

} // namespace

std::uint64_t Anonymiser::hash(std::string_view kind, std::string_view text) const
{
    std::string message{kind};
    message += '\0';
    message += text;
    return siphash_2_4(key_, std::as_bytes(std::span{message}));
}

boost::asio::ip::address Anonymiser::address(const boost::asio::ip::address& original) const
{
    if (original.is_unspecified()) return original;
    if (original.is_v4()) {
        auto value = original.to_v4().to_uint();
        if (stays(value)) return original;
        const Permutation permutation{std::uint64_t{1} << 32, hash("ipv4", {})};
        do
            value =
                static_cast<std::uint32_t>(permutation.at(value)); // walks on as long as it takes: still a bijection
        while (stays(value));
        return address_v4{value};
    }
    const auto octets = original.to_v6().to_bytes();
    const std::string_view text{reinterpret_cast<const char*>(octets.data()), octets.size()};
    address_v6::bytes_type stand_in{};
    const std::array parts{hash("ipv6", text), hash("ipv6 again", text)};
    for (std::size_t i = 0; i < stand_in.size(); ++i)
        stand_in[i] = static_cast<std::uint8_t>(parts[i / 8] >> (i % 8 * 8));
    stand_in[0] = 0xfd;
    return address_v6{stand_in};
}

MacAddress Anonymiser::mac(const MacAddress& original) const
{
    auto octets = original.octets();
    if (!original.is_individual()) return original;
    const auto maker = std::string{octets.begin(), octets.begin() + 3};
    const Permutation permutation{std::uint64_t{1} << 24, hash("mac", maker)};
    const auto tail = permutation.at(std::uint64_t{octets[3]} << 16 | std::uint64_t{octets[4]} << 8 | octets[5]);
    octets[3] = static_cast<std::uint8_t>(tail >> 16);
    octets[4] = static_cast<std::uint8_t>(tail >> 8);
    octets[5] = static_cast<std::uint8_t>(tail);
    return MacAddress{octets};
}

std::string Anonymiser::name(std::string_view original) const
{
    return original.empty() ? std::string{} : fmt::format("name-{:08x}", hash("name", original) & 0xffffffff);
}

std::string Anonymiser::serial(std::string_view original) const
{
    std::string stand_in{original};
    for (std::size_t i = 0; i < stand_in.size(); ++i) {
        const auto value = hash(fmt::format("serial {}", i), original);
        if (is_digit(stand_in[i]))
            stand_in[i] = static_cast<char>('0' + value % 10);
        else if (is_word(stand_in[i]))
            stand_in[i] = static_cast<char>((stand_in[i] >= 'a' ? 'a' : 'A') + value % 26);
    }
    return stand_in;
}

std::string Anonymiser::text(std::string_view original, const DeviceFacts& facts) const
{
    Draft draft{original};
    put_macs(draft, *this, facts);
    for (const auto& serial_number : facts.serials)
        for_each_word(original, serial_number, [&](std::size_t begin, std::size_t end) {
            draft.put(begin, end, serial(original.substr(begin, end - begin)));
        });
    for (const auto& known : facts.names)
        for_each_word(original, known, [&](std::size_t begin, std::size_t end) { draft.put(begin, end, name(known)); });
    put_addresses(draft, *this, facts);
    put_users(draft);
    return draft.text();
}

std::string Anonymiser::value(Field field, std::string_view original, const DeviceFacts& facts) const
{
    switch (field) {
    case Field::lldp_system_name:
    case Field::cdp_device_id:
    case Field::dhcp_host_name:
    case Field::lldp_med_asset_id:
    case Field::lldp_med_serial_number:
    case Field::switch_name: {
        Draft macs{original}; // SEP0004F2AABBCC: the form says the maker
        put_macs(macs, *this, facts);
        if (macs.changed()) return macs.text();
        return field == Field::lldp_med_serial_number ? serial(original) : name(original);
    }
    case Field::ip:
    case Field::lldp_management_address:
    case Field::cdp_address:
    case Field::lldp_chassis_id: {
        boost::system::error_code error;
        const auto stated = boost::asio::ip::make_address(std::string{original}, error);
        return error ? text(original, facts) : address(stated).to_string();
    }
    case Field::sip_status:
    case Field::sip_allow:
    case Field::sip_transport:
    case Field::switch_port:
    case Field::vlan:
        return std::string{original};
    default:
        return text(original, facts);
    }
}

Observation Anonymiser::observation(const Observation& original, const DeviceFacts& facts) const
{
    auto shown = original;
    shown.source.address = address(original.source.address);
    if (shown.source.mac) shown.source.mac = mac(*original.source.mac);
    shown.value = value(original.field, original.value, facts);
    return shown;
}

} // namespace phonescan
