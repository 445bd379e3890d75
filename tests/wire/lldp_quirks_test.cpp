// What LLDPDUs of real devices and of damaged captures look like: each of it in a test of its own.

#include "probes/wire/frame.hpp"
#include "probes/wire/lldp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lldp_builder.hpp"

#include <algorithm>
#include <string>

using namespace phonescan;
using namespace phonescan::wire;
using namespace phonescan::test;

namespace {

const auto chassis = lldp_tlv(1, octets("04 0004f2abcdef"));
const auto port = lldp_tlv(2, octets("03 0004f2abcdef"));
const auto ttl = lldp_tlv(3, octets("0078"));
const auto name = lldp_tlv(5, octets("\"Desk 410\""));

Octets nothing_of(std::size_t count)
{
    return Octets(count, std::byte{0});
}

/// Read from a heap block of its own size: ASan sees any overrun.
struct Read {
    explicit Read(const Octets& octets) : bytes(octets.begin(), octets.end()), lldpdu{read_lldpdu(bytes)}
    {
        REQUIRE(lldpdu.has_value());
    }
    const Lldpdu* operator->() const { return &*lldpdu; }

    Octets bytes;
    Result<Lldpdu> lldpdu;
};

} // namespace

TEST_CASE("LLDP quirk: a text ends at its first NUL, whatever stands behind", "[wire][lldp][quirk]")
{
    const Read read{
        lldpdu_with({lldp_tlv(4, octets("\"Port 1\" 00")), lldp_tlv(5, octets("\"a\" 00 \"stale\"")),
                     lldp_tlv(6, octets("00 \"stale\"")), med_tlv(5, octets("\"0xbc00\" 00 \" 1BWT\" ff 00 01")),
                     med_tlv(11, octets("\"1\" 000000 0a 00"))})};
    CHECK(read->port_description == "Port 1");
    CHECK(read->system_name == "a");
    CHECK(read->system_description.empty());
    CHECK(read->med.hardware_revision == "0xbc00");
    CHECK(read->med.asset_id == "1");
}

TEST_CASE("LLDP quirk: a text in a field of 32 octets, filled with NULs, blanks or nothing", "[wire][lldp][quirk]")
{
    const std::string full(32, 'x');
    const Read read{lldpdu_with({med_tlv(9, joined({octets("\"Acme\""), nothing_of(28)})),
                                 med_text(10, "Desk 410" + std::string(24, ' ')), med_text(8, full)})};
    CHECK(read->med.manufacturer == "Acme");
    CHECK(read->med.model == "Desk 410");
    CHECK(read->med.serial_number == full);
}

TEST_CASE("LLDP quirk: the length of a management address is past its TLV", "[wire][lldp][quirk]")
{
    const auto length = GENERATE("06", "0b", "1f", "ff");
    CAPTURE(length);
    const Read read{lldpdu_with({lldp_tlv(8, octets(std::string{length} + "01 0a630015")), name})};
    CHECK(read->management_address_count == 0);
    CHECK(read->system_name == "Desk 410");
    CHECK(read->complete);
}

TEST_CASE("LLDP quirk: the length of a management address's OID is past its TLV", "[wire][lldp][quirk]")
{
    const Read read{lldpdu_with({lldp_tlv(8, octets("05 01 0a630015 02 00000002 ff 2b06")), name})};
    REQUIRE(read->management_address_count == 1);
    CHECK(std::ranges::equal(read->management_addresses[0].octets, octets("0a630015")));
    CHECK(read->system_name == "Desk 410");
}

TEST_CASE("LLDP quirk: TLVs of 802.3 without a value", "[wire][lldp][quirk]")
{
    for (std::uint8_t subtype = 0; subtype < 8; ++subtype) {
        CAPTURE(+subtype);
        const Read read{lldpdu_with({organisation_tlv("00120f", subtype, {}), name})};
        CHECK(read->system_name == "Desk 410");
        CHECK((read->complete && !read->lenient));
    }
}

TEST_CASE("LLDP quirk: lengths inside a location are past its TLV", "[wire][lldp][quirk]")
{
    const auto value = GENERATE(as<std::string>{}, "01 0a63", "02 ff 01 \"DE\"", "02 06 01 \"DE\" 01 ff", "03", "");
    CAPTURE(value);
    const Read read{lldpdu_with({med_tlv(3, octets(value)), name})};
    CHECK(read->med.locations == 1);
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && !read->lenient));
}

