#include "tests/field/sip_stream.hpp"

#include <charconv>

namespace phonescan::field {
namespace {

constexpr std::size_t longest_body = 1U << 20;
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view ping = "\r\n\r\n";

/// Octets of a head with its empty line; nullopt while it does not end. Lines that end with LF alone are taken, too.
std::optional<std::size_t> head_size(std::string_view bytes)
{
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        const auto rest = bytes.substr(at + 1);
        if (rest.starts_with('\n')) return at + 2;
        if (rest.starts_with(line_end)) return at + 3;
    }
    return std::nullopt;
}

std::size_t body_size(std::string_view content_length)
{
    std::size_t size = 0;
    const auto [end, error] =
        std::from_chars(content_length.data(), content_length.data() + content_length.size(), size);
    const bool number = error == std::errc{} && end == content_length.data() + content_length.size();
    return number && size <= longest_body ? size : 0;
}

AnswerLength length_of(SipStream kind) noexcept
{
    if (kind == SipStream::no_length) return AnswerLength::missing;
    if (kind == SipStream::huge_length) return AnswerLength::huge;
    return AnswerLength::zero;
}

/// The same answer as if another request of the same length had been asked.
std::string foreign(std::string answer, const SipRequest& request)
{
    for (const auto value : {request.top_via.branch.substr(std::min<std::size_t>(7, request.top_via.branch.size())),
                             request.call_id, request.from_tag}) {
        const auto found = value.empty() ? std::string::npos : answer.find(value);
        if (found == std::string::npos) continue;
        for (auto i = found; i < found + value.size(); ++i)
            if (answer[i] != '@') answer[i] = answer[i] == '0' ? '1' : '0';
    }
    return answer;
}

/// The same request to the same phone waits for the same time, whoever sends it and when.
std::chrono::microseconds latency_of(const SipRequest& request, const PlayedDevice& device)
{
    const auto& latency = device.behaviour->line.latency;
    const auto spread = static_cast<double>((latency.most - latency.least).count());
    const auto dice = mixed(std::hash<std::string_view>{}(request.top_via.branch), device.address.seed());
    return latency.least + std::chrono::microseconds(static_cast<std::int64_t>(unit_interval(dice) * spread));
}

} // namespace

std::optional<SipStreamInput> read_sip_stream(std::string_view bytes, SipTransport transport)
{
    SipStreamInput input;
    if (bytes.starts_with(ping)) {
        input.ping = true;
        input.size = ping.size();
        return input;
    }
    const std::size_t start = bytes.starts_with(line_end) ? line_end.size() : 0;
    bytes.remove_prefix(start);
    const auto head = head_size(bytes);
    if (!head) return std::nullopt;
    const auto size = *head + body_size(read_request(bytes.substr(0, *head), transport).content_length);
    if (bytes.size() < size) return std::nullopt;
    input.request = read_request(bytes.substr(0, size), transport);
    input.size = start + size;
    return input;
}

std::optional<Script> sip_stream_welcome(const SipService& service)
{
    if (service.off) return std::nullopt;
    if (service.stream == SipStream::silent) return Script{Step::hold()};
    if (service.stream == SipStream::closes) return Script{Step::close()};
    return std::nullopt;
}

Script sip_stream_script(const SipRequest& request, Endpoint source, const PlayedDevice& device)
{
    using namespace std::chrono_literals;
    const auto& sip = device.behaviour->sip;
    if (request.fault == RequestFault::not_sip || request.fault == RequestFault::request_line) return {Step::close()};
    const bool acceptable = request.fault == RequestFault::none || sip.reply_to == ReplyTo::source;
    if (!acceptable || !request.answerable()) return {};
    const auto length = length_of(sip.stream);
    Script script;
    const auto say = [&](std::string bytes) {
        script.push_back(sip.stream == SipStream::bytes ? Step::drip(std::move(bytes), 1ms)
                                                        : Step::send(std::move(bytes)));
    };
    if (sip.trying) {
        std::string trying;
        render_answer(trying, request, source, device, 100, length);
        say(std::move(trying));
    }
    const auto latency = latency_of(request, device);
    if (latency.count() > 0) script.push_back(Step::pause(latency));
    std::string answer;
    render_answer(answer, request, source, device, sip.status, length);
    if (sip.stream == SipStream::two_answers) answer += answer;
    if (sip.stream == SipStream::foreign_first) answer = foreign(answer, request) + answer;
    say(std::move(answer));
    if (sip.stream == SipStream::huge_length) script.push_back(Step::hold());
    if (sip.stream == SipStream::closes_after) script.push_back(Step::close());
    return script;
}

} // namespace phonescan::field
