#include "tests/support/capture_builder.hpp"
#include "tests/support/capture_reading.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr std::uint32_t noon = 1'700'000'000;

std::string three_records()
{
    return CaptureBuilder{}
        .pcap()
        .record(noon, 1, "first")
        .record(noon + 1, 2, "second", 900)
        .record(noon + 2, 3, "third")
        .octets();
}

} // namespace

TEST_CASE("pcap: every magic number, in both byte orders", "[wire][capture]")
{
    for (const auto order : {std::endian::little, std::endian::big}) {
        for (const bool nanoseconds : {false, true}) {
            CAPTURE(order == std::endian::little, nanoseconds);
            CaptureBuilder file{order};
            file.pcap(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 113).record(noon, 123'456, "abc", 70);
            const auto read = read_capture(file.octets());
            REQUIRE(read.packets.size() == 1);
            CHECK(read.damages.empty());
            const std::int64_t fraction = nanoseconds ? 123'456 : 123'456'000;
            CHECK(read.packets[0] ==
                  ReadCapture::Packet{113, 0, noon * std::int64_t{1'000'000'000} + fraction, "abc", 70, 24});
        }
    }
}

TEST_CASE("pcap: the records of a modified file have eight octets more", "[wire][capture]")
{
    for (const auto order : {std::endian::little, std::endian::big}) {
        CaptureBuilder file{order};
        file.pcap(0xa1b2cd34);
        for (const auto* text : {"one", "two"})
            file.u32(noon).u32(5).u32(3).u32(3).u32(7).u16(0x0800).u8(0).u8(0).text(text);
        const auto read = read_capture(file.octets());
        CHECK(read.octets() == "one|two|");
        CHECK(read.damages.empty());
    }
}

TEST_CASE("pcap: the check sequence's bits above the link type are no part of it", "[wire][capture]")
{
    const auto read = read_capture(CaptureBuilder{}.pcap(0xa1b2c3d4, 0x54000001).record(noon, 0, "x").octets());
    REQUIRE(read.packets.size() == 1);
    CHECK(read.packets[0].link_type == 1);
}

TEST_CASE("pcap: before version 2.3 the length on the wire stands first", "[wire][capture]")
{
    for (const unsigned minor : {2U, 3U}) {
        CaptureBuilder file;
        file.u32(0xa1b2c3d4).u16(2).u16(minor).u32(0).u32(0).u32(96).u32(1);
        file.u32(noon).u32(0).u32(60).u32(4).text("abcd");
        const auto read = read_capture(file.octets());
        CHECK(read.octets() == "abcd|");
        CHECK(read.packets.at(0).on_wire == 60);
    }
}

TEST_CASE("pcap: a file behind another is read as another interface", "[wire][capture]")
{
    CaptureBuilder file{std::endian::big};
    file.pcap().record(noon, 0, "a");
    file.set_order(std::endian::little);
    file.pcap(0xa1b23c4d, 276).record(noon, 9, "b");
    const auto read = read_capture(file.octets());
    REQUIRE(read.packets.size() == 2);
    CHECK(read.damages.empty());
    CHECK(read.packets[1].link_type == 276);
    CHECK(read.packets[1].interface == 1);
    CHECK(read.packets[1].nanoseconds % 1'000'000'000 == 9);
}

TEST_CASE("pcap: a file cut anywhere gives what it holds, then tells where it is cut", "[wire][capture]")
{
    const auto file = three_records();
    const auto whole = read_capture(file);
    REQUIRE(whole.octets() == "first|second|third|");
    const std::string octets = whole.octets();
    for (std::size_t length = 0; length < file.size(); ++length) {
        CAPTURE(length);
        const std::string cut = file.substr(0, length);
        const auto read = read_capture(cut, 7);
        std::size_t complete = 0;
        std::uint64_t end = 24;
        for (const auto& packet : whole.packets) {
            end = packet.offset + 16 + packet.octets.size();
            if (end <= length) ++complete;
        }
        const bool between = length == 24 || length == 24 + 21 || length == 24 + 21 + 22;
        REQUIRE(read.damages.size() == (between ? 0 : 1));
        REQUIRE(read.packets.size() >= complete);
        for (std::size_t i = 0; i < complete; ++i)
            CHECK(read.packets[i] == whole.packets[i]);
        if (read.packets.size() > complete) { // the one that it ends in
            REQUIRE(read.packets.size() == complete + 1);
            CHECK(whole.packets[complete].octets.starts_with(read.packets[complete].octets));
            CHECK(read.packets[complete].octets.size() < whole.packets[complete].octets.size());
            CHECK_FALSE(between);
        }
        if (between) continue;
        CHECK(read.damages[0].ends);
        CHECK(read.damages[0].offset == (length < 24 ? 0 : whole.packets[complete].offset));
        CHECK_THAT(read.damages[0].what, contains("cut at octet " + std::to_string(length)));
    }
}

TEST_CASE("pcap: an impossible record is told, and reading goes on only where records surely begin", "[wire][capture]")
{
    CaptureBuilder file;
    file.pcap().record(noon, 1, "good");
    const auto damaged_at = file.size();
    file.u32(noon).u32(2).u32(0xffffffff).u32(0xffffffff).text("what was a packet");
    const auto resumed_at = file.size();
    for (unsigned i = 0; i < 4; ++i)
        file.record(noon + i, i, "after", 5);

    const auto read = read_capture(file.octets());
    CHECK(read.octets() == "good|after|after|after|after|");
    REQUIRE(read.damages.size() == 1);
    CHECK(read.damages[0].offset == damaged_at);
    CHECK_FALSE(read.damages[0].ends);
    CHECK_THAT(read.damages[0].what, contains("4294967295 octets"));
    CHECK_THAT(read.damages[0].what, contains("octet " + std::to_string(resumed_at)));

    SECTION("not among octets that are no records")
    {
        CaptureBuilder noise;
        noise.pcap().record(noon, 1, "good").u32(noon).u32(2).u32(0xffffffff).u32(0xffffffff);
        noise.text(std::string(70'000, '\0'));
        const auto told = read_capture(noise.octets());
        CHECK(told.octets() == "good|");
        REQUIRE(told.damages.size() == 1);
        CHECK(told.damages[0].ends);
    }
    SECTION("not when there is no packet whose time says what is near")
    {
        CaptureBuilder first;
        first.pcap().u32(noon).u32(2).u32(0xffffffff).u32(0xffffffff);
        for (unsigned i = 0; i < 4; ++i)
            first.record(noon + i, i, "after");
        const auto told = read_capture(first.octets());
        CHECK(told.packets.empty());
        REQUIRE(told.damages.size() == 1);
        CHECK(told.damages[0].ends);
    }
}

TEST_CASE("pcap: a packet over the limit is told and passed over where the file allows such ones", "[wire][capture]")
{
    const std::string huge(3'000'000, 'x');
    const auto file = CaptureBuilder{}
                          .pcap(0xa1b2c3d4, 1, 4'000'000)
                          .record(noon, 0, huge)
                          .record(noon, 1, std::string(262'144, 'y'))
                          .record(noon, 2, "last")
                          .octets();
    const auto read = read_capture(file);
    REQUIRE(read.packets.size() == 2);
    CHECK(read.packets[0].octets.size() == 262'144);
    CHECK(read.packets[1].octets == "last");
    REQUIRE(read.damages.size() == 1);
    CHECK(read.damages[0].offset == 24);
    CHECK_FALSE(read.damages[0].ends);
    CHECK_THAT(read.damages[0].what, contains("3000000 octets, over the limit of 262144"));
}

TEST_CASE("pcap: packets lie across the window's refills as they are", "[wire][capture]")
{
    CaptureBuilder file;
    file.pcap();
    std::string expected;
    for (unsigned i = 0; i < 3000; ++i) {
        const std::string packet(1 + i * 7 % 1500, static_cast<char>('a' + i % 26));
        file.record(noon, i, packet);
        expected += packet + "|";
    }
    CHECK(read_capture(file.octets()).octets() == expected);
    CHECK(read_capture(file.octets(), 4096).octets() == expected);
    CHECK(read_capture(file.octets(), 1).octets() == expected);
}
