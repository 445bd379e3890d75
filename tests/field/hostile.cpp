#include "tests/field/hostile.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <charconv>
#include <iterator>

namespace phonescan::field {
namespace {

using namespace std::chrono_literals;

std::string answer_of(const WebRequest& request, int status, std::vector<std::pair<std::string, std::string>> headers,
                      std::string body)
{
    return written({status, std::move(headers), std::move(body)}, request, WebService{});
}

Script one(std::string bytes)
{
    return {Step::send(std::move(bytes))};
}

Script redirect(const WebRequest& request, std::string location)
{
    return one(answer_of(request, 302, {{"Server", "httpd"}, {"Location", std::move(location)}}, {}));
}

Script filler_headers()
{
    std::string line = "X-Filler: " + std::string(1000, 'a') + "\r\n";
    const auto times = endless_limit / line.size();
    return {Step::send("HTTP/1.1 200 OK\r\nServer: httpd\r\n"), Step::send(std::move(line), times), Step::close()};
}

Script filler_body()
{
    std::string block;
    while (block.size() < 16384)
        block += "<p>nothing of interest in this line</p>\n";
    const auto times = endless_limit / block.size();
    return {Step::send("HTTP/1.1 200 OK\r\nServer: httpd\r\nContent-Type: text/html\r\n\r\n<html><body>"),
            Step::send(std::move(block), times), Step::close()};
}

/// A deflate stream of 1 MB of zeros that ends at an octet without ending the whole, and what ends the whole.
struct ZeroBlock {
    std::string block;
    std::string end;
};

ZeroBlock zero_block(std::size_t size)
{
    std::string zeros(size, '\0');
    ZeroBlock made{std::string(size, '\0'), std::string(64, '\0')};
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = reinterpret_cast<Bytef*>(made.block.data());
    stream.avail_out = static_cast<uInt>(made.block.size());
    deflate(&stream, Z_FULL_FLUSH);
    made.block.resize(stream.total_out);
    stream.next_out = reinterpret_cast<Bytef*>(made.end.data());
    stream.avail_out = static_cast<uInt>(made.end.size());
    deflate(&stream, Z_FINISH);
    made.end.resize(made.end.size() - stream.avail_out);
    deflateEnd(&stream);
    return made;
}

/// 1 GB of zeros as gzip (RFC 1952): a block of 1 MB, a thousand and twenty-four times.
Script gzip_bomb()
{
    constexpr std::size_t block_size = 1U << 20;
    constexpr std::uint64_t blocks = 1024;
    static const auto zeros = zero_block(block_size);
    const std::string plain(block_size, '\0');
    auto sum = crc32(0, reinterpret_cast<const Bytef*>(plain.data()), block_size);
    for (std::size_t size = block_size; size < block_size * blocks; size *= 2)
        sum = crc32_combine(sum, sum, static_cast<z_off_t>(size));
    std::string tail = zeros.end;
    for (const auto value : {static_cast<std::uint64_t>(sum), std::uint64_t{block_size * blocks}})
        for (unsigned shift = 0; shift < 32; shift += 8)
            tail += static_cast<char>(value >> shift & 0xff);
    const std::string head("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    return {Step::send(fmt::format("HTTP/1.1 200 OK\r\nServer: httpd\r\nContent-Type: text/html\r\n"
                                   "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                                   head.size() + blocks * zeros.block.size() + tail.size()) +
                       head),
            Step::send(zeros.block, blocks), Step::send(tail)};
}

Script trickle(bool headers)
{
    const std::string start = "HTTP/1.1 200 OK\r\nServer: httpd\r\n";
    std::string slow;
    while (slow.size() < 90000)
        slow += headers ? "X-Slow: a line that takes its time\r\n" : "<p>a line that takes its time</p>\n";
    if (headers) return {Step::drip(start + slow)};
    return {Step::send(start + fmt::format("Content-Length: {}\r\n\r\n", slow.size())), Step::drip(slow)};
}

Script chain_link(const WebRequest& request)
{
    constexpr std::string_view prefix = "/hop-";
    std::uint64_t hop = 0;
    if (request.target.starts_with(prefix)) {
        const auto digits = request.target.substr(prefix.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), hop);
    }
    return redirect(request, fmt::format("{}{}", prefix, hop + 1));
}

