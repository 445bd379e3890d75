#include "tests/field/sip_responder.hpp"

#include <charconv>

namespace phonescan::field {
namespace {

struct HeaderName {
    std::string_view full;
    std::string_view compact;
    std::string_view lower;
};
constexpr HeaderName via_name{"Via", "v", "via"};
constexpr HeaderName from_name{"From", "f", "from"};
constexpr HeaderName to_name{"To", "t", "to"};
constexpr HeaderName call_id_name{"Call-ID", "i", "call-id"};
constexpr HeaderName cseq_name{"CSeq", "CSeq", "cseq"};
constexpr HeaderName user_agent_name{"User-Agent", "User-Agent", "user-agent"};
constexpr HeaderName server_name{"Server", "Server", "server"};
constexpr HeaderName allow_name{"Allow", "Allow", "allow"};
constexpr HeaderName length_name{"Content-Length", "l", "content-length"};

/// Writes header lines in one device's manner.
class HeaderWriter {
public:
    HeaderWriter(std::string& out, std::uint8_t style) noexcept : out_{out}, style_{style} {}

    void begin(const HeaderName& name)
    {
        if ((style_ & style_compact) != 0)
            out_ += name.compact;
        else
            out_ += (style_ & style_lower_case) != 0 ? name.lower : name.full;
        out_ += (style_ & style_no_blank) != 0 ? ":" : ": ";
    }
    void end() { out_ += (style_ & style_bare_lf) != 0 ? "\n" : "\r\n"; }
    void line(const HeaderName& name, std::string_view value)
    {
        begin(name);
        out_ += value;
        end();
    }
    void banner(const HeaderName& name, const BannerTemplate& text, const DeviceFacts& device)
    {
        if (text.empty()) return;
        begin(name);
        const auto start = out_.size();
        text.append_to(out_, device);
        if ((style_ & style_folded) != 0) { // in front of a blank of the value, which then begins the second line
            const auto blank = out_.find(' ', start);
            const std::string_view end_of_line = (style_ & style_bare_lf) != 0 ? "\n" : "\r\n";
            if (blank == std::string::npos) out_.insert(start, 1, ' ');
            out_.insert(blank == std::string::npos ? start : blank, end_of_line);
        }
        end();
    }

private:
    std::string& out_;
    std::uint8_t style_;
};

void append_number(std::string& out, std::uint64_t number)
{
    char digits[20];
    const auto result = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, result.ptr);
}

void append_top_via(std::string& out, const ViaView& via, Endpoint source)
{
    if (via.wants_rport) {
        out += via.element.substr(0, via.rport_end);
        out += '=';
        append_number(out, source.port);
        out += via.element.substr(via.rport_end);
    } else {
        out += via.element;
    }
    std::string address;
    append_dotted(address, source.address);
    if (via.wants_rport || via.host != host_text(source.address)) {
        out += ";received=";
        out += address;
    }
    out += via.following;
}

/// The same device gives the same tag, as a restarted user agent would not, so that a test can tell devices apart.
void append_tag(std::string& out, Address address)
{
    out += ";tag=";
    append_number(out, mixed(0x746167U, address.seed()) >> 32);
}

void append_status_line(std::string& out, int status, HeaderWriter& headers)
{
    out += "SIP/2.0 ";
    append_number(out, static_cast<std::uint64_t>(status));
    out += ' ';
    out += reason_of(status);
    headers.end();
}

} // namespace

Endpoint answer_destination(const SipRequest& request, Endpoint source, ReplyTo reply_to) noexcept
{
    const auto& via = request.top_via;
    if (reply_to == ReplyTo::source || (reply_to == ReplyTo::via && via.wants_rport)) return source;
    return {source.address, via.port};
}

void render_answer(std::string& out, const SipRequest& request, Endpoint source, const PlayedDevice& device, int status,
                   AnswerLength length)
{
    const auto& sip = device.behaviour->sip;
    const auto facts = device.facts();
    HeaderWriter headers(out, sip.style);
    append_status_line(out, status, headers);
    headers.begin(via_name);
    append_top_via(out, request.top_via, source);
    headers.end();
    for (std::size_t i = 1; i < request.via_count; ++i)
        headers.line(via_name, request.vias[i]);
    headers.line(from_name, request.from);
    headers.begin(to_name);
    out += request.to;
    if (status != 100 && request.to.find(";tag=") == std::string_view::npos) append_tag(out, device.address);
    headers.end();
    headers.line(call_id_name, request.call_id);
    headers.line(cseq_name, request.cseq);
    if (status != 100) {
        headers.banner(user_agent_name, sip.user_agent, facts);
        headers.banner(server_name, sip.server, facts);
        for (const auto& header : sip.headers) {
            header.append_to(out, facts);
            headers.end();
        }
        headers.line(allow_name, "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE");
    }
    if (length != AnswerLength::missing) headers.line(length_name, length == AnswerLength::zero ? "0" : "9999999999");
    headers.end();
}

std::string_view reason_of(int status) noexcept
{
    switch (status) {
    case 100:
        return "Trying";
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 407:
        return "Proxy Authentication Required";
    case 480:
        return "Temporarily Unavailable";
    case 481:
        return "Call/Transaction Does Not Exist";
    case 486:
        return "Busy Here";
    case 500:
        return "Server Internal Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 603:
        return "Decline";
    default:
        return "Unknown";
    }
}

} // namespace phonescan::field
