#include "tests/field/web_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace phonescan::field {
namespace {

constexpr std::size_t distinct_methods = 16;
constexpr std::size_t distinct_paths = 100;
constexpr std::size_t longest_text = 200;

/// Counts one more of a text; false when it is new and there are enough of them.
bool count(std::map<std::string, std::uint64_t, std::less<>>& counts, std::string_view text, std::size_t most)
{
    const auto key = text.substr(0, longest_text);
    const auto found = counts.find(key);
    if (found != counts.end())
        ++found->second;
    else if (counts.size() < most)
        counts.emplace(key, 1);
    else
        return false;
    return true;
}

std::string json_text(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c >= ' ' && c < 0x7f)
            out += c;
        else
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
    return out + '"';
}

std::string object_of(const std::map<std::string, std::uint64_t, std::less<>>& counts)
{
    std::string out = "{";
    for (const auto& [text, number] : counts)
        fmt::format_to(std::back_inserter(out), "{}{}: {}", out.size() > 1 ? ", " : "", json_text(text), number);
    return out + '}';
}

} // namespace

void WebStatistics::opened(Stamp when, Address address, bool closed_already)
{
    ++connections_;
    second_.add(when);
    if (closed_already) return;
    most_open_ = std::max(most_open_, ++open_);
    const auto open_there = ++open_to_[address];
    if (open_there <= most_open_to_one_) return;
    most_open_to_one_ = open_there;
    most_open_to_ = address;
}

void WebStatistics::closed(Address address)
{
    const auto found = open_to_.find(address);
    if (found == open_to_.end()) return;
    --open_;
    if (--found->second == 0) open_to_.erase(found);
}

void WebStatistics::request(const WebRequest& request)
{
    ++requests_;
    if (request.has_credentials || request.has_body || !request.valid) ++bad_requests_;
    count(methods_, request.method, distinct_methods);
    if (!count(paths_, request.target, distinct_paths)) ++other_paths_;
}

std::string WebStatistics::faults_text() const
{
    std::map<std::string, std::uint64_t, std::less<>> reasons;
    for (std::size_t i = 1; i < request_faults; ++i)
        if (sip_faults_[i] > 0) reasons.emplace(name_of(static_cast<RequestFault>(i)), sip_faults_[i]);
    return object_of(reasons);
}

std::string WebStatistics::json_lines() const
{
    std::string out;
    const auto line = [&out](std::string_view name, const auto& value) {
        fmt::format_to(std::back_inserter(out), "  \"{}\": {},\n", name, value);
    };
    line("web_connections", connections_);   // accepted ones
    line("web_refused", refused_);           // reset at once, because no device is there
    line("web_not_accepted", not_accepted_); // reset for want of descriptors: not zero = no figure is complete
    line("web_most_open", most_open_);       // at a time
    line("web_most_open_to_one", most_open_to_one_);
    line("web_most_open_to_one_at", '"' + dotted(most_open_to_) + '"');
    line("most_connections_a_second", second_.most());
    line("http_requests", requests_);
    line("http_methods", object_of(methods_));
    line("http_bad_requests", bad_requests_);          // with credentials or a body, or not HTTP/1.x
    line("http_paths", object_of(paths_));             // the first hundred
    line("http_other_paths", other_paths_);            // requests for further ones
    line("sip_tcp_connections", sip_tcp_connections_); // of web_connections
    line("sip_tls_connections", sip_tls_connections_);
    line("sip_stream_requests", std::accumulate(sip_faults_.begin(), sip_faults_.end(), std::uint64_t{0}));
    line("sip_stream_valid", sip_faults_[0]);
    line("sip_stream_invalid_reasons", faults_text());
    line("sip_keep_alives", keep_alives_); // CR LF CR LF
    line("tls_handshakes", handshakes_);
    line("tls_failures", handshake_failures_);
    line("web_octets_sent", sent_); // what TLS adds not counted
    return out;
}

std::string WebStatistics::text() const
{
    if (connections_ + refused_ == 0) return {};
    auto out =
        fmt::format("phonefield: {} TCP connections, at most {} open at a time, {} to one address ({}), {} begun "
                    "in one second; {} refused\n",
                    connections_, most_open_, most_open_to_one_, dotted(most_open_to_), second_.most(), refused_);
    out += fmt::format("phonefield: {} HTTP requests ({} with credentials, a body or no sense), {} TLS handshakes, {} "
                       "failed\n",
                       requests_, bad_requests_, handshakes_, handshake_failures_);
    if (sip_tcp_connections_ + sip_tls_connections_ > 0)
        out += fmt::format("phonefield: SIP over {} TCP and {} TLS connections: {} requests, {} of them valid\n",
                           sip_tcp_connections_, sip_tls_connections_,
                           std::accumulate(sip_faults_.begin(), sip_faults_.end(), std::uint64_t{0}), sip_faults_[0]);
    if (not_accepted_ > 0)
        out += fmt::format("phonefield: warning: {} TCP connections found no descriptor here\n", not_accepted_);
    return out;
}

} // namespace phonescan::field
