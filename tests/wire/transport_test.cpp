#include "probes/wire/ip.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;

namespace {

struct Row {
    std::string_view what;
    std::string_view bytes;
    std::string_view payload;
};

struct BadRow {
    std::string_view what;
    std::string_view bytes;
    Errc error;
};

} // namespace

TEST_CASE("UDP: ports and payload are read, whatever the length says", "[wire][udp]")
{
    const auto row = GENERATE(Row{"plain", "13c4 c350 000c 0000 \"data\"", "data"},
                              Row{"padding behind", "13c4 c350 000c 0000 \"data\" 0000", "data"},
                              Row{"longer than captured", "13c4 c350 ffff 0000 \"data\"", "data"},
                              Row{"length of 0", "13c4 c350 0000 0000 \"data\"", "data"},
                              Row{"empty", "13c4 c350 0008 0000 \"data\"", ""});
    CAPTURE(row.what);
    const auto bytes = octets(row.bytes);
    const auto udp = read_udp(bytes);
    REQUIRE(udp.has_value());
    CHECK(udp->source_port == 5060);
    CHECK(udp->destination_port == 50000);
    CHECK(text_of(udp->payload) == row.payload);
}

TEST_CASE("UDP: a length under the header's is malformed, a header cut is truncated", "[wire][udp]")
{
    const auto row =
        GENERATE(BadRow{"length of 7", "13c4 c350 0007 0000 \"data\"", Errc::malformed},
                 BadRow{"length of 1", "13c4 c350 0001 0000", Errc::malformed}, BadRow{"nothing", "", Errc::truncated},
                 BadRow{"seven octets", "13c4 c350 000c 00", Errc::truncated});
    CAPTURE(row.what);
    const auto udp = read_udp(octets(row.bytes));
    REQUIRE(udp.has_error());
    CHECK(udp.error() == row.error);
}

TEST_CASE("TCP: ports, sequence number, flags and payload are read", "[wire][tcp]")
{
    struct TcpRow {
        std::string_view what;
        std::string_view bytes;
        std::string_view payload;
        bool syn;
        bool fin_or_rst;
    };
    const auto row = GENERATE(
        TcpRow{"data", "13c4 c350 80000001 00000002 5018 ffff 0000 0000 \"data\"", "data", false, false},
        TcpRow{"SYN with options", "13c4 c350 80000001 00000000 6002 ffff 0000 0000 020405b4", "", true, false},
        TcpRow{"FIN", "13c4 c350 80000001 00000002 5011 ffff 0000 0000", "", false, true},
        TcpRow{"RST", "13c4 c350 80000001 00000002 5004 ffff 0000 0000", "", false, true},
        TcpRow{"reserved bits", "13c4 c350 80000001 00000002 5f18 ffff 0000 0000 \"data\"", "data", false, false},
        TcpRow{"longest header",
               "13c4 c350 80000001 00000002 f018 ffff 0000 0000 "
               "01010101010101010101010101010101010101010101010101010101010101010101010101010101 \"data\"",
               "data", false, false});
    CAPTURE(row.what);
    const auto bytes = octets(row.bytes);
    const auto tcp = read_tcp(bytes);
    REQUIRE(tcp.has_value());
    CHECK(tcp->source_port == 5060);
    CHECK(tcp->destination_port == 50000);
    CHECK(tcp->sequence == 0x80000001U);
    CHECK(tcp->syn == row.syn);
    CHECK(tcp->fin_or_rst == row.fin_or_rst);
    CHECK(text_of(tcp->payload) == row.payload);
}

TEST_CASE("TCP: a data offset that lies is refused", "[wire][tcp]")
{
    const auto row =
        GENERATE(BadRow{"offset of 0", "13c4 c350 80000001 00000002 0018 ffff 0000 0000", Errc::malformed},
                 BadRow{"offset of 4", "13c4 c350 80000001 00000002 4018 ffff 0000 0000", Errc::malformed},
                 BadRow{"offset behind the end", "13c4 c350 80000001 00000002 6018 ffff 0000 0000", Errc::truncated},
                 BadRow{"header cut", "13c4 c350 80000001 00000002 5018 ffff 0000 00", Errc::truncated},
                 BadRow{"nothing", "", Errc::truncated});
    CAPTURE(row.what);
    const auto tcp = read_tcp(octets(row.bytes));
    REQUIRE(tcp.has_error());
    CHECK(tcp.error() == row.error);
}

