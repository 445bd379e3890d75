#include "probes/wire/certificate.hpp"

#include "probes/observation/printable.hpp"
#include "probes/wire/byte_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificate_builder.hpp"
#include "tests/support/octets.hpp"

#include <openssl/err.h>

using namespace phonescan;
using namespace phonescan::test;
using namespace phonescan::wire;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

CertificateWords words_of(const std::string& der)
{
    const auto words = read_certificate(der);
    REQUIRE(words.has_value());
    CHECK(ERR_peek_error() == 0);
    return *words;
}

std::string subject_of(CertificateBuilder& builder)
{
    return words_of(builder.der()).subject;
}

} // namespace

TEST_CASE("certificate: an old phone's is read", "[wire][certificate]")
{
    CertificateBuilder builder;
    builder.subject("C", "US").subject("O", "Polycom Inc.").subject("CN", "64167F169981");
    builder.issuer("O", "Polycom").issuer("CN", "Polycom Equipment Issuing CA 1");
    builder.dates("20110302040506Z", "20440302040506Z");
    const auto words = words_of(builder.der(EVP_sha1()));
    CHECK(words.subject == "CN=64167F169981,O=Polycom Inc.,C=US");
    CHECK(words.issuer == "CN=Polycom Equipment Issuing CA 1,O=Polycom");
    CHECK(words.names.empty());
    CHECK(words.not_before == std::chrono::sys_days{2011y / 3 / 2} + 4h + 5min + 6s);
    CHECK(words.not_after == std::chrono::sys_days{2044y / 3 / 2} + 4h + 5min + 6s);
}

TEST_CASE("certificate: whatever key and signature it has, it is read", "[wire][certificate]")
{
    const auto subject = [](CertificateBuilder builder, const EVP_MD* hash) {
        builder.subject("CN", "a");
        return words_of(builder.der(hash)).subject;
    };
    CHECK(subject(CertificateBuilder{}, EVP_md5()) == "CN=a");
    CHECK(subject(CertificateBuilder{}, EVP_sha256()) == "CN=a");
    CHECK(subject(CertificateBuilder{ec_key()}, EVP_sha384()) == "CN=a");
    CHECK(subject(CertificateBuilder{ed25519_key()}, nullptr) == "CN=a");
}

TEST_CASE("certificate: subjects are written as the fingerprints read them", "[wire][certificate]")
{
    CertificateBuilder phone;
    phone.subject("CN", "CP-8851-SEPB07D47D33A1C").subject("serialNumber", "PID:CP-8851 SN:FCH1924AHCA");
    CHECK(subject_of(phone) == "SERIALNUMBER=PID:CP-8851 SN:FCH1924AHCA,CN=CP-8851-SEPB07D47D33A1C");

    CertificateBuilder all;
    all.subject("C", "DE").subject("ST", "a").subject("L", "b").subject("street", "c").subject("O", "d");
    all.subject("OU", "e").subject("DC", "f").subject("UID", "g").subject("emailAddress", "h@i").subject("title", "j");
    CHECK(subject_of(all) == "2.5.4.12=j,E=h@i,UID=g,DC=f,OU=e,O=d,STREET=c,L=b,ST=a,C=DE");

    CertificateBuilder several;
    several.subject("O", "a").subject("CN", "b").subject("serialNumber", "c", MBSTRING_UTF8, -1).subject("OU", "d");
    CHECK(subject_of(several) == "OU=d,CN=b+SERIALNUMBER=c,O=a");

    CertificateBuilder nothing;
    CHECK(subject_of(nothing).empty());
}

TEST_CASE("certificate: values are escaped so that they can be told back", "[wire][certificate]")
{
    struct Row {
        std::string value;
        int type;
        std::string written;
    };
    const auto row = GENERATE(
        Row{"a,b+c\"d\\e<f>g;h=i", MBSTRING_UTF8, R"(a\,b\+c\"d\\e\<f\>g\;h=i)"}, Row{"#a#", MBSTRING_UTF8, R"(\#a#)"},
        Row{" a b ", MBSTRING_UTF8, R"(\ a b\ )"}, Row{" ", MBSTRING_UTF8, R"(\ )"},
        Row{"a\0,CN=b"s, V_ASN1_UTF8STRING, R"(a\x00\,CN=b)"},
        Row{"\x1b[2J\x7f", V_ASN1_PRINTABLESTRING, R"(\x1b[2J\x7f)"}, Row{R"(\x00)", MBSTRING_UTF8, R"(\\x5cx00)"},
        Row{"M\xc3\xbcnchen", MBSTRING_UTF8, "M\xc3\xbcnchen"}, Row{"M\xfcnchen", V_ASN1_T61STRING, "M\xc3\xbcnchen"},
        Row{"M\xc3\xbcnchen", V_ASN1_T61STRING, "M\xc3\xbcnchen"},
        Row{"M\xfcnchen", V_ASN1_PRINTABLESTRING, R"(M\xfcnchen)"}, Row{"\0M\0\xfc"s, V_ASN1_BMPSTRING, "M\xc3\xbc"},
        Row{"\0\0\0M\0\x01\xf6\0"s, V_ASN1_UNIVERSALSTRING, "M\xf0\x9f\x98\x80"}, Row{"", V_ASN1_UTF8STRING, ""});
    CAPTURE(row.value, row.type);
    CertificateBuilder builder;
    builder.subject("O", "x").subject("CN", row.value, row.type);
    const auto subject = subject_of(builder);
    CHECK(subject == "CN=" + row.written + ",O=x");
    CHECK(printable_again(subject) == subject);
}

