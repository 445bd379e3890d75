#include "probes/wire/byte_reader.hpp"
#include "probes/wire/tls_hello.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"
#include "tests/support/tls_builder.hpp"

using namespace phonescan;
using namespace phonescan::test;
using namespace phonescan::wire;
using namespace std::string_literals;
using State = TlsServerReader::State;

namespace {

constexpr int alert_record = 21;
constexpr int handshake_record = 22;

const std::string hello = tls_server_hello(0x0301, 0x0005);
const std::string chain = tls_certificates({"the phone's", "its maker's"});
const std::string hello_done = tls_message(14, "");

std::string handshake(const std::string& messages)
{
    return tls_record(handshake_record, messages);
}

/// Cut into records of one octet each.
std::string in_tiny_records(const std::string& messages)
{
    std::string out;
    for (const char octet : messages)
        out += handshake(std::string(1, octet));
    return out;
}

/// The reader after the stream: whole, and octet by octet, which must be the same.
TlsServerReader read(const std::string& stream)
{
    TlsServerReader whole;
    whole.feed(stream);
    TlsServerReader slow;
    for (const char octet : stream)
        slow.feed({&octet, 1});
    CHECK(slow.state() == whole.state());
    CHECK(slow.is_tls() == whole.is_tls());
    CHECK(slow.version() == whole.version());
    CHECK(slow.cipher_suite() == whole.cipher_suite());
    CHECK(slow.certificates() == whole.certificates());
    CHECK(slow.alert() == whole.alert());
    return whole;
}

} // namespace

TEST_CASE("TLS: a ClientHello is one record of one message", "[wire][tls]")
{
    struct Row {
        std::uint16_t version;
        bool extensions;
        std::uint16_t record_version;
        std::uint16_t hello_version;
        bool has_extensions;
        bool has_signature_algorithms;
    };
    const auto row =
        GENERATE(Row{0x0303, true, 0x0301, 0x0303, true, true}, //
                 Row{0x0303, false, 0x0301, 0x0303, false, false}, Row{0x0301, true, 0x0301, 0x0301, true, false},
                 Row{0x0300, true, 0x0300, 0x0300, false, false},
                 Row{0x0304, true, 0x0301, 0x0303, true, true}); // 1.3 is not offered
    CAPTURE(row.version, row.extensions);
    TlsHelloOptions options;
    options.random.fill(std::byte{0x5a});
    options.version = row.version;
    options.extensions = row.extensions;
    const auto written = tls_client_hello(options);
    CHECK(written.size() < 256);

    ByteReader record{std::as_bytes(std::span{written})};
    CHECK(record.u8() == 22);
    CHECK(record.u16() == row.record_version);
    const auto fragment_length = record.u16();
    REQUIRE(fragment_length == record.rest().size());
    CHECK(record.u8() == 1);
    CHECK(record.u8() == 0);
    const auto message_length = record.u16();
    REQUIRE(message_length == record.rest().size());
    CHECK(record.u16() == row.hello_version);
    CHECK(text_of(record.take(32).value()) == std::string(32, '\x5a'));
    CHECK(record.u8() == 0);
    const auto suites = record.take(record.u16().value()).value();
    CHECK(suites.size() % 2 == 0);
    CHECK(text_of(suites).ends_with("\x00\x05\x00\x04\x00\xff"s)); // RC4 last, then the renegotiation signal
    CHECK(record.u16() == 0x0100);
    REQUIRE(record.empty() != row.has_extensions);
    if (!row.has_extensions) return;

    ByteReader extensions{record.take(record.u16().value()).value()};
    CHECK(record.empty());
    std::vector<std::uint16_t> types;
    while (!extensions.empty()) {
        types.push_back(extensions.u16().value());
        CHECK(extensions.take(extensions.u16().value()).has_value());
    }
    CHECK(types ==
          (row.has_signature_algorithms ? std::vector<std::uint16_t>{10, 11, 13} : std::vector<std::uint16_t>{10, 11}));
}

TEST_CASE("TLS: what a server says in clear is read", "[wire][tls]")
{
    struct Row {
        std::string what;
        std::string stream;
        std::uint16_t version;
        std::size_t certificates;
    };
    const std::string chose_1_3 = "\x00\x2b\x00\x02\x03\x04"s;
    const std::string other_extensions = "\xff\x01\x00\x01\x00\x00\x0b\x00\x00"s;
    const auto row = GENERATE_COPY(
        Row{"one message a record", handshake(hello) + handshake(chain), 0x0301, 2},
        Row{"several in one record", handshake(hello + chain + hello_done), 0x0301, 2},
        Row{"messages split over records", in_tiny_records(hello + chain), 0x0301, 2},
        Row{"what follows is passed over", handshake(hello + chain) + "HTTP/1.1", 0x0301, 2},
        Row{"messages in between", handshake(tls_message(0, "") + hello + tls_message(22, "ocsp") + chain), 0x0301, 2},
        Row{"no certificate", handshake(hello + tls_message(12, "anonymous DH") + hello_done), 0x0301, 0},
        Row{"an empty chain", handshake(hello + tls_certificates({})), 0x0301, 0},
        Row{"a long chain", handshake(hello + tls_certificates(std::vector<std::string>(99, "c"))), 0x0301,
            max_tls_certificates},
        Row{"SSL 3.0", tls_record(handshake_record, tls_server_hello(0x0300, 4) + chain, 0x0300), 0x0300, 2},
        Row{"extensions", handshake(tls_server_hello(0x0303, 0x0005, other_extensions) + chain), 0x0303, 2},
        Row{"a warning first", tls_record(alert_record, "\x01\x70") + handshake(hello + chain), 0x0301, 2},
        Row{"a warning inside a message",
            handshake(hello.substr(0, 9)) + tls_record(alert_record, "\x01\x70") + handshake(hello.substr(9) + chain),
            0x0301, 2},
        Row{"TLS 1.3 all the same", handshake(tls_server_hello(0x0303, 0x0005, other_extensions + chose_1_3)), 0x0304,
            0});
    CAPTURE(row.what);
    const auto reader = read(row.stream);
    CHECK(reader.state() == State::done);
    CHECK(reader.is_tls());
    CHECK(reader.version() == row.version);
    CHECK(reader.cipher_suite().has_value());
    REQUIRE(reader.certificates().size() == row.certificates);
    if (row.certificates == 2) CHECK(reader.certificates() == std::vector<std::string>{"the phone's", "its maker's"});
}

