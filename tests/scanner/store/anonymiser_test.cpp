#include "fingerprints/plausible.hpp"
#include "scanner/store/anonymiser.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

using namespace phonescan;
using namespace phonescan::test;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;
using boost::asio::ip::make_address;

namespace {

const SipHashKey test_key{std::byte{7}, std::byte{3}};
const Anonymiser anonymiser{test_key};

const Anonymiser& with_fingerprints()
{
    static const Anonymiser made{test_key, &shipped()};
    return made;
}

MacAddress mac_of(std::string_view text)
{
    return *MacAddress::parse(text);
}

const DeviceFacts facts{{mac_of("00:04:f2:aa:bb:cc")}, {"FCH1610A5S5"}, {"Reception"}, {make_address("10.3.0.12")}};

std::string banner(std::string_view text)
{
    return anonymiser.text(Field::sip_user_agent, text, facts);
}

std::string lowered(std::string_view text)
{
    std::string made{text};
    std::ranges::transform(made, made.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return made;
}

std::string digits_of(const MacAddress& mac)
{
    auto text = mac.to_string();
    std::erase(text, ':');
    return text;
}

bool holds(std::string_view text, std::string_view part)
{
    return lowered(text).find(lowered(part)) != std::string::npos;
}

} // namespace

TEST_CASE("anonymiser: the same stand-in for the same original, another for another key", "[scanner][store]")
{
    const Anonymiser same{test_key};
    const Anonymiser other{SipHashKey{std::byte{8}}};
    for (const auto* text : {"10.1.2.3", "192.168.1.20", "8.8.4.4", "fe80::204:f2ff:feaa:bbcc", "2001:db8::5"}) {
        CAPTURE(text);
        const auto address = make_address(text);
        CHECK(anonymiser.address(address) == same.address(address));
        CHECK(anonymiser.address(address) != address);
        CHECK(anonymiser.address(address) != other.address(address));
    }
    CHECK(anonymiser.mac(mac_of("0004f2aabbcc")) == same.mac(mac_of("0004f2aabbcc")));
    CHECK(anonymiser.mac(mac_of("0004f2aabbcc")) != other.mac(mac_of("0004f2aabbcc")));
    CHECK(anonymiser.name("Reception") == same.name("reception"));
    CHECK(anonymiser.name("Reception") != other.name("Reception"));
    CHECK(anonymiser.name("Reception").starts_with("name-"));
    CHECK(anonymiser.serial("FCH1610A5S5") == same.serial("FCH1610A5S5"));
    CHECK(anonymiser.serial("FCH1610A5S5") != other.serial("FCH1610A5S5"));
}

TEST_CASE("anonymiser: no two devices on one address", "[scanner][store]")
{
    constexpr std::uint32_t count = 4'000;
    std::set<boost::asio::ip::address> seen;
    for (const std::uint32_t first : {0x0a000000U, 0x7f000000U, 0xac100000U, 0xc0a80000U, 0xa9fe0000U, 0x64400000U,
                                      0x08000000U, 0x09fffff0U, 0xdffff000U})
        for (std::uint32_t i = 0; i < count; ++i)
            seen.insert(anonymiser.address(address_v4{first + i}));
    // 9.255.255.240 and on overlaps the first block
    CHECK(seen.size() == 9 * count - (count - 16));

    std::set<boost::asio::ip::address> of_six;
    const auto long_addresses = {
        "fe80::", "fe80:0:0:1::", "fd00::", "2001:db8::", "2a02:1::", "::1:0", "::ffff:10.0.0.0"};
    for (const auto* first : long_addresses) {
        auto octets = make_address(first).to_v6().to_bytes();
        for (std::uint32_t i = 0; i < count; ++i) {
            octets[14] = static_cast<unsigned char>(i >> 8);
            octets[15] = static_cast<unsigned char>(i);
            of_six.insert(anonymiser.address(address_v6{octets}));
        }
    }
    CHECK(of_six.size() == long_addresses.size() * count);
}

TEST_CASE("anonymiser: an address stays in its kind of network", "[scanner][store]")
{
    const auto shown = [](const char* text) { return anonymiser.address(make_address(text)).to_string(); };
    for (int i = 1; i < 50; ++i) {
        const auto host = "." + std::to_string(i);
        CHECK(shown(("10.0.0" + host).c_str()).starts_with("10."));
        CHECK(shown(("192.168.0" + host).c_str()).starts_with("192.168."));
        CHECK(shown(("169.254.1" + host).c_str()).starts_with("169.254."));
        CHECK_FALSE(is_local_address(shown(("8.8.4" + host).c_str())));
        CHECK_FALSE(make_address(shown(("8.8.4" + host).c_str())).is_multicast());
    }
    CHECK(shown("fe80::1").starts_with("fe80::"));
    CHECK(make_address(shown("::ffff:10.0.0.1")) ==
          make_address("::ffff:" + anonymiser.address(make_address("10.0.0.1")).to_string()));
    for (const auto* text : {"0.0.0.0", "::", "224.0.1.75", "255.255.255.255", "ff02::1"})
        CHECK(shown(text) == text);
}

TEST_CASE("anonymiser: a MAC address keeps its maker, and no two become one", "[scanner][store]")
{
    std::set<MacAddress> seen;
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
        const auto tail = static_cast<std::uint32_t>(i) + 0x100;
        const MacAddress mac{{0x00, 0x04, 0xf2, static_cast<std::uint8_t>(tail >> 16),
                              static_cast<std::uint8_t>(tail >> 8), static_cast<std::uint8_t>(tail)}};
        const auto made = anonymiser.mac(mac);
        if (made.oui() != mac.oui() || !is_plausible_mac(made)) FAIL_CHECK(made.to_string());
        seen.insert(made);
    }
    CHECK(seen.size() == count);
    for (const auto* text : {"000000000000", "ffffffffffff", "01005e000001", "0004f2000000", "000102030405"})
        CHECK(anonymiser.mac(mac_of(text)) == mac_of(text));
    CHECK(anonymiser.mac(mac_of("0204f2aabbcc")) != mac_of("0204f2aabbcc"));
    for (const auto* text : {"70B3D52AC123", "C0FBF9000123", "001565aabbcc"}) { // smaller blocks, and none
        const auto mac = mac_of(text);
        const auto made = with_fingerprints().mac(mac);
        CHECK(made != mac);
        CHECK(shipped().share_maker_block(mac, made));
    }
}