TEST_CASE("LLDP quirk: elements of length 0 inside a TLV", "[wire][lldp][quirk]")
{
    const auto elements = octets("02 00 01 \"DE\" 0000 0000 0000 0000");
    const Read read{lldpdu_with({med_tlv(3, elements), organisation_tlv("0080c2", 4, octets("00")),
                                 organisation_tlv("0080c2", 3, octets("0001 00")), lldp_tlv(127, {}), lldp_tlv(9, {}),
                                 lldp_tlv(8, {}), lldp_tlv(5, {}), name})};
    CHECK(read->med.locations == 1);
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && !read->lenient));
}

TEST_CASE("LLDP quirk: TLVs of more than 255 octets", "[wire][lldp][quirk]")
{
    const auto length = GENERATE(as<std::size_t>{}, 256, 261, 263, 266, 511);
    CAPTURE(length);
    const std::string text(length, 't');
    const auto bytes = std::as_bytes(std::span{text});
    const Octets value(bytes.begin(), bytes.end());
    const Octets location(bytes.begin(), bytes.end() - 4);
    const Read read{lldpdu_with({lldp_tlv(6, value), med_tlv(3, location), name})};
    CHECK(read->system_description == text);
    CHECK(read->med.locations == 1);
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && !read->lenient));
}

TEST_CASE("LLDP quirk: mandatory TLVs are missing", "[wire][lldp][quirk]")
{
    SECTION("no Chassis ID")
    {
        const Read read{joined({port, ttl, name, lldp_end()})};
        CHECK((read->lenient && read->complete));
        CHECK(read->chassis_id.octets.empty());
        CHECK(read->port_id.octets.size() == 6);
        CHECK(read->system_name == "Desk 410");
    }
    SECTION("no Port ID")
    {
        const Read read{joined({chassis, ttl, name, lldp_end()})};
        CHECK((read->lenient && read->complete));
        CHECK(read->port_id.octets.empty());
        CHECK(read->ttl == 120);
    }
    SECTION("no TTL: that is no good-bye")
    {
        const Read read{joined({chassis, port, name, lldp_end()})};
        CHECK((read->lenient && read->complete));
        CHECK(read->ttl == 65535);
    }
    SECTION("a TTL of one octet")
    {
        const Read read{joined({chassis, port, lldp_tlv(3, octets("00")), lldp_end()})};
        CHECK(read->lenient);
        CHECK(read->ttl == 65535);
    }
    SECTION("all but a Chassis ID")
    {
        const Read read{joined({chassis, lldp_end()})};
        CHECK((read->lenient && read->complete));
        CHECK(read->chassis_id.subtype == lldp_chassis::mac_address);
    }
}

TEST_CASE("LLDP quirk: mandatory TLVs out of order", "[wire][lldp][quirk]")
{
    std::vector<Octets> tlvs = {chassis, name, port, ttl};
    std::ranges::sort(tlvs);
    std::size_t orders = 0;
    std::size_t strict = 0;
    do {
        ++orders;
        const Read read{joined({joined(tlvs), lldp_end()})};
        CHECK(read->ttl == 120);
        CHECK(read->chassis_id.octets.size() == 6);
        CHECK(read->port_id.octets.size() == 6);
        CHECK(read->system_name == "Desk 410");
        CHECK(read->complete);
        if (!read->lenient) ++strict;
    } while (std::ranges::next_permutation(tlvs).found);
    CHECK(orders == 24);
    CHECK(strict == 1);
}

TEST_CASE("LLDP quirk: no End TLV", "[wire][lldp][quirk]")
{
    const Read read{joined({lldp_mandatory(), name})};
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && read->lenient));
}

TEST_CASE("LLDP quirk: an End TLV of length 194", "[wire][lldp][quirk]")
{
    const auto there = GENERATE(as<std::size_t>{}, 0, 1, 193, 194, 400);
    CAPTURE(there);
    const Read read{joined({lldp_mandatory(), name, lldp_tlv_that_says(194, 0, Octets(there, std::byte{5}))})};
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && read->lenient));
}

TEST_CASE("LLDP quirk: four TTL TLVs", "[wire][lldp][quirk]")
{
    const auto more = lldp_tlv(3, octets("0000"));
    const Read read{joined({lldp_mandatory(), more, more, name, more, lldp_end()})};
    CHECK(read->ttl == 120);
    CHECK(read->system_name == "Desk 410");
    CHECK((read->complete && read->lenient));
}