TEST_CASE("TLS: a fatal alert and close_notify end the reading", "[wire][tls]")
{
    struct Row {
        std::string stream;
        State state;
        TlsAlert alert;
    };
    const auto row =
        GENERATE(Row{tls_record(alert_record, "\x02\x28"), State::done, {2, 40}},
                 Row{tls_record(alert_record, "\x02") + tls_record(alert_record, "\x46"), State::done, {2, 70}},
                 Row{tls_record(alert_record, "\x01\x70"), State::more, {1, 112}},
                 Row{tls_record(alert_record, "\x01\x70\x02\x28\x02\x46"), State::done, {2, 40}},
                 Row{tls_record(alert_record, "\x01\x00"s), State::done, {1, 0}},
                 Row{tls_record(handshake_record, hello) + tls_record(alert_record, "\x02\x28"), State::done, {2, 40}});
    const auto reader = read(row.stream);
    CHECK(reader.state() == row.state);
    CHECK(reader.alert() == row.alert);
    CHECK(reader.is_tls());
    CHECK(reader.certificates().empty());
}

TEST_CASE("TLS: what breaks the grammar or the bounds fails", "[wire][tls]")
{
    struct Row {
        std::string what;
        std::string stream;
        bool is_tls;
    };
    std::string endless;
    for (int i = 0; i < 5; ++i)
        endless += handshake(tls_message(12, std::string(16'000, 'k')));
    std::string warnings;
    for (int i = 0; i < 40'000; ++i)
        warnings += tls_record(alert_record, "\x01\x70");
    const auto row = GENERATE_COPY(
        Row{"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", false}, Row{"one octet of it", "H", false},
        Row{"SSL 2.0", "\x80\x2e\x04\x00\x01\x00\x02"s, false}, Row{"no such version", "\x16\x02"s, false},
        Row{"no such minor version", "\x16\x03\x05"s, false}, Row{"empty fragment", handshake(""), false},
        Row{"fragment too long", "\x16\x03\x01\x48\x01"s, false},
        Row{"encrypted before the certificate", handshake(hello) + tls_record(20, "\x01"), true},
        Row{"application data", tls_record(23, "data"), true}, Row{"a second hello", handshake(hello + hello), true},
        Row{"certificate before the hello", handshake(chain), true},
        Row{"done before the hello", handshake(hello_done), true},
        Row{"message longer than the bound", handshake(hello + "\x0b\x01\x00\x01"s), true},
        Row{"version of a hello", handshake(tls_server_hello(0x0201, 5)), true},
        Row{"hello too short", handshake(tls_message(2, hello.substr(4, 30))), true},
        Row{"session id too long", handshake(tls_message(2, "\x03\x01" + std::string(32, 'r') + '\x21' + hello)), true},
        Row{"extensions shorter than their length", handshake(tls_message(2, hello.substr(4) + "\x00\x04\x00"s)), true},
        Row{"an extension past the end", handshake(tls_server_hello(0x0303, 5, "\x00\x0b\x00\x02\x01"s)), true},
        Row{"chain's length", handshake(hello + tls_message(11, "\x00\x00\x05\x00"s)), true},
        Row{"a certificate past the end", handshake(hello + tls_message(11, "\x00\x00\x04\x00\x00\x02\x30"s)), true},
        Row{"an empty certificate", handshake(hello + tls_certificates({""})), true},
        Row{"alert's level", tls_record(alert_record, "\x03\x28"), true},
        Row{"endless", handshake(hello) + endless, true}, Row{"endless warnings", warnings, true});
    CAPTURE(row.what);
    const auto reader = read(row.stream);
    CHECK(reader.state() == State::failed);
    CHECK(reader.is_tls() == row.is_tls);
    CHECK(reader.certificates().empty());
}

TEST_CASE("TLS: an answer cut anywhere wants more", "[wire][tls]")
{
    const auto stream = handshake(hello) + handshake(chain);
    for_every_prefix(std::as_bytes(std::span{stream}), [&](Bytes cut) {
        CAPTURE(cut.size());
        TlsServerReader reader;
        CHECK(reader.feed(text_of(cut)) == (cut.size() == stream.size() ? State::done : State::more));
        CHECK(reader.is_tls() == (cut.size() >= 5));
        CHECK(reader.version().has_value() == (cut.size() >= handshake(hello).size()));
        CHECK(reader.certificates().empty() == (cut.size() < stream.size()));
        CHECK(reader.feed(std::string_view{stream}.substr(cut.size())) == State::done);
    });
}

TEST_CASE("TLS: versions have names", "[wire][tls]")
{
    CHECK(tls_version_name(0x0300) == "SSL 3.0");
    CHECK(tls_version_name(0x0301) == "TLS 1.0");
    CHECK(tls_version_name(0x0304) == "TLS 1.3");
    for (const int none : {0x0000, 0x0002, 0x02ff, 0x0305, 0x7f1c, 0xffff})
        CHECK(tls_version_name(static_cast<std::uint16_t>(none)).empty());
}
