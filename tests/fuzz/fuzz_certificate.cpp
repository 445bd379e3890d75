// Any bytes as a certificate: its words are printable and within their bounds, and libcrypto's errors are taken away.

#include "probes/wire/certificate.hpp"

#include "probes/observation/printable.hpp"
#include "tests/fuzz/require.hpp"

#include <openssl/err.h>

namespace {

using namespace phonescan;
using fuzz::require;

void require_text(const std::string& text, std::size_t longest)
{
    require(text.size() <= longest);
    require(printable_again(text) == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto words = wire::read_certificate(wire::text_of(std::as_bytes(std::span{data, size})));
    require(ERR_peek_error() == 0);
    if (!words) {
        require(words.error() == (size > wire::max_certificate ? Errc::too_long : Errc::malformed));
        return 0;
    }
    require_text(words->subject, wire::max_distinguished_name);
    require_text(words->issuer, wire::max_distinguished_name);
    require(words->names.size() <= wire::max_alternative_names);
    for (const auto& name : words->names) {
        require(!name.empty());
        require_text(name, wire::max_alternative_name);
    }
    return 0;
}
