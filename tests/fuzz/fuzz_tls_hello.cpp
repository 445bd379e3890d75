// Any bytes as what a TLS server answers, in pieces whose sizes the first octet says: the split changes nothing, what
// is read stays within the bounds, and is read again when it is written plainly.

#include "probes/wire/tls_hello.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/tls_builder.hpp"

#include <algorithm>

namespace {

using namespace phonescan;
using fuzz::require;
using State = wire::TlsServerReader::State;

void require_same(const wire::TlsServerReader& a, const wire::TlsServerReader& b)
{
    require(a.state() == b.state() && a.is_tls() == b.is_tls() && a.alert() == b.alert());
    require(a.version() == b.version() && a.cipher_suite() == b.cipher_suite());
    require(a.certificates() == b.certificates());
}

void check_round_trip(const wire::TlsServerReader& read)
{
    constexpr std::size_t max_fragment = 16'384;
    const auto messages =
        test::tls_server_hello(*read.version(), *read.cipher_suite()) + test::tls_certificates(read.certificates());
    wire::TlsServerReader again;
    for (std::string_view rest = messages; !rest.empty(); rest.remove_prefix(std::min(max_fragment, rest.size())))
        again.feed(test::tls_record(22, rest.substr(0, max_fragment)));
    require(again.state() == State::done || messages.size() > wire::max_tls_flight);
    if (again.state() == State::done) require(again.certificates() == read.certificates());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t piece = data[0] == 0 ? 1 : data[0];
    const auto stream = wire::text_of(std::as_bytes(std::span{data, size})).substr(1);
    wire::TlsServerReader whole;
    const auto state = whole.feed(stream);
    wire::TlsServerReader split;
    for (auto rest = stream; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
        split.feed(rest.substr(0, piece));
    require(whole.state() == state);
    require_same(whole, split);

    require(whole.version().has_value() == whole.cipher_suite().has_value());
    require(whole.is_tls() || (!whole.version() && !whole.alert() && state != State::done));
    require(whole.certificates().size() <= wire::max_tls_certificates);
    std::size_t kept = 0;
    for (const auto& der : whole.certificates())
        kept += der.size();
    require(kept <= std::min(size, wire::max_tls_flight));
    require(whole.certificates().empty() || whole.version());
    if (state == State::done && whole.version() && *whole.version() <= 0x0303) check_round_trip(whole);
    return 0;
}