TEST_CASE("anonymiser: a serial number keeps its form, and no two become one", "[scanner][store]")
{
    const auto form_of = [](std::string text) {
        for (char& c : text)
            c = std::isdigit(static_cast<unsigned char>(c))   ? '0'
                : std::isupper(static_cast<unsigned char>(c)) ? 'A'
                                                              : c;
        return text;
    };
    std::set<std::string> seen;
    std::size_t count = 0;
    for (int i = 10'000; i < 20'000; ++i)
        for (const auto* front : {"", "FCH", "A-", "ABCDE"}) {
            const auto serial = front + std::to_string(i);
            const auto made = anonymiser.serial(serial);
            if (form_of(made) != form_of(serial) || is_plausible_serial(made) != is_plausible_serial(serial))
                FAIL_CHECK(serial + " " + made);
            seen.insert(made);
            ++count;
        }
    CHECK(seen.size() == count);
    CHECK(anonymiser.serial("0004F2aabbcc") == lowered(anonymiser.serial("0004f2aabbcc")).replace(4, 2, "F2"));
    CHECK(anonymiser.serial("0004f2aabbcc") == digits_of(anonymiser.mac(mac_of("0004f2aabbcc"))));
    CHECK(anonymiser.serial("000000") == "000000");
    CHECK(anonymiser.serial("") == "");
}