Script realms(const WebRequest& request)
{
    std::vector<std::pair<std::string, std::string>> headers{{"Server", "httpd"}};
    for (int i = 0; i < 200; ++i)
        headers.emplace_back("WWW-Authenticate", fmt::format("Basic realm=\"realm {}\"", i));
    return one(answer_of(request, 401, std::move(headers), "<html>no</html>"));
}

Script garbage(Address address)
{
    std::string noise;
    for (std::uint64_t i = 0; noise.size() < 4096; ++i)
        noise += static_cast<char>(mixed(address.seed(), i));
    return {Step::send(std::move(noise)), Step::close()};
}

Script cut(std::string bytes)
{
    return {Step::send(std::move(bytes)), Step::pause(20ms), Step::reset()}; // what was sent is to be read first
}

Script page(const WebRequest& request, std::string server, std::string_view title)
{
    return one(answer_of(request, 200, {{"Server", std::move(server)}, {"Content-Type", "text/html"}},
                         fmt::format("<html><head><title>{}</title></head><body></body></html>\n", title)));
}

/// An answer that ends too early, or is none.
std::optional<Script> broken_answer(Hostile kind)
{
    const std::string start = "HTTP/1.1 200 OK\r\nServer: httpd\r\nContent-Le";
    switch (kind) {
    case Hostile::reset_request:
        return Script{Step::reset()};
    case Hostile::reset_headers:
        return cut(start);
    case Hostile::reset_body:
        return cut(start + "ngth: 1000\r\n\r\n<html><head><title>Pho");
    case Hostile::lying_length:
        return Script{Step::send(start + "ngth: 100000\r\n\r\n<html>short</html>"), Step::close()};
    case Hostile::http09:
        return Script{Step::send("<html><head><title>Old phone</title></head></html>\n"), Step::close()};
    default:
        return std::nullopt; // hostile in TLS only
    }
}

} // namespace

std::optional<Script> hostile_welcome(const WebService& service)
{
    if (service.hostile == Hostile::reset_accept) return Script{Step::reset()};
    if (service.hostile == Hostile::silent) return Script{Step::hold()};
    return std::nullopt;
}

bool refuses_tls(const WebService& service) noexcept
{
    return service.tls.most == TlsVersion::old || service.hostile == Hostile::tls_alert ||
           service.hostile == Hostile::reset_hello;
}

std::optional<Script> hostile_answer(const WebRequest& request, const PlayedDevice& device)
{
    switch (const auto kind = device.behaviour->web.hostile) {
    case Hostile::endless_headers:
        return filler_headers();
    case Hostile::endless_body:
        return filler_body();
    case Hostile::gzip_bomb:
        return gzip_bomb();
    case Hostile::trickle:
    case Hostile::trickle_headers:
        return trickle(kind == Hostile::trickle_headers);
    case Hostile::redirect_away:
        return redirect(request, "http://198.51.100.7/");
    case Hostile::redirect_name:
        return redirect(request, "http://phones.example/");
    case Hostile::redirect_loop:
        return redirect(request, request.target == "/a" ? "/b" : "/a");
    case Hostile::redirect_chain:
        return chain_link(request);
    case Hostile::redirect_scheme:
        return redirect(request, "file:///etc/passwd");
    case Hostile::invalid_utf8:
        return page(request, "Phone\xff\x80 \x01\x07\x1b[31m 1.0", "Phone \xff\x80\xc3 \x01\x07\x1b[31m\x7f");
    case Hostile::script_title:
        return page(request, "httpd", "<script>alert(1)</script>\"><img src=x onerror=alert(2)>");
    case Hostile::long_line:
        return one(answer_of(request, 200, {{"X-Long", std::string(1U << 20, 'a')}, {"Server", "httpd"}}, "<html>"));
    case Hostile::many_realms:
        return realms(request);
    case Hostile::garbage:
        return garbage(device.address);
    default:
        return broken_answer(kind);
    }
}

} // namespace phonescan::field
