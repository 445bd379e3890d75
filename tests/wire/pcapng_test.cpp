#include "tests/support/capture_builder.hpp"
#include "tests/support/capture_reading.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;
using namespace std::string_literals;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t noon = 1'700'000'000;

/// Section, an interface, and a packet of each kind; an unknown block in between.
CaptureBuilder every_kind(std::endian order = std::endian::little)
{
    CaptureBuilder file{order};
    file.section().interface(1, 4);
    file.enhanced(0, noon * 1'000'000 + 5, "enhanced", 99);
    file.block(0x80001234, "of no known kind").obsolete(0, noon * 1'000'000, "obsolete");
    file.simple("simp", 300).enhanced(0, 0, "end");
    return file;
}

} // namespace

TEST_CASE("pcapng: each kind of packet block, in both byte orders", "[wire][capture]")
{
    for (const auto order : {std::endian::little, std::endian::big}) {
        const auto read = read_capture(every_kind(order).octets());
        CHECK(read.damages.empty());
        REQUIRE(read.octets() == "enhanced|obsolete|simp|end|");
        CHECK(read.packets[0] == ReadCapture::Packet{1, 0, noon * second + 5'000, "enhanced", 99, 48});
        CHECK(read.packets[1].nanoseconds == noon * second);
        CHECK(read.packets[2].nanoseconds == 0);
        CHECK(read.packets[2].on_wire == 300);
    }
}

TEST_CASE("pcapng: interfaces of other link types, sections of other byte orders", "[wire][capture]")
{
    CaptureBuilder file;
    file.section().interface(1).interface(276, 64).enhanced(1, 0, "a").enhanced(0, 0, "b");
    file.set_order(std::endian::big);
    file.section().interface(113).enhanced(0, 0, "c");
    file.set_order(std::endian::little);
    file.section().interface(101).enhanced(0, 0, "d");
    const auto read = read_capture(file.octets());
    CHECK(read.damages.empty());
    REQUIRE(read.octets() == "a|b|c|d|");
    const unsigned link_types[] = {276, 1, 113, 101};
    const std::uint32_t interfaces[] = {1, 0, 2, 3};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(read.packets[i].link_type == link_types[i]);
        CHECK(read.packets[i].interface == interfaces[i]);
    }
}

TEST_CASE("pcapng: if_tsresol in powers of ten and of two, if_tsoffset", "[wire][capture]")
{
    struct Row {
        unsigned resolution;
        std::int64_t offset;
        std::uint64_t ticks;
        std::int64_t nanoseconds;
    };
    const Row rows[] = {
        {6, 0, 1'500'000, 1'500'000'000},
        {0, 0, 7, 7 * second},
        {3, 0, 1'234, 1'234'000'000},
        {9, 0, 1'234'567'891, 1'234'567'891},
        {12, 0, 1'234'567'891'999, 1'234'567'891},
        {0x80 | 10, 0, 1536, 1'500'000'000},
        {0x80 | 32, 0, std::uint64_t{3} << 31, 1'500'000'000},
        {0x80 | 63, 0, std::uint64_t{3} << 62 & ~std::uint64_t{0}, 1'500'000'000},
        {6, noon, 1, noon * second + 1'000},
        {6, -5, 7'000'000, 2 * second},
        {127, 0, ~std::uint64_t{1}, 0},
        {0xff, 0, ~std::uint64_t{1}, 0},
        {0, 0, ~std::uint64_t{0}, 0}, // a time that no clock here holds
        {6, std::numeric_limits<std::int64_t>::max(), ~std::uint64_t{0}, 0},
        {6, std::numeric_limits<std::int64_t>::min(), 0, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.resolution, row.offset, row.ticks);
        CaptureBuilder file;
        const auto resolution = file.option(9, std::string(1, static_cast<char>(row.resolution)));
        const auto offset = file.option(14, file.part().u64(static_cast<std::uint64_t>(row.offset)).octets());
        file.section().interface(1, 0, file.option(2, "eth0") + resolution + offset + file.option(0, ""));
        const auto read = read_capture(file.enhanced(0, row.ticks, "x").octets());
        REQUIRE(read.packets.size() == 1);
        CHECK(read.damages.empty());
        CHECK(read.packets[0].nanoseconds == row.nanoseconds);
    }
}

TEST_CASE("pcapng: a file cut anywhere gives what it holds, then tells where it is cut", "[wire][capture]")
{
    const auto file = every_kind();
    const auto whole = read_capture(file.octets());
    REQUIRE(whole.packets.size() == 4);
    const std::vector<std::size_t> ends = {28, 48, 88, 116, 156, 176, 212};
    REQUIRE(ends.back() == file.size());
    for (std::size_t length = 0; length < file.size(); ++length) {
        CAPTURE(length);
        const std::string cut = file.octets().substr(0, length);
        const auto read = read_capture(cut, 5);
        const bool between = std::ranges::find(ends, length) != ends.end();
        REQUIRE(read.damages.size() == (between ? 0 : 1));
        for (std::size_t i = 0; i < read.packets.size(); ++i) {
            const bool last = i + 1 == read.packets.size();
            CHECK(whole.packets[i].octets.starts_with(read.packets[i].octets));
            CHECK((last || read.packets[i] == whole.packets[i]));
        }
        if (between) continue;
        const auto after = std::ranges::lower_bound(ends, length);
        CHECK(read.damages[0].ends);
        CHECK(read.damages[0].offset == (after == ends.begin() ? 0 : *(after - 1)));
        CHECK_THAT(read.damages[0].what, contains("cut at octet " + std::to_string(length)));
    }
}

TEST_CASE("pcapng: a length that lies is told, and reading goes on at the next whole block", "[wire][capture]")
{
    struct Row {
        const char* what;
        std::size_t at; ///< in the damaged block
        std::uint32_t value;
        const char* told;
    };
    const Row rows[] = {
        {"no multiple of four", 4, 41, "a block of 41 octets"},
        {"shorter than its header", 4, 8, "a block of 8 octets"},
        {"zero", 4, 0, "a block of 0 octets"},
        {"longer than any", 4, 0xfffffffc, "a block of 4294967292 octets"},
        {"as long as three blocks", 4, 140, "with another length at its end"},
        {"longer than a packet's may be", 4, 400'000, "a block of 400000 octets"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CaptureBuilder file;
        file.section().interface(1).enhanced(0, 0, "before");
        const auto at = file.size();
        file.enhanced(0, 0, "damaged!");
        const auto next = file.size();
        for (int i = 0; i < 3; ++i)
            file.enhanced(0, 0, "after"); // 40 octets each
        std::string octets = file.octets();
        octets.replace(at + row.at, 4, CaptureBuilder{}.u32(row.value).octets());
        const auto read = read_capture(octets);
        CHECK(read.octets() == "before|after|after|after|");
        REQUIRE(read.damages.size() == 1);
        CHECK(read.damages[0].offset == at);
        CHECK_FALSE(read.damages[0].ends);
        CHECK_THAT(read.damages[0].what, contains(row.told));
        CHECK_THAT(read.damages[0].what, contains("octet " + std::to_string(next)));
    }
}

TEST_CASE("pcapng: a trailing length that differs costs no packet where another block follows", "[wire][capture]")
{
    CaptureBuilder file;
    file.section().interface(1).enhanced(0, 0, "told");
    std::string octets = file.octets();
    octets.replace(octets.size() - 4, 4, CaptureBuilder{}.u32(77).octets());
    const auto damaged_last = read_capture(octets);
    CHECK(damaged_last.octets() == "told|");
    REQUIRE(damaged_last.damages.size() == 1);
    CHECK_FALSE(damaged_last.damages[0].ends);
    CHECK(read_capture(octets + CaptureBuilder{}.enhanced(0, 0, "next").octets()).octets() == "told|next|");
}

TEST_CASE("pcapng: what is wrong inside a block costs that block only", "[wire][capture]")
{
    CaptureBuilder file;
    file.enhanced(7, 0, "of no interface");
    const std::string of_no_interface = file.octets();
    const std::string too_long =
        CaptureBuilder{}.block(6, file.part().u32(0).u32(0).u32(0).u32(900).u32(900).text("short").octets()).octets();
    const std::string over_limit = CaptureBuilder{}.enhanced(0, 0, std::string(262'145, 'x')).octets();
    const std::string far_over_limit = CaptureBuilder{}.enhanced(0, 0, std::string(3'000'000, 'x')).octets();
    const std::string open_option = CaptureBuilder{}.interface(1, 0, "\x09\0\xff\xff"s).octets();
    const std::string new_version = CaptureBuilder{}
                                        .block(0x0a0d0d0a, file.part().u32(0x1a2b3c4d).u16(2).u16(0).u64(0).octets())
                                        .interface(1)
                                        .octets();
    const std::pair<std::string, const char*> rows[] = {
        {of_no_interface, "interface 7, the section has 1"},
        {too_long, "a packet of 900 octets in a block that has 8 for it"},
        {over_limit, "a packet of 262145 octets, over the limit"},
        {far_over_limit, "over the limit"},
        {open_option, "an option that does not end"},
        {new_version, "a section of version 2"},
    };
    for (const auto& [block, told] : rows) {
        CAPTURE(told);
        CaptureBuilder whole;
        whole.section().interface(1).enhanced(0, 0, "before");
        const auto at = whole.size();
        const auto read = read_capture(whole.text(block).enhanced(0, 0, "after").octets());
        CHECK(read.octets() == "before|after|");
        REQUIRE(read.damages.size() == 1);
        CHECK(read.damages[0].offset == at);
        CHECK_FALSE(read.damages[0].ends);
        CHECK_THAT(read.damages[0].what, contains(told));
    }
}

TEST_CASE("pcapng: a section header without its byte-order magic", "[wire][capture]")
{
    CaptureBuilder file;
    file.section().interface(1).enhanced(0, 0, "a");
    const auto at = file.size();
    file.block(0x0a0d0d0a, "what magic is this?!").enhanced(0, 0, "b");
    const auto read = read_capture(file.octets());
    CHECK(read.octets() == "a|b|");
    REQUIRE(read.damages.size() == 1);
    CHECK(read.damages[0].offset == at);
    CHECK_THAT(read.damages[0].what, contains("byte-order magic"));
}

TEST_CASE("pcapng: blocks that are not read may be of any size", "[wire][capture]")
{
    CaptureBuilder file;
    file.section().interface(1).block(10, std::string(5'000'000, 's')).enhanced(0, 0, "after");
    const auto read = read_capture(file.octets());
    CHECK(read.octets() == "after|");
    CHECK(read.damages.empty());
}

TEST_CASE("pcapng: a file cannot ask for memory by describing interfaces", "[wire][capture]")
{
    CaptureBuilder file;
    file.section();
    for (int i = 0; i < 65'537; ++i)
        file.interface(1);
    const auto read = read_capture(file.enhanced(65'535, 0, "last").octets());
    CHECK(read.octets() == "last|");
    REQUIRE(read.damages.size() == 1);
    CHECK_THAT(read.damages[0].what, contains("more than 65536 interfaces"));
}