TEST_CASE("certificate: alternative names are those of hosts", "[wire][certificate]")
{
    CertificateBuilder builder;
    builder.names("DNS:phone.example,email:someone@example.com,IP:10.0.0.1,IP:2001:db8::1,URI:https://a/,RID:1.2.3");
    CHECK(words_of(builder.der()).names ==
          std::vector<std::string>{"phone.example", "10.0.0.1", "2001:db8::1", "https://a/"});

    CertificateBuilder hostile; // a.example NUL .b, and an address of three octets
    hostile.names_der("\x30\x12\x82\x0b"
                      "a.example\0b"
                      "\x87\x03\x0a\x00\x01"s);
    CHECK(words_of(hostile.der()).names == std::vector<std::string>{R"(a.example\x00b)"});

    CertificateBuilder broken;
    broken.names_der("\x30\x7f\x82\x01"s);
    CHECK(words_of(broken.der()).names.empty());
}

TEST_CASE("certificate: what is kept of it is bounded", "[wire][certificate]")
{
    std::string list = "DNS:" + std::string(300, 'x');
    for (int i = 0; i < 199; ++i)
        list += ",DNS:host" + std::to_string(i);
    CertificateBuilder names;
    names.names(list);
    const auto kept = words_of(names.der()).names;
    REQUIRE(kept.size() == max_alternative_names);
    CHECK(kept[0] == std::string(max_alternative_name, 'x'));
    CHECK(kept[31] == "host30");

    std::string umlauts;
    for (int i = 0; i < 1000; ++i)
        umlauts += "\xc3\xbc";
    CertificateBuilder subject; // a type without an upper bound in libcrypto
    subject.subject("O", "x").subject("1.2.3.4", umlauts);
    const auto cut = subject_of(subject);
    CHECK(cut.size() == max_distinguished_name);
    CHECK(is_utf8(cut));

    CertificateBuilder controls;
    controls.subject("1.2.3.4", std::string(1000, '\x01'), V_ASN1_UTF8STRING);
    CHECK(subject_of(controls).size() == 1024);
    CHECK(subject_of(controls).ends_with(R"(\x01)"));
}

TEST_CASE("certificate: dates beyond 2050 are read, also where none is meant", "[wire][certificate]")
{
    CertificateBuilder builder;
    builder.dates("19700101000000Z", "99991231235959Z");
    const auto words = words_of(builder.der());
    CHECK(words.not_before == std::chrono::sys_seconds{});
    CHECK(words.not_after == std::chrono::sys_days{9999y / 12 / 31} + 23h + 59min + 59s);
}

TEST_CASE("certificate: what is none has an error", "[wire][certificate]")
{
    struct Row {
        std::string der;
        Errc error;
    };
    const auto row = GENERATE(Row{"", Errc::malformed}, Row{"-----BEGIN CERTIFICATE-----", Errc::malformed},
                              Row{"\x30\x00"s, Errc::malformed}, Row{"\x30\x84\xff\xff\xff\xff"s, Errc::malformed},
                              Row{"\x30\x80\x00\x00"s, Errc::malformed}, // indefinite
                              Row{std::string(60'000, '\x30'), Errc::malformed},
                              Row{std::string(max_certificate + 1, '\0'), Errc::too_long});
    const auto words = read_certificate(row.der);
    REQUIRE(words.has_error());
    CHECK(words.error() == row.error);
    CHECK(ERR_peek_error() == 0);
}

TEST_CASE("certificate: libcrypto takes no name whose UTF8String is none", "[wire][certificate]")
{
    CertificateBuilder builder;
    auto der = builder.subject("CN", "a phone").der();
    der[der.find("a phone")] = '\xff';
    REQUIRE(read_certificate(der).has_error());
    CHECK(read_certificate(der).error() == Errc::malformed);
}

TEST_CASE("certificate: cut anywhere it is malformed", "[wire][certificate]")
{
    CertificateBuilder builder;
    const auto der = builder.subject("CN", "phone").names("DNS:phone.example").der();
    for_every_prefix(std::as_bytes(std::span{der}), [&](Bytes prefix) {
        CAPTURE(prefix.size());
        const auto words = read_certificate(text_of(prefix));
        REQUIRE(words.has_value() == (prefix.size() == der.size()));
        if (!words) CHECK(words.error() == Errc::malformed);
    });
    CHECK(read_certificate(der + "behind").has_value());
}