TEST_CASE("GRE: the mirrored frame is found behind every header", "[wire][gre]")
{
    const auto row =
        GENERATE(Row{"Ethernet", "0000 6558 \"frame\"", "frame"},
                 Row{"Ethernet with a key", "2000 6558 00000064 \"frame\"", "frame"},
                 Row{"checksum, key and sequence", "b000 6558 00000000 00000001 00000002 \"frame\"", "frame"},
                 Row{"ERSPAN I", "0000 88be \"frame\"", "frame"},
                 Row{"ERSPAN I with a key", "2000 88be 00000001 \"frame\"", "frame"},
                 Row{"ERSPAN II", "1000 88be 00000001 1064 0801 00000005 \"frame\"", "frame"},
                 Row{"ERSPAN II with a key", "3000 88be 00000009 00000001 1064 0801 00000005 \"frame\"", "frame"},
                 Row{"ERSPAN III", "1000 22eb 00000001 2064 0801 00001111 0000 8000 \"frame\"", "frame"},
                 Row{"ERSPAN III without a sequence", "0000 22eb 2064 0801 00001111 0000 8000 \"frame\"", "frame"},
                 Row{"ERSPAN III with a subheader",
                     "1000 22eb 00000001 2064 0801 00001111 0000 8001 1400000000000000 \"frame\"", "frame"});
    CAPTURE(row.what);
    const auto bytes = octets(row.bytes);
    const auto mirrored = read_gre(bytes);
    REQUIRE(mirrored.has_value());
    CHECK(text_of(mirrored->frame) == row.payload);
    CHECK_FALSE(mirrored->is_cdp);
}

TEST_CASE("GRE: a bare CDP packet is told from a frame", "[wire][gre]")
{
    const auto written = GENERATE(as<std::string_view>{}, "0000 2000 02b4", "2000 2000 00000001 02b4",
                                  "8000 2000 12340000 02b4", "b000 2000 12340000 00000001 00000002 02b4");
    CAPTURE(written);
    const auto bytes = octets(written);
    const auto mirrored = read_gre(bytes);
    REQUIRE(mirrored.has_value());
    CHECK(mirrored->is_cdp);
    CHECK(text_of(mirrored->frame) == "\x02\xb4");
}

TEST_CASE("GRE: what carries no frame is refused", "[wire][gre]")
{
    const auto row = GENERATE(
        BadRow{"nothing", "", Errc::truncated}, BadRow{"IPv4 inside", "0000 0800 45", Errc::malformed},
        BadRow{"version 1", "3001 880b 00000000", Errc::malformed},
        BadRow{"routing", "4000 6558 00000000 \"frame\"", Errc::malformed},
        BadRow{"key cut", "2000 6558 000000", Errc::truncated},
        BadRow{"sequence cut", "3000 6558 00000001 0000", Errc::truncated},
        BadRow{"ERSPAN II of version 2", "1000 88be 00000001 2064 0801 00000005 \"frame\"", Errc::malformed},
        BadRow{"ERSPAN III of version 1", "1000 22eb 00000001 1064 0801 00001111 0000 8000 \"frame\"", Errc::malformed},
        BadRow{"ERSPAN III of an IP packet", "1000 22eb 00000001 2064 0801 00001111 0000 8800 \"frame\"",
               Errc::malformed},
        BadRow{"ERSPAN II cut", "1000 88be 00000001 1064 0801 000000", Errc::truncated},
        BadRow{"ERSPAN III cut", "1000 22eb 00000001 2064 0801 00001111 0000 80", Errc::truncated},
        BadRow{"ERSPAN III's subheader cut", "1000 22eb 00000001 2064 0801 00001111 0000 8001 14000000000000",
               Errc::truncated});
    CAPTURE(row.what);
    const auto mirrored = read_gre(octets(row.bytes));
    REQUIRE(mirrored.has_error());
    CHECK(mirrored.error() == row.error);
}

TEST_CASE("UDP, TCP, GRE: cut anywhere they are truncated in their headers and shorter behind them", "[wire][ip]")
{
    const auto check = [](std::string_view written, std::size_t header, const auto& read) {
        test::for_every_prefix(octets(written), [&](Bytes cut) {
            CAPTURE(written, cut.size());
            const Result<Bytes> payload = read(cut);
            REQUIRE(payload.has_value() == (cut.size() >= header));
            if (!payload) {
                CHECK(payload.error() == Errc::truncated);
                return;
            }
            CHECK(payload->size() == cut.size() - header);
            CHECK(test::lies_in(*payload, cut));
        });
    };
    check("13c4 c350 000c 0000 \"data\"", 8, [](Bytes bytes) -> Result<Bytes> {
        const auto udp = read_udp(bytes);
        return udp ? Result<Bytes>{udp->payload} : Result<Bytes>{udp.error()};
    });
    check("13c4 c350 80000001 00000002 6018 ffff 0000 0000 01010101 \"data\"", 24, [](Bytes bytes) -> Result<Bytes> {
        const auto tcp = read_tcp(bytes);
        return tcp ? Result<Bytes>{tcp->payload} : Result<Bytes>{tcp.error()};
    });
    check("b000 22eb 00000000 00000001 00000002 2064 0801 00001111 0000 8001 1400000000000000 \"frame\"", 36,
          [](Bytes bytes) -> Result<Bytes> {
              const auto mirrored = read_gre(bytes);
              return mirrored ? Result<Bytes>{mirrored->frame} : Result<Bytes>{mirrored.error()};
          });
}