TEST_CASE("LLDP quirk: octets behind the End TLV, zeros and others", "[wire][lldp][quirk]")
{
    const auto rest = GENERATE(as<std::string>{}, "00", "000000000000", "ff", "0a05 \"later\"", "a5a5a5a5");
    CAPTURE(rest);
    const Read read{joined({lldpdu_with({}), octets(rest)})};
    CHECK(read->system_name.empty());
    CHECK((read->complete && !read->lenient));
}

TEST_CASE("LLDP quirk: a frame that the snapshot length cut", "[wire][lldp][quirk]")
{
    const auto whole = lldp_frame(lldpdu_of_phone());
    const Octets captured(whole.begin(), whole.begin() + 64);
    const auto frame = read_frame(LinkType::ethernet, captured);
    REQUIRE(frame.has_value());
    const auto lldpdu = read_lldpdu(frame->payload);
    REQUIRE(lldpdu.has_value());
    CHECK_FALSE(lldpdu->complete);
    CHECK(lldpdu->system_name == "Desk 410");
    CHECK(lldpdu->system_description.empty());

    const Octets shorter(whole.begin(), whole.begin() + 34); // in the TTL
    CHECK(read_lldpdu(read_frame(LinkType::ethernet, shorter)->payload).error() == Errc::truncated);
}

TEST_CASE("LLDP quirk: an LLDPDU under tags is read like any other", "[wire][lldp][quirk]")
{
    const auto bytes = ethernet(joined({octets("88a8 0005 8100 0064 88cc"), lldpdu_of_phone()}), "0180c2000000");
    const auto frame = read_frame(LinkType::ethernet, bytes);
    REQUIRE(frame.has_value());
    CHECK(frame->vlan == 100);
    CHECK(read_lldpdu(frame->payload)->med.model == "Desk 410");
}

TEST_CASE("LLDP quirk: a TTL of 0 is a good-bye, with or without more to say", "[wire][lldp][quirk]")
{
    const auto good_bye = lldp_tlv(3, octets("0000"));
    const auto rest = GENERATE_COPY(Octets{}, name);
    const Read read{joined({chassis, port, good_bye, rest, lldp_end()})};
    CHECK(read->ttl == 0);
    CHECK(read->chassis_id.octets.size() == 6);
    CHECK((read->complete && !read->lenient));
}

TEST_CASE("LLDP quirk: a TTL of 3601, endpoint class I and no names", "[wire][lldp][quirk]")
{
    const Read read{joined({chassis, port, lldp_tlv(3, octets("0e11")), med_tlv(1, octets("0001 01")), lldp_end()})};
    CHECK(read->ttl == 3601);
    CHECK(read->med.device_class == 1);
    CHECK(read->chassis_id.subtype == lldp_chassis::mac_address);
    CHECK((read->system_name.empty() && read->system_description.empty() && read->med.model.empty()));
}

TEST_CASE("LLDP quirk: CR LF in a system description stay within it, and not at its end", "[wire][lldp][quirk]")
{
    const Read read{lldpdu_with({lldp_tlv(6, octets("\"Desk\" 0d0a \"Version 1\" 0d0a"))})};
    CHECK(read->system_description == "Desk\r\nVersion 1");
}

TEST_CASE("LLDP quirk: a placeholder is a text", "[wire][lldp][quirk]")
{
    const Read read{lldpdu_with({lldp_tlv(5, octets("\"-\"")), med_text(9, "-"), med_text(8, "-"), med_text(11, "-")})};
    CHECK(read->system_name == "-");
    CHECK(read->med.manufacturer == "-");
    CHECK(read->med.serial_number == "-");
    CHECK(read->med.asset_id == "-");
}

TEST_CASE("LLDP quirk: an inventory TLV of nothing but organisation and subtype, or blanks, is empty",
          "[wire][lldp][quirk]")
{
    const auto blank = GENERATE("", " ", "    ", "\t", "\r\n");
    for (std::uint8_t subtype = 5; subtype <= 11; ++subtype) {
        const Read read{lldpdu_with({med_text(subtype, blank), name})};
        const auto& med = read->med;
        for (const auto text : {med.hardware_revision, med.firmware_revision, med.software_revision, med.serial_number,
                                med.manufacturer, med.model, med.asset_id})
            CHECK(text.empty());
        CHECK(read->system_name == "Desk 410");
    }
}

TEST_CASE("LLDP quirk: octets that are no UTF-8 stay as they are", "[wire][lldp][quirk]")
{
    const Read read{lldpdu_with({lldp_tlv(5, octets("\"B\" fc \"ro\" ff 1b"))})};
    CHECK(read->system_name == "B\xfcro\xff\x1b");
}