TEST_CASE("anonymiser: a MAC address of a text is that of the frame, in its own spelling", "[scanner][store]")
{
    const auto mac = facts.macs.front();
    const auto made = anonymiser.mac(mac);
    for (const std::string spelt :
         {"00:04:f2:aa:bb:cc", "00-04-F2-AA-BB-CC", "0004.f2aa.bbcc", "0004f2aabbcc", "0004F2AABBCC", "0004:f2aa:bbcc",
          "0004-F2AA-BBCC", "0004f2-aabbcc", "00 04 f2 aa bb cc", "00.04.F2.AA.BB.CC", "00_04_f2_aa_bb_cc"})
        for (const std::string front : {"", "Acme 1.2 ", "(", "MAC:", "SEP", "acme-", "Acme 1.2_"})
            for (const auto& known : {facts, DeviceFacts{}}) {
                const auto text = front + spelt + (front == "(" ? ")" : "");
                CAPTURE(text);
                const auto shown = anonymiser.text(Field::sip_user_agent, text, known);
                REQUIRE(shown.size() == text.size());
                std::string digits;
                const auto is_separator = [](char c) { return std::string_view{":-._ "}.find(c) != std::string::npos; };
                for (std::size_t i = front.size(); i < front.size() + spelt.size(); ++i) {
                    CHECK(is_separator(shown[i]) == is_separator(text[i]));
                    if (!is_separator(shown[i])) digits += shown[i];
                }
                CHECK(shown.starts_with(front));
                CHECK(lowered(digits) == digits_of(made));
                const bool has_capitals = spelt.find('A') != std::string::npos;
                CHECK((has_capitals || digits == lowered(digits)));
            }
    Observation heard = seen(Field::sip_user_agent, "Acme VVX/5.3.0.12_0004f2aabbcc");
    heard.source.mac = mac;
    const auto shown = anonymiser.observation(heard);
    CHECK(shown.value == "Acme VVX/5.3.0.12_" + digits_of(*shown.source.mac));
}

TEST_CASE("anonymiser: half a MAC address goes where the device is known by it", "[scanner][store]")
{
    const auto tail = digits_of(anonymiser.mac(facts.macs.front())).substr(6);
    CHECK(banner("Acme aabbcc 1.2") == "Acme " + tail + " 1.2");
    CHECK(lowered(banner("AVXAABBCC")) == "avx" + tail);
    CHECK(banner("69150004f2aabbcc") == "69150004f2" + tail);
    for (const auto* text : {"0004f2aabbcc aa:bb:cc", "acme-aa-bb-cc", "aabbcc.example.org", "x0004f2aabbccx"})
        CHECK_FALSE(holds(banner(text), "aabbcc"));
}

TEST_CASE("anonymiser: versions stay, addresses go", "[scanner][store]")
{
    for (const std::string text :
         {"Acme VVX 5.3.0.12", "Acme-UA/5.3.0.12074", "acmeD785-SIP 10.1.169.16 2010.12", "Acme T48G 35.80.0.70",
          "Acme 20.10.30.40.50.60", "Acme 201203041234", "Acme/83.V2.12.0+build.f68eeed", "1.3.6.1.4.1.13885", "",
          "Acme 12:34:56 Jan", "Acme Receptionist", "decade-facade"}) {
        CAPTURE(text);
        CHECK(banner(text) == text);
    }
    const auto known = anonymiser.address(make_address("10.3.0.12")).to_string();
    CHECK(banner("Acme at 10.3.0.12:5060 5.3.0.12") == "Acme at " + known + ":5060 5.3.0.12");
    auto dashed = known;
    std::ranges::replace(dashed, '.', '-');
    CHECK(banner("ip-10-3-0-12") == "ip-" + dashed);
    for (const std::string text : {"192.168.1.20", "172.20.1.1", "169.254.3.4", "127.0.0.5", "fe80::204:f2ff:feaa:bbcc",
                                   "2001:db8::5", "fd00:1:2:3:4:5:6:7"}) {
        CAPTURE(text);
        const auto shown = anonymiser.address(make_address(text)).to_string();
        CHECK(banner("Acme (" + text + ") 1.2") == "Acme (" + shown + ") 1.2");
    }
    for (const auto* text : {"ip=10.0.0.5", "IP address: 10.0.0.5", "gateway 10.0.0.5", "10.0.0.5:5061"})
        CHECK_FALSE(holds(banner(text), "10.0.0.5"));
}

