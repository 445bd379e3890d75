#include "tests/field/sip_request.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace phonescan::field;

namespace {

const std::string valid = "OPTIONS sip:127.42.0.7 SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bKabc;rport\r\n"
                          "Max-Forwards: 70\r\n"
                          "From: <sip:scan@127.0.0.1>;tag=77\r\n"
                          "To: <sip:127.42.0.7>\r\n"
                          "Call-ID: one@127.0.0.1\r\n"
                          "CSeq: 1 OPTIONS\r\n"
                          "Content-Length: 0\r\n"
                          "\r\n";

std::string with(std::string_view old, std::string_view replacement)
{
    auto text = valid;
    const auto at = text.find(old);
    REQUIRE(at != std::string::npos);
    return text.replace(at, old.size(), replacement);
}

} // namespace

TEST_CASE("request check: a valid OPTIONS has no fault, and its parts are found", "[field][sip]")
{
    const auto request = read_request(valid);
    CHECK(request.fault == RequestFault::none);
    CHECK(request.method == "OPTIONS");
    CHECK(request.uri == "sip:127.42.0.7");
    CHECK(request.via_count == 1);
    CHECK(request.top_via.host == "127.0.0.1");
    CHECK(request.top_via.port == 40000);
    CHECK(request.top_via.branch == "z9hG4bKabc");
    CHECK(request.top_via.wants_rport);
    CHECK(request.from_tag == "77");
    CHECK(request.answerable());
}

TEST_CASE("request check: other spellings that RFC 3261 allows have no fault", "[field][sip]")
{
    const auto text = GENERATE(with("Via: ", "v:"), with("CSeq: ", "CSEQ  :\t"), with("From: <", "f: \"a;tag=1\" <"),
                               with("Call-ID", "i"), with(";rport", ""), with("\r\nTo: ", "\r\nTo:\r\n "),
                               with("Content-Length: 0\r\n", ""), with("Content-Length: 0\r\n\r\n", "l: 2\r\n\r\nab"),
                               with("\r\nMax", "\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKq\r\nMax"),
                               with(":40000", ""), with("127.0.0.1:40000", "[::1]:40000"));
    CAPTURE(text);
    CHECK(name_of(read_request(text).fault) == "none");
}

TEST_CASE("request check: each fault has its name", "[field][sip]")
{
    const auto [text, fault] = GENERATE(table<std::string, std::string>({
        {"hello", "not-sip"},
        {"", "not-sip"},
        {with(" SIP/2.0\r\nVia", " SIP/2.1\r\nVia"), "request-line"},
        {with("sip:127.42.0.7 ", "<sip:127.42.0.7> "), "request-line"},
        {with("OPTIONS sip", "OPT IONS sip"), "request-line"},
        {with("To: <", "To: \x01<"), "control-byte"},
        {with("70\r\n", "70\n"), "bare-line-feed"},
        {with("0\r\n\r\n", "0\r\n"), "unterminated"},
        {with("Max-Forwards: 70", "Max-Forwards 70"), "header-syntax"},
        {with("Max-Forwards:", "Max Forwards:"), "header-syntax"},
        {with("\r\nTo", "\r\nTo: <sip:x>\r\nTo"), "repeated-header"},
        {with("Via:", "Way:"), "via-missing"},
        {with("SIP/2.0/UDP ", "SIP/3.0/UDP "), "via-syntax"},
        {with(":40000", ":x"), "via-syntax"},
        {with("2.0/UDP", "2.0/TCP"), "via-transport"},
        {with("z9hG4bKabc", "abc"), "via-branch"},
        {with("z9hG4bKabc", "z9hG4bK"), "via-branch"},
        {with("From:", "Form:"), "from-missing"},
        {with(";tag=77", ""), "from-tag"},
        {with("To:", "Too:"), "to-missing"},
        {with("Call-ID:", "Call-IT:"), "call-id-missing"},
        {with("CSeq:", "ZSeq:"), "cseq-missing"},
        {with("1 OPTIONS", "OPTIONS"), "cseq-syntax"},
        {with("1 OPTIONS", "2147483648 OPTIONS"), "cseq-syntax"},
        {with("1 OPTIONS", "1 INVITE"), "cseq-method"},
        {with("Max-Forwards:", "Max-Forward:"), "max-forwards-missing"},
        {with("70", "256"), "max-forwards-syntax"},
        {with("Content-Length: 0", "Content-Length: 4"), "content-length"},
    }));
    CAPTURE(text);
    CHECK(name_of(read_request(text).fault) == fault);
}

TEST_CASE("request check: a request cut anywhere is invalid", "[field][sip]")
{
    for (std::size_t size = 0; size < valid.size(); ++size) {
        const std::string cut(valid, 0, size); // its own heap block, so ASan sees any overrun
        CAPTURE(size);
        CHECK(read_request(cut).fault != RequestFault::none);
    }
}
