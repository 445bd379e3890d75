#include "probes/sip_cookie.hpp"

#include <algorithm>

namespace phonescan {

namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view prefix = "ps";
constexpr std::size_t mac_octets = 8;
constexpr std::size_t port_octets = 2;
constexpr std::size_t max_octets = 16 + port_octets;

constexpr std::size_t token_size(std::size_t address_octets)
{
    return prefix.size() + 2 * (address_octets + port_octets + mac_octets);
}
constexpr std::size_t v4_size = token_size(4);
constexpr std::size_t v6_size = token_size(16);
static_assert(v6_size == SipToken::max_size);

/// Address and port in network byte order: what the MAC is of. The lengths tell the families apart.
struct Subject {
    std::array<std::byte, max_octets> octets{};
    std::size_t size = 0;

    std::span<const std::byte> bytes() const noexcept { return std::span{octets}.first(size); }
    void add(std::uint8_t octet) noexcept { octets[size++] = std::byte{octet}; }
};

Subject subject_of(const SipTarget& target) noexcept
{
    Subject subject;
    if (target.address.is_v4())
        for (const auto octet : target.address.to_v4().to_bytes())
            subject.add(octet);
    else
        for (const auto octet : target.address.to_v6().to_bytes())
            subject.add(octet);
    subject.add(static_cast<std::uint8_t>(target.port >> 8));
    subject.add(static_cast<std::uint8_t>(target.port & 0xff));
    return subject;
}

SipTarget target_of(const Subject& subject) noexcept
{
    const auto octet = [&subject](std::size_t i) { return std::to_integer<std::uint8_t>(subject.octets[i]); };
    const std::size_t address_octets = subject.size - port_octets;
    SipTarget target;
    target.port = static_cast<std::uint16_t>(octet(address_octets) << 8 | octet(address_octets + 1));
    if (address_octets == 4) {
        target.address = ip::address_v4{{octet(0), octet(1), octet(2), octet(3)}};
    } else {
        ip::address_v6::bytes_type bytes;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = octet(i);
        target.address = ip::address_v6{bytes};
    }
    return target;
}

/// 0..15, or 16 and more for what is no hex digit.
constexpr auto digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(0xff);
    for (std::uint8_t i = 0; i < 10; ++i)
        values[std::size_t{'0'} + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
        values[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
        values[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
    }
    return values;
}();

constexpr unsigned digit_value(char digit) noexcept
{
    return digit_values[static_cast<unsigned char>(digit)];
}

constexpr bool begins_with(std::string_view text, std::string_view lower_case) noexcept
{
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    return std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lower);
}

char* write_hex(char* out, std::uint8_t octet) noexcept
{
    constexpr std::string_view digits = "0123456789abcdef";
    *out++ = digits[octet >> 4];
    *out++ = digits[octet & 0x0f];
    return out;
}

constexpr std::uint8_t read_hex(std::string_view text, std::size_t octet) noexcept
{
    return static_cast<std::uint8_t>(digit_value(text[2 * octet]) << 4 | digit_value(text[2 * octet + 1]));
}

std::string_view branch_token(const wire::SipResponse& response) noexcept
{
    constexpr std::string_view magic_cookie = "z9hg4bk"; // RFC 3261, 8.1.1.7
    const auto via = wire::topmost_via(response);
    auto branch = wire::parameter(via.value_or(""), "branch").value_or("");
    if (begins_with(branch, magic_cookie)) branch.remove_prefix(magic_cookie.size());
    return branch;
}

} // namespace

SipCookie SipCookie::random()
{
    return SipCookie{random_siphash_key()};
}

SipToken SipCookie::token(const SipTarget& target) const noexcept
{
    const Subject subject = subject_of(target);
    const std::uint64_t mac = siphash_2_4(key_, subject.bytes());
    SipToken token;
    char* out = std::ranges::copy(prefix, token.characters_.data()).out;
    for (const auto octet : subject.bytes())
        out = write_hex(out, std::to_integer<std::uint8_t>(octet));
    for (int shift = 56; shift >= 0; shift -= 8)
        out = write_hex(out, static_cast<std::uint8_t>(mac >> shift & 0xff));
    token.size_ = static_cast<std::size_t>(out - token.characters_.data());
    return token;
}

bool SipCookie::has_shape(std::string_view text) noexcept
{
    if (text.size() != v4_size && text.size() != v6_size) return false;
    if (!begins_with(text, prefix)) return false;
    return std::ranges::all_of(text.substr(prefix.size()), [](char digit) { return digit_value(digit) < 16; });
}

std::optional<SipTarget> SipCookie::verify(std::string_view token) const noexcept
{
    if (!has_shape(token)) return std::nullopt;
    token.remove_prefix(prefix.size());

    Subject subject;
    const std::size_t subject_octets = token.size() / 2 - mac_octets;
    for (std::size_t i = 0; i < subject_octets; ++i)
        subject.add(read_hex(token, i));
    std::uint64_t mac = 0;
    for (std::size_t i = 0; i < mac_octets; ++i)
        mac = mac << 8 | read_hex(token, subject_octets + i);

    if (siphash_2_4(key_, subject.bytes()) != mac) return std::nullopt;
    return target_of(subject);
}

SipAnswerTo find_target(const wire::SipResponse& response, const SipCookie& cookie) noexcept
{
    const auto call_id = response.header("Call-ID").value_or("");
    const auto from_tag = wire::parameter(response.header("From").value_or(""), "tag").value_or("");
    SipAnswerTo found;
    for (const auto text : {branch_token(response), call_id.substr(0, call_id.find('@')), from_tag}) {
        const auto target = cookie.verify(text);
        if (target && found.kind == SipAnswerTo::Kind::ours && *target != found.target)
            return {SipAnswerTo::Kind::forged, {}};
        if (target)
            found = {SipAnswerTo::Kind::ours, *target};
        else if (found.kind == SipAnswerTo::Kind::foreign && SipCookie::has_shape(text))
            found.kind = SipAnswerTo::Kind::forged;
    }
    return found;
}

} // namespace phonescan
