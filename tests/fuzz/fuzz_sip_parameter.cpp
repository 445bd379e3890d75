// Any text as a header value, the first line as a parameter's name: what is found lies inside the value, and the whole
// value with a parameter behind it has that one, too.

#include "probes/wire/sip_message.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <string>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = std::as_bytes(std::span{data, size});
    const auto input = wire::text_of(bytes);
    const auto name = input.substr(0, input.find('\n'));
    const auto value = input.substr(std::min(name.size() + 1, input.size()));
    if (const auto found = wire::parameter(value, name)) require(lies_in(*found, bytes));

    const auto seen = wire::seen_from(value);
    require(lies_in(seen.address, bytes));
    const auto another_behind = "h;rport=40000;received=10.0.0.9," + std::string{value};
    const auto with_port = wire::seen_from(another_behind);
    require(with_port.port == 40000 && with_port.address == "10.0.0.9");

    wire::SipResponse response;
    response.headers.push_back({"Via", value});
    const auto via = wire::topmost_via(response);
    require(via.has_value() && lies_in(*via, bytes));
    require(wire::parameter(*via, name) == wire::parameter(value, name));
    return 0;
}
