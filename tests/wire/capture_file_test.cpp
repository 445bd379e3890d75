#include "probes/wire/capture_file.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/capture_reading.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/gzip.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string some_packets(int count)
{
    CaptureBuilder file;
    file.pcap();
    for (int i = 0; i < count; ++i)
        file.record(1'700'000'000, static_cast<std::uint32_t>(i), "packet " + std::to_string(i * 7919));
    return file.octets();
}

bool is_capture(std::string_view octets)
{
    wire::CaptureReader reader{source_of(octets, 1), [](const wire::CaptureDamage&) {}};
    return reader.is_capture();
}

std::string plain(std::string_view octets)
{
    wire::CaptureReader reader{source_of(octets, 3), [](const wire::CaptureDamage&) {}};
    CHECK_FALSE(reader.is_capture());
    std::string text;
    char room[5];
    while (const auto got = reader.read_plain(room))
        text.append(room, got);
    return text + (reader.damage().empty() ? "" : "!");
}

} // namespace

TEST_CASE("capture: told by its first octets, within gzip too", "[wire][capture]")
{
    const auto pcap = some_packets(1);
    const auto pcapng = CaptureBuilder{std::endian::big}.section().octets();
    for (const auto& file : {pcap, pcapng}) {
        CHECK(is_capture(file));
        CHECK(is_capture(gzip(file)));
        CHECK_FALSE(is_capture(file.substr(1)));
    }
    for (const std::string text :
         {"", "\x0a", "\x1f\x8b", "ip,mac\n10.0.0.1,\n", "{\"lldp\": {}}", "\x0a\x0d\x0d\x0a\r\n\r\n\r\n\r\n"})
        CHECK_FALSE(is_capture(text));
    CHECK_FALSE(is_capture(gzip("ip,mac\n")));
}

TEST_CASE("capture: what is none can be read as text, within gzip too", "[wire][capture]")
{
    const std::string text = "ip,mac\n10.0.0.1,00:04:f2:00:00:01\n";
    CHECK(plain(text) == text);
    CHECK(plain(gzip(text) + gzip("more\n")) == text + "more\n");
    CHECK(plain(gzip(text).substr(0, gzip(text).size() - 3)) == text + "!");
    CHECK(plain("").empty());
}

TEST_CASE("capture: what is neither pcap nor pcapng is told", "[wire][capture]")
{
    const auto read = read_capture("this is no capture at all");
    CHECK(read.packets.empty());
    REQUIRE(read.damages.size() == 1);
    CHECK(read.damages[0].ends);
    CHECK(read.damages[0].offset == 0);
    CHECK_THAT(read.damages[0].what, contains("neither pcap nor pcapng"));
}

TEST_CASE("capture: gzip of one member and of several, padding ignored", "[wire][capture]")
{
    const auto file = some_packets(500);
    const auto expected = read_capture(file);
    REQUIRE(expected.packets.size() == 500);
    const std::string members = gzip(file.substr(0, 100)) + gzip("") + gzip(file.substr(100));
    for (const std::string& packed : {gzip(file), members, members + std::string(512, '\0')}) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
            const auto read = read_capture(packed, piece);
            CHECK(read.damages.empty());
            CHECK(read.packets == expected.packets);
        }
    }
    CHECK(read_capture(gzip(some_packets(2)) + gzip(some_packets(3))).packets.size() == 5);
}

TEST_CASE("capture: damaged gzip gives all packets before the damage and tells it once", "[wire][capture]")
{
    const auto file = some_packets(500);
    const auto whole = read_capture(file);
    const auto packed = gzip(file);

    SECTION("cut anywhere")
    {
        std::size_t before = 0;
        for (std::size_t length = 2; length < packed.size(); length += 37) {
            CAPTURE(length);
            const auto read = read_capture(packed.substr(0, length));
            REQUIRE(read.damages.size() == 1);
            CHECK(read.damages[0].ends);
            CHECK_THAT(read.damages[0].what, contains("the gzip data ends early"));
            CHECK(read.packets.size() >= before);
            before = read.packets.size();
            for (std::size_t i = 0; i + 1 < before; ++i)
                REQUIRE(read.packets[i] == whole.packets[i]);
        }
        CHECK(before > 400);
    }
    SECTION("a check sum that is wrong")
    {
        auto wrong = packed;
        wrong[wrong.size() - 8] = static_cast<char>(~wrong[wrong.size() - 8]);
        const auto read = read_capture(wrong);
        CHECK(read.packets == whole.packets);
        REQUIRE(read.damages.size() == 1);
        CHECK(read.damages[0].offset == file.size());
        CHECK_THAT(read.damages[0].what, contains("gzip data is damaged"));
    }
    SECTION("octets that cannot be inflated")
    {
        auto wrong = packed;
        wrong.replace(packed.size() / 2, 8, 8, '\xff');
        const auto read = read_capture(wrong);
        REQUIRE_FALSE(read.damages.empty());
        CHECK(read.damages.back().ends);
        CHECK(read.packets.size() > 100);
    }
    SECTION("something else behind it")
    {
        const auto read = read_capture(packed + "trailing text");
        CHECK(read.packets == whole.packets);
        REQUIRE(read.damages.size() == 1);
        CHECK_THAT(read.damages[0].what, contains("no gzip"));
    }
}

TEST_CASE("capture: what the source throws passes", "[wire][capture]")
{
    struct DiskError {};
    wire::CaptureReader reader{[](std::span<std::byte>) -> std::size_t { throw DiskError{}; },
                               [](const wire::CaptureDamage&) {}};
    CHECK_THROWS_AS(reader.next(), DiskError);
}

TEST_CASE("capture: packets are counted, and nothing follows the end", "[wire][capture]")
{
    const auto file = some_packets(3);
    wire::CaptureReader reader{source_of(file), [](const wire::CaptureDamage&) {}};
    while (reader.next() != nullptr) {}
    CHECK(reader.packets() == 3);
    CHECK(reader.next() == nullptr);
    CHECK(reader.packets() == 3);
}
