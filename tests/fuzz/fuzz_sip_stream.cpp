// Any bytes as what a SIP server sends over a connection, in pieces whose sizes the first octet says: the split changes
// nothing, what is given stays within the bounds, and heads are heads of SIP.

#include "probes/wire/sip_message.hpp"
#include "probes/wire/sip_stream.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::require;
using State = wire::SipStreamReader::State;

/// All that a stream gives, heads and bodies in turn.
struct Cut {
    std::vector<std::string> texts;
    State state = State::more;
    Errc error{};

    friend bool operator==(const Cut&, const Cut&) = default;
};

void check_head(std::string_view head)
{
    require(!head.empty() && head.size() <= wire::max_sip_stream_head && head.ends_with('\n'));
    const auto response = wire::parse_sip_response(head);
    const auto request = wire::parse_sip_request(head);
    require(response || request || response.error() == Errc::too_long || request.error() == Errc::too_long);
}

Cut cut(std::string_view stream, std::size_t piece)
{
    wire::SipStreamReader reader;
    Cut cut;
    for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
        auto bytes = stream.substr(0, piece);
        do {
            cut.state = reader.feed(bytes);
            if (cut.state == State::head) {
                check_head(reader.head());
                cut.texts.emplace_back(reader.head());
            } else if (cut.state == State::message) {
                require(reader.body().size() <= wire::max_sip_stream_body_kept && reader.head() == cut.texts.back());
                cut.texts.emplace_back(reader.body());
            }
        } while (cut.state == State::head || cut.state == State::message);
        require(cut.state == State::failed || bytes.empty());
    }
    cut.error = reader.error();
    return cut;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t piece = data[0] == 0 ? 1 : data[0];
    const auto stream = wire::text_of(std::as_bytes(std::span{data, size})).substr(1);
    const auto whole = cut(stream, size);
    require(whole == cut(stream, piece));
    std::size_t given = 0;
    for (const auto& text : whole.texts)
        given += text.size();
    require(given <= stream.size());
    require((whole.state == State::failed) == (whole.error != Errc{}));
    return 0;
}
