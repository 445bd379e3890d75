// Any bytes as a WWW-Authenticate field: what is told is bounded, and says the same when it is read again.

#include "probes/wire/http_challenge.hpp"
#include "tests/fuzz/require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace phonescan;
    using fuzz::require;
    const auto realms = wire::http_realms(wire::text_of(std::as_bytes(std::span{data, size})));
    require(realms.size() <= wire::max_http_challenges);
    std::string field;
    for (const auto& realm : realms) {
        const auto scheme = realm.substr(0, realm.find(' '));
        require(!scheme.empty() && scheme.size() <= wire::max_http_scheme);
        require(realm == scheme ||
                realm.size() <= scheme.size() + std::string_view{" realm=\"\""}.size() + wire::max_http_realm);
        field.append(field.empty() ? "" : ", ").append(realm);
        require(wire::http_realms(realm) == std::vector{realm});
    }
    require(wire::http_realms(field) == realms);
    return 0;
}
