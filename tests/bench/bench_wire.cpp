// SIP on the way out and back: requests built, tokens made and checked, responses read. And what web servers say.

#include "probes/sip_cookie.hpp"
#include "probes/sip_observations.hpp"
#include "probes/sip_request.hpp"
#include "probes/wire/certificate.hpp"
#include "probes/wire/html_title.hpp"
#include "probes/wire/http_challenge.hpp"
#include "probes/wire/page_privacy.hpp"
#include "probes/wire/sip_stream.hpp"
#include "probes/wire/tls_hello.hpp"
#include "tests/support/certificate_builder.hpp"
#include "tests/support/tls_builder.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

using namespace phonescan;
namespace ip = boost::asio::ip;

const SipCookie cookie{SipHashKey{}}; // the key that the message's token was made with

const std::string& options_200()
{
    static const std::string message = [] {
        std::ifstream file{PHONESCAN_SOURCE_DIR "/tests/data/sip/options_200.sip", std::ios::binary};
        if (!file) throw std::runtime_error{"tests/data/sip/options_200.sip is missing"};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    }();
    return message;
}

SipTarget next_target(std::uint32_t& number)
{
    constexpr std::uint32_t first = 0x0a000000; // 10.0.0.0
    return {ip::address_v4{first + (number++ & 0xffff)}, 5060};
}

void sip_parse_options_200(benchmark::State& state)
{
    const auto& message = options_200();
    for (auto _ : state)
        benchmark::DoNotOptimize(wire::parse_sip_response(message));
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}
BENCHMARK(sip_parse_options_200);

/// All that a sweep does with one datagram.
void sip_answer_options_200(benchmark::State& state)
{
    const auto& message = options_200();
    for (auto _ : state) {
        const auto response = wire::parse_sip_response(message);
        if (find_target(*response, cookie).kind != SipAnswerTo::Kind::ours) state.SkipWithError("token not found");
        benchmark::DoNotOptimize(sip_observations(*response, {}, Channel::sip_udp, {}));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sip_answer_options_200);

void sip_find_target_options_200(benchmark::State& state)
{
    const auto response = wire::parse_sip_response(options_200());
    for (auto _ : state)
        benchmark::DoNotOptimize(find_target(*response, cookie));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sip_find_target_options_200);

void sip_request_ipv4(benchmark::State& state)
{
    SipOptionsRequest::Settings settings;
    settings.source = ip::make_address("10.0.0.9");
    settings.source_port = 40000;
    const auto request = SipOptionsRequest::prepare(settings);
    std::array<char, SipOptionsRequest::max_length> out;
    std::uint32_t number = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(request->write(out, next_target(number), cookie));
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sip_request_ipv4);

void sip_cookie_make_ipv4(benchmark::State& state)
{
    std::uint32_t number = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(cookie.token(next_target(number)));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sip_cookie_make_ipv4);

void sip_cookie_verify_ipv4(benchmark::State& state)
{
    std::uint32_t number = 0;
    const auto token = cookie.token(next_target(number));
    for (auto _ : state)
        benchmark::DoNotOptimize(cookie.verify(token.text()));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sip_cookie_verify_ipv4);

/// How many messages a stream that comes octet by octet has.
std::size_t messages_in(std::string_view stream, wire::SipStreamReader& reader)
{
    using State = wire::SipStreamReader::State;
    std::size_t messages = 0;
    for (; !stream.empty(); stream.remove_prefix(1)) {
        auto octet = stream.substr(0, 1);
        for (auto read = reader.feed(octet); read == State::head || read == State::message; read = reader.feed(octet))
            if (read == State::message) ++messages;
    }
    return messages;
}

void sip_stream_octet_by_octet(benchmark::State& state)
{
    const auto& message = options_200();
    wire::SipStreamReader reader;
    for (auto _ : state)
        if (messages_in(message, reader) != 1) state.SkipWithError("no message");
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}
BENCHMARK(sip_stream_octet_by_octet);

void tls_read_two_certificates(benchmark::State& state)
{
    const auto stream = test::tls_record(22, test::tls_server_hello(0x0303, 0x0005)) +
                        test::tls_record(22, test::tls_certificates({std::string(900, 'a'), std::string(1100, 'b')}));
    for (auto _ : state) {
        wire::TlsServerReader reader;
        benchmark::DoNotOptimize(reader.feed(stream));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(tls_read_two_certificates);

void certificate_read_rsa_1024(benchmark::State& state)
{
    test::CertificateBuilder builder;
    builder.subject("O", "Acme Inc.").subject("CN", "000413000001").issuer("O", "Acme Inc.").issuer("CN", "Phones CA");
    const auto der = builder.names("DNS:phone.example,IP:10.0.0.1").der();
    for (auto _ : state)
        benchmark::DoNotOptimize(wire::read_certificate(der));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(certificate_read_rsa_1024);

/// A title behind everything that may stand before it.
void html_title_behind_60_kib(benchmark::State& state)
{
    std::string page = "<html><head>";
    while (page.size() < 60'000)
        page += "<meta name=\"a\" content='b>c'><!-- - -- --><script>if (a < b) c('</d>');</script>\r\n";
    page += "<title>Acme &amp; Desk 300</title>";
    for (auto _ : state)
        benchmark::DoNotOptimize(wire::html_title(page));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page.size()));
}
BENCHMARK(html_title_behind_60_kib);

void http_realms_two_challenges(benchmark::State& state)
{
    constexpr std::string_view field =
        "Digest realm=\"Acme Desk 300\", domain=\"/\", nonce=\"0123456789abcdef01234567\", "
        "qop=\"auth\", algorithm=MD5, Basic realm=\"Acme Desk 300\"";
    for (auto _ : state)
        benchmark::DoNotOptimize(wire::http_realms(field));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(field.size()));
}
BENCHMARK(http_realms_two_challenges);

/// A page as phones have it, in which every tenth value is private.
void page_privacy_60_kib(benchmark::State& state)
{
    std::string page = "<html><head><title>Acme Desk 300</title></head><body><table>";
    while (page.size() < 60'000) {
        page += "<tr><td><b>Phone DN</b></td><td>1001</td></tr><script>var firmware=\"1.2.3\";</script>\r\n";
        for (int i = 0; i < 9; ++i)
            page += "<tr><td class=\"name\"><b>Model Number</b></td><td width=\"20\">CP-0000</td></tr>\r\n";
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(wire::without_private_values(page));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page.size()));
}
BENCHMARK(page_privacy_60_kib);

} // namespace