TEST_CASE("anonymiser: known serials and names go as words, users everywhere", "[scanner][store]")
{
    const auto name = anonymiser.name("reception");
    const auto serial = anonymiser.serial("FCH1610A5S5");
    CHECK(banner("RECEPTION: Acme (FCH1610A5S5), Receptionist") == name + ": Acme (" + serial + "), Receptionist");
    CHECK(banner("sn fch1610a5s5") == "sn " + lowered(serial));
    CHECK(banner("realm reception@pbx") == "realm " + name + "@pbx");
    CHECK(banner("<sip:102@pbx>") == "<sip:" + anonymiser.name("102") + "@pbx>");
    CHECK(banner("sip:jo;x tel:102") == "sip:" + anonymiser.name("jo") + ";x tel:" + anonymiser.name("102"));
    CHECK(anonymiser.text(Field::lldp_med_serial_number, "FCH1610A5S5", facts) == serial);
}

TEST_CASE("anonymiser: fields that are a name, an address, or neither", "[scanner][store]")
{
    const auto shown = [](Field field, std::string_view text) { return anonymiser.text(field, text, facts); };
    const auto mac = anonymiser.mac(facts.macs.front());
    const auto address = anonymiser.address(facts.addresses.front()).to_string();
    for (const Field field : {Field::lldp_system_name, Field::cdp_device_id, Field::dhcp_host_name, Field::switch_name,
                              Field::lldp_med_asset_id}) {
        CHECK(shown(field, "sw1.example.org") == anonymiser.name("sw1.example.org"));
        CHECK(lowered(shown(field, "SEP0004F2AABBCC")) == "sep" + digits_of(mac));
        CHECK(shown(field, "SEP0004F2AABBCC").starts_with("SEP0004F2"));
    }
    CHECK(shown(Field::mac, "00:04:f2:aa:bb:cc") == mac.to_string());
    CHECK(shown(Field::lldp_chassis_id, "00:04:f2:aa:bb:cc") == mac.to_string());
    CHECK(shown(Field::lldp_chassis_id, "10.3.0.12") == address);
    CHECK(shown(Field::lldp_chassis_id, "core") == anonymiser.name("core"));
    for (const Field field : {Field::ip, Field::lldp_management_address, Field::cdp_address})
        CHECK(shown(field, "10.3.0.12") == address);
    CHECK(shown(Field::lldp_port_id, "Gi1/0/12") == "Gi1/0/12");
    CHECK(shown(Field::switch_port, "Gi1/0/12") == "Gi1/0/12");
    CHECK(shown(Field::vlan, "100") == "100");
    const DeviceFacts unnamed{{}, {}, {"SIP-T46S"}, {}}; // as the maker named it
    CHECK(with_fingerprints().text(Field::dhcp_host_name, "SIP-T46S", unnamed) == "SIP-T46S");
    CHECK(with_fingerprints().text(Field::sip_user_agent, "Yealink SIP-T46S 66.84.0.15", unnamed) ==
          "Yealink SIP-T46S 66.84.0.15");
    const auto half = with_fingerprints().text(Field::dhcp_host_name, "snomD305-8325FE"); // of a MAC nobody knows
    CHECK((half.starts_with("snomD305-") && half.size() == 15 && !half.ends_with("8325FE")));
    const auto domain = with_fingerprints().text(Field::lldp_system_name, "SEP0004F2AABBCC.jo.example.org", facts);
    CHECK(domain.ends_with("." + anonymiser.name("jo.example.org")));
    CHECK(with_fingerprints().text(Field::dhcp_host_name, "jo-0004f2aabbcc", facts) ==
          anonymiser.name("jo-0004f2aabbcc"));
}
