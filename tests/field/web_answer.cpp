#include "tests/field/web_answer.hpp"

#include "tests/field/hostile.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace phonescan::field {
namespace {

std::string_view reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
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
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

std::string titled_page(std::string_view title)
{
    return fmt::format("<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n", title);
}

/// The type that a body looks like, as simple servers tell it.
std::string_view type_of(std::string_view body)
{
    const auto start = body.substr(0, body.find_first_of(" \r\n>"));
    if (start.starts_with("<!") || start.starts_with("<html") || start.starts_with("<HTML")) return "text/html";
    if (body.find("<html") != std::string_view::npos || body.find("<HTML") != std::string_view::npos)
        return "text/html";
    if (start.starts_with("<script")) return "text/html";
    if (start.starts_with('<')) return "text/xml";
    if (start.starts_with('{') || start.starts_with('[')) return "application/json";
    return "text/plain";
}

void add_location(WebAnswer& answer, std::string location)
{
    answer.status = 302;
    answer.headers.emplace_back("Location", std::move(location));
}

std::string secure_address(const PlayedDevice& device)
{
    const auto port = device.behaviour->web.https_ports.front();
    return "https://" + host_text(device.address) + (port == 443 ? "" : ':' + std::to_string(port)) + '/';
}

void answer_root(WebAnswer& answer, const WebService& web, const DeviceFacts& facts)
{
    if (!web.location.empty()) return add_location(answer, web.location.text_for(facts));
    answer.status = web.status.value_or(web.realms.empty() ? 200 : 401);
    if (answer.status == 401)
        for (const auto& realm : web.realms)
            answer.headers.emplace_back("WWW-Authenticate", realm.text_for(facts));
    if (!web.page.empty())
        answer.body = web.page.text_for(facts);
    else if (!web.title.empty())
        answer.body = titled_page(web.title.text_for(facts));
}

std::string chunks_of(std::string_view body)
{
    std::string out;
    while (!body.empty()) {
        const auto piece = body.substr(0, 1000);
        fmt::format_to(std::back_inserter(out), "{:x}\r\n{}\r\n", piece.size(), piece);
        body.remove_prefix(piece.size());
    }
    return out + "0\r\n\r\n";
}

} // namespace

WebAnswer web_answer(const WebRequest& request, const PlayedDevice& device, WebProtocol protocol)
{
    const auto& web = device.behaviour->web;
    const auto facts = device.facts();
    WebAnswer answer;
    if (!web.server.empty()) answer.headers.emplace_back("Server", web.server.text_for(facts));
    const auto asked = std::find_if(web.paths.rbegin(), web.paths.rend(),
                                    [&](const WebPath& path) { return path.path.text_for(facts) == request.target; });
    if (!request.valid)
        answer.status = 400;
    else if (request.method != "GET" && request.method != "HEAD")
        answer.status = 405;
    else if (web.redirects_to_https && protocol == WebProtocol::http)
        add_location(answer, secure_address(device));
    else if (asked != web.paths.rend())
        answer.body = asked->body.text_for(facts);
    else if (request.target == "/")
        answer_root(answer, web, facts);
    else
        answer.status = 404;
    if (answer.body.empty() && answer.status != 200) answer.body = titled_page(reason(answer.status));
    if (!answer.body.empty()) answer.headers.emplace_back("Content-Type", type_of(answer.body));
    return answer;
}

std::string gzipped(std::string_view bytes)
{
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot begin");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string written(const WebAnswer& answer, const WebRequest& request, const WebService& service)
{
    std::string out = fmt::format("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (const auto& [name, value] : answer.headers)
        fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
    auto body = answer.body;
    if (service.gzip && request.takes_gzip) {
        body = gzipped(body);
        out += "Content-Encoding: gzip\r\n";
    }
    const bool chunked = service.chunked && !request.old;
    if (chunked) {
        body = chunks_of(body);
        out += "Transfer-Encoding: chunked\r\n";
    } else {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", body.size());
    }
    const bool stays = request.valid && request.keep_alive && !service.closes;
    out += stays ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (request.method != "HEAD") out += body;
    return out;
}

Script script_of_request(const WebRequest& request, const PlayedDevice& device, WebProtocol protocol)
{
    const auto& web = device.behaviour->web;
    Script script;
    if (web.delay.count() > 0) script.push_back(Step::pause(web.delay));
    if (const auto harm = hostile_answer(request, device)) {
        script.insert(script.end(), harm->begin(), harm->end());
        return script;
    }
    script.push_back(Step::send(written(web_answer(request, device, protocol), request, web)));
    if (!request.valid || !request.keep_alive || web.closes) script.push_back(Step::close());
    return script;
}

} // namespace phonescan::field
