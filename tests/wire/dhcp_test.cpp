#include "probes/wire/dhcp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;
using namespace std::string_literals;
using Octets = std::vector<std::byte>;

namespace {

constexpr std::size_t fixed_part = 240;

/// What a client sends: the fixed part of a BOOTREQUEST, 64 octets of server name, 128 of file, then options.
Octets message(std::string_view options, std::string_view file = "", std::string_view server_name = "")
{
    auto bytes = octets("01 01 06 00 12345678 0000 8000 0a630015 0a630016 00000000 00000000"
                        " 0004f2abcdef 00000000000000000000");
    const auto field = [&bytes](std::string_view written, std::size_t size) {
        auto content = octets(written);
        content.resize(size);
        bytes.insert(bytes.end(), content.begin(), content.end());
    };
    field(server_name, 64);
    field(file, 128);
    field("63825363", 4);
    const auto rest = octets(options);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

DhcpMessage read(std::string_view options, std::string_view file = "", std::string_view server_name = "")
{
    const auto dhcp = read_dhcp(message(options, file, server_name));
    REQUIRE(dhcp.has_value());
    return *dhcp;
}

constexpr std::string_view binary_class =
    "0000363d 70 01 07 \"Polycom\" 02 0b \"VVX-VVX_410\" 03 10 \"3111-46162-001,5\" "
    "04 20 \"SIP/5.3.0.12074/25-Mar-15 11:32\" 00 05 1e \"UP/5.7.0.11768/25-Mar-15 12:04\" ff";

} // namespace

TEST_CASE("DHCP: the fixed part is read", "[wire][dhcp]")
{
    const auto dhcp = read("35 01 01 ff");
    CHECK(dhcp.from_client);
    CHECK(dhcp.type == dhcp_message::discover);
    REQUIRE(dhcp.client_mac.has_value());
    CHECK(dhcp.client_mac->to_string() == "00:04:f2:ab:cd:ef");
    CHECK(dhcp.client_address.to_string() == "10.99.0.21");
    CHECK(dhcp.your_address.to_string() == "10.99.0.22");
    CHECK(dhcp.host_name.empty());
    CHECK(dhcp.client_id.empty());

    auto bytes = message("35 01 05 ff");
    bytes[0] = std::byte{2};
    bytes[1] = std::byte{6}; // token ring
    const auto reply = read_dhcp(bytes);
    REQUIRE(reply.has_value());
    CHECK_FALSE(reply->from_client);
    CHECK(reply->type == dhcp_message::ack);
    CHECK_FALSE(reply->client_mac.has_value());
}

TEST_CASE("DHCP: options are read, each in its form", "[wire][dhcp]")
{
    struct Row {
        std::string_view what;
        std::string_view options;
        std::string DhcpMessage::*text;
        std::string expected;
    };
    const auto row = GENERATE(
        Row{"host name", "0c 03 \"sep\" ff", &DhcpMessage::host_name, "sep"},
        Row{"vendor class with its NUL", "3c 05 \"desk\" 00 ff", &DhcpMessage::vendor_class, "desk\0"s},
        Row{"parameter list", "37 04 01 03 2a ff ff", &DhcpMessage::parameter_list, "1,3,42,255"},
        Row{"client ID, a MAC", "3d 07 01 0004f2abcdef ff", &DhcpMessage::client_id, "00:04:f2:ab:cd:ef"},
        Row{"client ID of another type", "3d 07 ff 0004f2abcdef ff", &DhcpMessage::client_id, "ff0004f2abcdef"},
        Row{"client ID of another length", "3d 08 01 0004f2abcdef 00 ff", &DhcpMessage::client_id, "010004f2abcdef00"},
        Row{"user class as a text", "4d 0b \"CPE-OCPHONE\" ff", &DhcpMessage::user_class, "CPE-OCPHONE"},
        Row{"user classes", "4d 0b 04 \"desk\" 05 \"phone\" ff", &DhcpMessage::user_class, "desk phone"},
        Row{"user classes that lie", "4d 0b 04 \"desk\" 06 \"phone\" ff", &DhcpMessage::user_class, "\4desk\6phone"},
        Row{"empty user class", "4d 01 00 ff", &DhcpMessage::user_class, "\0"s},
        Row{"identified classes", "7c 12 00000009 04 \"desk\" 0000363d 04 \"more\" ff",
            &DhcpMessage::identified_vendor_class, "desk more"},
        Row{"identified class of fields", "7c 11 0000363d 0c 01 04 \"Acme\" 02 02 \"D3\" ff 00 ff",
            &DhcpMessage::identified_vendor_class, "Acme;D3;"},
        Row{"identified class that lies", "7c 12 00000009 04 \"desk\" 0000363d 05 \"more\" ff",
            &DhcpMessage::identified_vendor_class, "desk"},
        Row{"vendor information", "7d 10 00000de9 0b 01 04 \"desk\" 04 03 \"abc\" ff", &DhcpMessage::vendor_information,
            "3561:desk abc"},
        Row{"vendor information of two", "7d 10 00000de9 03 01 01 \"a\" 00000009 03 01 01 \"b\" ff",
            &DhcpMessage::vendor_information, "3561:a 9:b"},
        Row{"vendor information that lies", "7d 0b 00000de9 06 01 01 \"a\" 02 09 \"b\" ff",
            &DhcpMessage::vendor_information, "3561:a"},
        Row{"padding between", "00 00 0c 01 \"a\" 00 00 3c 01 \"b\" ff", &DhcpMessage::vendor_class, "b"},
        Row{"behind the end", "ff 3c 01 \"b\" ff", &DhcpMessage::vendor_class, ""},
        Row{"no end", "3c 01 \"b\"", &DhcpMessage::vendor_class, "b"},
        Row{"in two pieces", "3c 03 \"abc\" 0c 01 \"x\" 3c 03 \"def\" ff", &DhcpMessage::vendor_class, "abcdef"},
        Row{"an option that overruns", "0c 01 \"a\" 3c 09 \"b\" ff", &DhcpMessage::vendor_class, ""},
        Row{"before one that overruns", "0c 01 \"a\" 3c 09 \"b\" ff", &DhcpMessage::host_name, "a"},
        Row{"no length", "0c 01 \"a\" 3c", &DhcpMessage::host_name, "a"});
    CAPTURE(row.what);
    CHECK(read(row.options).*row.text == row.expected);
}

TEST_CASE("DHCP: options in file and sname are read where option 52 says so", "[wire][dhcp]")
{
    struct Row {
        std::string_view what;
        std::string_view options;
        std::string_view vendor_class;
        std::uint8_t type;
    };
    const auto row = GENERATE(
        Row{"not told", "3c 01 \"a\" ff", "a", 0}, Row{"file", "34 01 01 3c 01 \"a\" ff", "ab", 3},
        Row{"sname", "34 01 02 3c 01 \"a\" ff", "ac", 0}, Row{"both, file first", "34 01 03 3c 01 \"a\" ff", "abc", 3},
        Row{"overload of another value", "34 01 04 3c 01 \"a\" ff", "a", 0},
        Row{"empty overload", "34 00 3c 01 \"a\" ff", "a", 0},
        Row{"the first type counts", "34 01 01 35 01 08 ff", "b", 8});
    CAPTURE(row.what);
    const auto dhcp = read(row.options, "3c 01 \"b\" 35 01 03 34 01 03 ff", "3c 01 \"c\" ff");
    CHECK(dhcp.vendor_class == row.vendor_class);
    CHECK(dhcp.type == row.type);
}

TEST_CASE("DHCP: a vendor class in binary becomes text", "[wire][dhcp]")
{
    const std::string text = "Polycom;VVX-VVX_410;3111-46162-001,5;SIP/5.3.0.12074/25-Mar-15 11:32;"
                             "UP/5.7.0.11768/25-Mar-15 12:04;";
    const auto value = octets(binary_class);
    CHECK(vendor_class_text(value) == text);
    REQUIRE(value.size() < 256);
    const auto option =
        "3c " + std::string{"0123456789abcdef"[value.size() >> 4]} + "0123456789abcdef"[value.size() & 15];
    CHECK(read(option + " " + std::string{binary_class} + " ff").vendor_class == text);
}

TEST_CASE("DHCP: fields of a binary vendor class stand at their places", "[wire][dhcp]")
{
    struct Row {
        std::string_view what;
        std::string_view value;
        std::optional<std::string> text;
    };
    const auto row = GENERATE(
        Row{"two fields", "0000363d 08 01 01 \"A\" 02 01 \"B\" ff", "A;B;"},
        Row{"no end", "0000363d 06 01 01 \"A\" 02 01 \"B\"", "A;B;"},
        Row{"the length is not relied on", "0000363d ff 01 01 \"A\" 02 01 \"B\" ff", "A;B;"},
        Row{"another enterprise", "00000009 06 01 01 \"A\" 02 01 \"B\" ff", "A;B;"},
        Row{"out of order", "0000363d 09 02 01 \"B\" 01 01 \"A\" 03 01 \"C\" ff", "A;B;C;"},
        Row{"a field missing", "0000363d 09 01 01 \"A\" 02 01 \"B\" 04 01 \"D\" ff", "A;B;;D;"},
        Row{"an empty field", "0000363d 08 01 01 \"A\" 02 01 \"B\" 03 00 05 01 \"E\" ff", "A;B;;;E;"},
        Row{"of several the first", "0000363d 09 01 01 \"A\" 02 01 \"B\" 02 01 \"X\" ff", "A;B;"},
        Row{"other numbers", "0000363d 09 00 01 \"X\" 01 01 \"A\" 02 01 \"B\" 06 01 \"F\" ff", "A;B;"},
        Row{"cut in a later field", "0000363d 20 01 01 \"A\" 02 01 \"B\" 03 09 \"C\"", "A;B;"},
        Row{"what is behind the end", "0000363d 20 01 01 \"A\" 02 01 \"B\" ff 03 01 \"C\"", "A;B;"},
        Row{"no part", "0000363d 03 01 01 \"A\" ff", {}}, Row{"no company", "0000363d 03 02 01 \"A\" ff", {}},
        Row{"cut in the part", "0000363d 20 01 01 \"A\" 02 09 \"B\"", {}},
        Row{"company in binary", "0000363d 06 01 01 07 02 01 \"B\" ff", {}},
        Row{"a semicolon in the company", "0000363d 08 01 03 \";AB\" 02 01 \"B\" ff", {}},
        Row{"part beyond ASCII", "0000363d 06 01 01 \"A\" 02 01 e9 ff", {}},
        Row{"enterprise 0", "00000000 06 01 01 \"A\" 02 01 \"B\" ff", {}}, Row{"a text", "\"Polycom-VVX410\"", {}},
        Row{"nothing", "", {}}, Row{"enterprise alone", "0000363d", {}});
    CAPTURE(row.what);
    CHECK(vendor_class_text(octets(row.value)) == row.text);
}

TEST_CASE("DHCP: what is none is refused", "[wire][dhcp]")
{
    const auto changed = [](std::size_t at, unsigned octet) {
        auto bytes = message("35 01 01 ff");
        bytes[at] = static_cast<std::byte>(octet);
        return read_dhcp(bytes);
    };
    CHECK(changed(0, 0).error() == Errc::malformed);
    CHECK(changed(0, 3).error() == Errc::malformed);
    for (const std::size_t at : {236U, 237U, 238U, 239U}) {
        CAPTURE(at);
        CHECK(changed(at, 0).error() == Errc::malformed);
    }
    CHECK(changed(2, 8).has_value());
    CHECK_FALSE(changed(2, 8)->client_mac.has_value());
}

TEST_CASE("DHCP: cut anywhere it is truncated in its fixed part, and gives whole options behind it", "[wire][dhcp]")
{
    const auto whole = message("35 01 01 0c 04 \"desk\" 3c 05 \"class\" ff");
    test::for_every_prefix(whole, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto dhcp = read_dhcp(cut);
        REQUIRE(dhcp.has_value() == (cut.size() >= fixed_part));
        if (!dhcp) {
            CHECK(dhcp.error() == Errc::truncated);
            return;
        }
        CHECK(dhcp->host_name == (cut.size() >= fixed_part + 9 ? "desk" : ""));
        CHECK(dhcp->vendor_class == (cut.size() >= fixed_part + 16 ? "class" : ""));
    });
    const auto value = octets(binary_class);
    const std::size_t two_fields = 5 + 9 + 13;
    test::for_every_prefix(value, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto text = vendor_class_text(cut);
        CHECK(text.has_value() == (cut.size() >= two_fields));
        if (text) CHECK(text->starts_with("Polycom;VVX-VVX_410;"));
    });
}
