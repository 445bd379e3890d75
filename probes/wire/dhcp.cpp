#include "probes/wire/dhcp.hpp"

#include "probes/wire/read_mac_address.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace phonescan::wire {

namespace {

enum class Option : std::uint8_t {
    pad = 0,
    host_name = 12,
    overload = 52,
    message_type = 53,
    parameter_list = 55,
    vendor_class = 60,
    client_id = 61,
    user_class = 77,
    identified_vendor_class = 124,
    vendor_information = 125,
    end = 255,
};

/// The options asked for, as sent, their pieces joined. Source: RFC 3396, 7.
class Options {
public:
    /// Reads one field of options; what overruns ends it.
    void read(Bytes field)
    {
        ByteReader reader{field};
        while (const auto code = reader.u8()) {
            const auto option = static_cast<Option>(*code);
            if (option == Option::pad) continue;
            if (option == Option::end) return;
            const auto length = reader.u8();
            const auto value = length ? reader.take(*length) : std::nullopt;
            if (!value) return;
            const auto kept = std::ranges::find(kept_, option, &Kept::option);
            if (kept != kept_.end()) kept->value += text_of(*value);
        }
    }

    const std::string& of(Option option) const noexcept
    {
        return std::ranges::find(kept_, option, &Kept::option)->value;
    }
    Bytes bytes_of(Option option) const noexcept { return std::as_bytes(std::span{of(option)}); }
    std::uint8_t octet_of(Option option) const noexcept { return ByteReader{bytes_of(option)}.u8().value_or(0); }

private:
    struct Kept {
        Option option;
        std::string value;
    };
    std::array<Kept, 9> kept_ = {{{Option::host_name, {}},
                                  {Option::overload, {}},
                                  {Option::message_type, {}},
                                  {Option::parameter_list, {}},
                                  {Option::vendor_class, {}},
                                  {Option::client_id, {}},
                                  {Option::user_class, {}},
                                  {Option::identified_vendor_class, {}},
                                  {Option::vendor_information, {}}}};
};

void add_word(std::string& text, std::string_view word)
{
    if (word.empty()) return;
    if (!text.empty()) text += ' ';
    text += word;
}

/// Printable ASCII without the `;` that ends it in the text.
bool is_word(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != ';'; });
}

/// The fields of a binary vendor class, described at vendor_class_text().
std::optional<std::string> text_of_fields(Bytes fields)
{
    constexpr std::uint8_t end = 0xff;
    std::array<std::string_view, 5> texts{};
    ByteReader reader{fields};
    for (auto number = reader.u8(); number && *number != end; number = reader.u8()) {
        const auto length = reader.u8();
        const auto value = length ? reader.take(*length) : std::nullopt;
        if (!value) break;
        if (*number == 0 || *number > texts.size()) continue;
        auto& text = texts[*number - 1U];
        if (text.empty()) text = text_of(*value).substr(0, text_of(*value).find('\0'));
    }
    if (texts[0].empty() || texts[1].empty()) return std::nullopt;
    if (!is_word(texts[0]) || !is_word(texts[1])) return std::nullopt;

    std::string joined;
    std::string places;
    for (const auto text : texts) {
        if (!text.empty()) joined.append(std::exchange(places, {})).append(text);
        places += ';';
    }
    return joined + ';';
}

/// The classes of RFC 3004, or the whole where it is not made of them. Source: RFC 3004, 4.
std::string user_class_text(Bytes option)
{
    std::string joined;
    ByteReader reader{option};
    while (const auto length = reader.u8()) {
        const auto one = reader.take(*length);
        if (!one || one->empty()) return std::string{text_of(option)};
        add_word(joined, text_of(*one));
    }
    return joined;
}

/// Takes what one enterprise says off option 124 or 125.
struct OfEnterprise {
    std::uint32_t number = 0;
    Bytes data;
};
std::optional<OfEnterprise> read_enterprise(ByteReader& reader) noexcept
{
    const auto number = reader.u32();
    const auto length = reader.u8();
    const auto data = length ? reader.take(*length) : std::nullopt;
    if (!number || !data) return std::nullopt;
    return OfEnterprise{*number, *data};
}

std::string identified_class_text(Bytes option)
{
    std::string joined;
    ByteReader reader{option};
    while (const auto enterprise = read_enterprise(reader))
        add_word(joined, text_of_fields(enterprise->data).value_or(std::string{text_of(enterprise->data)}));
    return joined;
}

std::string vendor_information_text(Bytes option)
{
    std::string joined;
    ByteReader reader{option};
    while (const auto enterprise = read_enterprise(reader)) {
        std::string values;
        ByteReader suboptions{enterprise->data};
        while (suboptions.u8()) {
            const auto length = suboptions.u8();
            const auto value = length ? suboptions.take(*length) : std::nullopt;
            if (!value) break;
            add_word(values, text_of(*value));
        }
        add_word(joined, std::to_string(enterprise->number) + ':' + values);
    }
    return joined;
}

std::string parameter_list_text(Bytes option)
{
    std::string joined;
    for (const auto code : option) {
        if (!joined.empty()) joined += ',';
        joined += std::to_string(std::to_integer<unsigned>(code));
    }
    return joined;
}

/// Source: RFC 2132, 9.14.
std::string client_id_text(Bytes option)
{
    constexpr std::uint8_t ethernet = 1;
    constexpr std::string_view digits = "0123456789abcdef";
    ByteReader reader{option};
    const auto type = reader.u8();
    const auto mac = read_mac_address(reader);
    if (type == ethernet && mac && reader.empty()) return mac->to_string();

    std::string hex;
    for (const auto octet : option) {
        hex += digits[std::to_integer<std::size_t>(octet >> 4)];
        hex += digits[std::to_integer<std::size_t>(octet & std::byte{0x0f})];
    }
    return hex;
}

/// The fixed part and what follows it.
struct Fixed {
    DhcpMessage message;
    Bytes server_name;
    Bytes file;
    Bytes options;
};

/// Source: RFC 2131, 2.
Result<Fixed> read_fixed(Bytes bytes)
{
    constexpr std::uint8_t request = 1;
    constexpr std::uint8_t reply = 2;
    constexpr std::uint8_t ethernet = 1;
    constexpr std::uint32_t magic_cookie = 0x63825363;

    ByteReader reader{bytes};
    const auto op = reader.u8();
    const auto hardware = reader.u8();
    const auto hardware_length = reader.u8();
    const auto hops_transaction_seconds_flags = reader.take(9);
    const auto client = reader.u32();
    const auto your = reader.u32();
    const auto server_and_relay = reader.take(8);
    const auto client_hardware = reader.take(16);
    const auto server_name = reader.take(64);
    const auto file = reader.take(128);
    const auto cookie = reader.u32();
    if (!op) return Errc::truncated;
    if (*op != request && *op != reply) return Errc::malformed;
    if (!hardware || !hardware_length || !hops_transaction_seconds_flags || !client || !your || !server_and_relay ||
        !client_hardware || !server_name || !file || !cookie)
        return Errc::truncated;
    if (*cookie != magic_cookie) return Errc::malformed;

    Fixed fixed{{}, *server_name, *file, reader.rest()};
    fixed.message.from_client = *op == request;
    ByteReader address{*client_hardware};
    if (*hardware == ethernet && *hardware_length == 6) fixed.message.client_mac = read_mac_address(address);
    fixed.message.client_address = boost::asio::ip::address_v4{*client};
    fixed.message.your_address = boost::asio::ip::address_v4{*your};
    return fixed;
}

} // namespace

std::optional<std::string> vendor_class_text(Bytes vendor_class)
{
    constexpr std::uint32_t longest_number = 0x00ffffff; // what is more begins with a letter: text
    ByteReader reader{vendor_class};
    const auto enterprise = reader.u32();
    const auto length = reader.u8();
    if (!enterprise || !length || *enterprise == 0 || *enterprise > longest_number) return std::nullopt;
    return text_of_fields(reader.rest());
}

Result<DhcpMessage> read_dhcp(Bytes message)
{
    constexpr std::uint8_t in_file = 1;
    constexpr std::uint8_t in_server_name = 2;

    auto fixed = read_fixed(message);
    if (!fixed) return fixed.error();
    Options options;
    options.read(fixed->options);
    const auto overload = options.octet_of(Option::overload);
    if ((overload & in_file) != 0) options.read(fixed->file);
    if ((overload & in_server_name) != 0) options.read(fixed->server_name);

    DhcpMessage read = std::move(fixed->message);
    read.type = options.octet_of(Option::message_type);
    read.host_name = options.of(Option::host_name);
    const auto vendor_class = options.bytes_of(Option::vendor_class);
    read.vendor_class = vendor_class_text(vendor_class).value_or(options.of(Option::vendor_class));
    read.user_class = user_class_text(options.bytes_of(Option::user_class));
    read.identified_vendor_class = identified_class_text(options.bytes_of(Option::identified_vendor_class));
    read.vendor_information = vendor_information_text(options.bytes_of(Option::vendor_information));
    read.parameter_list = parameter_list_text(options.bytes_of(Option::parameter_list));
    read.client_id = client_id_text(options.bytes_of(Option::client_id));
    return read;
}

} // namespace phonescan::wire
