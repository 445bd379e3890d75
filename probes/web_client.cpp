#include "probes/web_client.hpp"

#include "probes/curl_loop.hpp"
#include "probes/old_tls.hpp"
#include "probes/tcp_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <curl/curl.h>

#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string_view>

namespace phonescan {

namespace asio = boost::asio;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_fields = 16; ///< of one name

template <class Value>
void set(CURL* easy, CURLoption option, Value value)
{
    const auto code = curl_easy_setopt(easy, option, value);
    if (code != CURLE_OK) throw std::runtime_error{std::string{"libcurl: "} + curl_easy_strerror(code)};
}

template <class Value>
Value info(CURL* easy, CURLINFO name)
{
    Value value{};
    curl_easy_getinfo(easy, name, &value);
    return value;
}

/// The value of a header line when it is the field of that name. Source: RFC 9110, 5.1, 5.5.
std::string_view field_value(std::string_view line, std::string_view name)
{
    if (line.size() <= name.size() || line[name.size()] != ':') return {};
    if (strncasecmp(line.data(), name.data(), name.size()) != 0) return {};
    const auto value = line.substr(name.size() + 1);
    const auto first = value.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : value.substr(first, value.find_last_not_of(" \t\r\n") + 1 - first);
}

/// Where libcurl wants to connect to; of another family than IP: nowhere.
asio::ip::tcp::endpoint endpoint_of(const curl_sockaddr& to)
{
    asio::ip::tcp::endpoint endpoint{to.family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), 0};
    if ((to.family != AF_INET && to.family != AF_INET6) || to.addrlen != endpoint.size()) return {};
    std::copy_n(reinterpret_cast<const char*>(&to.addr), endpoint.size(), reinterpret_cast<char*>(endpoint.data()));
    return endpoint;
}

void add_once(std::vector<std::string>& fields, std::string_view value)
{
    if (value.empty() || fields.size() == most_fields || std::ranges::find(fields, value) != fields.end()) return;
    fields.emplace_back(value);
}

} // namespace

class WebClient::Impl {
public:
    Impl(asio::any_io_executor executor, Options options)
        : options_{std::move(options)}, loop_{executor}, done_{executor}, easy_{curl_easy_init(), &curl_easy_cleanup}
    {
        if (!easy_) throw std::bad_alloc{};
        set_once();
    }
    ~Impl() { loop_.close(); } // before easy_, which it may still drive

    asio::awaitable<WebReply> ask(WebRequest request);
    void abandon();
    void close();

private:
    void set_once();
    void set_for(const WebRequest& request, Clock::duration limit);
    void begin_anew();
    asio::awaitable<void> connect(Clock::time_point end);
    asio::awaitable<void> transfer(Clock::time_point end);
    void conclude(CURLcode code);
    std::size_t take_header(std::string_view line);
    std::size_t take_body(std::string_view bytes);
    int open_socket(const curl_sockaddr& to);

    Options options_;
    CurlLoop loop_;
    asio::steady_timer done_;
    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    WebRequest request_;
    WebReply reply_;
    std::size_t header_size_ = 0;
    bool is_connected_ = false;
    bool is_kept_ = false;          ///< the connection of the last question, for the next
    bool is_socket_wanted_ = false; ///< that one was closed meanwhile
    bool is_abandoned_ = false;
    int ready_socket_ = CURL_SOCKET_BAD;                 ///< connected, for libcurl to take
    std::shared_ptr<asio::ip::tcp::socket> socket_ = {}; ///< that is being connected
    bool over_ = true;
};

/// What libcurl would do by itself and must not. Source: its manual, libcurl-security.
void WebClient::Impl::set_once()
{
    auto* const easy = easy_.get();
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROXY, "");
    set(easy, CURLOPT_NOPROXY, "*");
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_HTTPGET, 1L);
    set(easy, CURLOPT_HTTP09_ALLOWED, 1L); // bytes without a status line are an answer, too
    set(easy, CURLOPT_PATH_AS_IS, 1L);
    set(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    set(easy, CURLOPT_USERAGENT, options_.user_agent.c_str());
    set(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    set(easy, CURLOPT_CAINFO, static_cast<char*>(nullptr));
    set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    set(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
    set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    set(
        easy, CURLOPT_SSL_CTX_FUNCTION, +[](CURL*, void* context, void* self) {
            auto& impl = *static_cast<Impl*>(self);
            impl.is_connected_ = true; // TLS begins
            accept_old_tls(context, impl.reply_.tls);
            return CURLE_OK;
        });
    set(easy, CURLOPT_SSL_CTX_DATA, this);
    set(
        easy, CURLOPT_PREREQFUNCTION, +[](void* self, char*, char*, int, int) {
            static_cast<Impl*>(self)->is_connected_ = true; // over a kept connection, too
            return CURL_PREREQFUNC_OK;
        });
    set(easy, CURLOPT_PREREQDATA, this);
    set(
        easy, CURLOPT_HEADERFUNCTION, +[](char* text, std::size_t size, std::size_t count, void* self) {
            return static_cast<Impl*>(self)->take_header({text, size * count});
        });
    set(easy, CURLOPT_HEADERDATA, this);
    set(
        easy, CURLOPT_WRITEFUNCTION, +[](char* text, std::size_t size, std::size_t count, void* self) {
            return static_cast<Impl*>(self)->take_body({text, size * count});
        });
    set(easy, CURLOPT_WRITEDATA, this);
    set(
        easy, CURLOPT_OPENSOCKETFUNCTION, +[](void* self, curlsocktype, curl_sockaddr* to) -> curl_socket_t {
            return static_cast<Impl*>(self)->open_socket(*to);
        });
    set(easy, CURLOPT_OPENSOCKETDATA, this);
    set(
        easy, CURLOPT_SOCKOPTFUNCTION,
        +[](void*, curl_socket_t, curlsocktype) { return static_cast<int>(CURL_SOCKOPT_ALREADY_CONNECTED); });
    set(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::close_socket);
    set(easy, CURLOPT_CLOSESOCKETDATA, &loop_);
}

void WebClient::Impl::set_for(const WebRequest& request, Clock::duration limit)
{
    auto* const easy = easy_.get();
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
    const bool asks = !request.path.empty();
    const auto url = (request.tls ? "https://" : "http://") + url_host(request.address) + ':' +
                     std::to_string(request.port) + (asks ? request.path : "/");
    set(easy, CURLOPT_ADDRESS_SCOPE,
        request.address.is_v6() ? static_cast<long>(request.address.to_v6().scope_id()) : 0L);
    set(easy, CURLOPT_URL, url.c_str());
    set(easy, CURLOPT_CONNECT_ONLY, asks ? 0L : 1L);
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(milliseconds, 1)));
}

/// The one that stands already, to the device that is asked and no other.
int WebClient::Impl::open_socket(const curl_sockaddr& to)
{
    is_socket_wanted_ = ready_socket_ < 0;
    if (endpoint_of(to) != asio::ip::tcp::endpoint{request_.address, request_.port}) return CURL_SOCKET_BAD;
    return std::exchange(ready_socket_, CURL_SOCKET_BAD);
}

std::size_t WebClient::Impl::take_header(std::string_view line)
{
    header_size_ += line.size();
    if (header_size_ > max_web_header) {
        reply_.is_cut = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) { // what came before was an interim answer
        reply_.server.clear();
        reply_.authenticate.clear();
        reply_.location.clear();
        reply_.content_type.clear();
    }
    add_once(reply_.server, field_value(line, "Server"));
    add_once(reply_.authenticate, field_value(line, "WWW-Authenticate"));
    if (const auto value = field_value(line, "Location"); !value.empty()) reply_.location = value;
    if (const auto value = field_value(line, "Content-Type"); !value.empty()) reply_.content_type = value;
    return line.size();
}

std::size_t WebClient::Impl::take_body(std::string_view bytes)
{
    const auto room = max_web_body - reply_.body.size();
    reply_.body.append(bytes.substr(0, room));
    if (bytes.size() <= room) return bytes.size();
    reply_.is_cut = true;
    return 0;
}

void WebClient::Impl::conclude(CURLcode code)
{
    using End = WebReply::End;
    auto* const easy = easy_.get();
    reply_.status = info<long>(easy, CURLINFO_RESPONSE_CODE);
    reply_.is_out_of_time = code == CURLE_OPERATION_TIMEDOUT;
    const bool is_connected = is_connected_ || info<curl_off_t>(easy, CURLINFO_CONNECT_TIME_T) > 0 || code == CURLE_OK;
    if (reply_.status != 0 || !reply_.body.empty() || (code == CURLE_OK && request_.path.empty())) {
        reply_.end = End::answered;
        reply_.is_cut = reply_.is_cut || reply_.is_out_of_time;
    } else if (is_connected)
        reply_.end = reply_.is_out_of_time ? End::late : End::broken;
    else
        reply_.end = End::silent;
}

void WebClient::Impl::begin_anew()
{
    reply_ = {};
    header_size_ = 0;
    is_connected_ = false;
    is_socket_wanted_ = false;
    is_abandoned_ = false;
}

asio::awaitable<WebReply> WebClient::Impl::ask(WebRequest request)
{
    if (request.port != request_.port || request.address != request_.address || request.tls != request_.tls)
        close(); // one connection at a time
    request_ = std::move(request);
    const auto end = Clock::now() + request_.limit;
    const bool has_begun = std::exchange(is_kept_, false);
    if (has_begun) {
        begin_anew();
        co_await transfer(end);
    }
    if (!has_begun || is_socket_wanted_) { // none was kept, or not any more
        begin_anew();
        co_await connect(end);
        if (is_connected_) co_await transfer(end);
    }
    if (request_.path.empty()) close(); // libcurl leaves that connection to us
    co_return std::move(reply_);
}

/// Its own limit is shorter than libcurl's could be, which has TLS in it.
asio::awaitable<void> WebClient::Impl::connect(Clock::time_point end)
{
    socket_ = std::make_shared<asio::ip::tcp::socket>(done_.get_executor());
    const auto socket = socket_;
    const asio::ip::tcp::endpoint server{request_.address, request_.port};
    reply_.end = co_await connect_tcp(*socket, server, options_.interface, end - Clock::now());
    socket_.reset();
    is_connected_ = reply_.end == WebReply::End::answered && !is_abandoned_;
    reply_.is_out_of_time = reply_.end == WebReply::End::silent;
    if (is_connected_) ready_socket_ = socket->release();
}

asio::awaitable<void> WebClient::Impl::transfer(Clock::time_point end)
{
    over_ = false;
    set_for(request_, end - Clock::now());
    done_.expires_at(asio::steady_timer::time_point::max());
    loop_.begin(easy_.get(), [this](CURLcode code) {
        conclude(code);
        over_ = true;
        done_.cancel();
    });
    while (!over_)
        co_await done_.async_wait(as_tuple);
    loop_.end();
    if (const auto unused = std::exchange(ready_socket_, CURL_SOCKET_BAD); unused >= 0) ::close(unused);
    is_kept_ = reply_.end == WebReply::End::answered && !reply_.is_out_of_time && !is_abandoned_;
}

void WebClient::Impl::abandon()
{
    is_abandoned_ = true;
    boost::system::error_code ignored;
    if (socket_) socket_->close(ignored);
    if (over_) return;
    conclude(CURLE_OPERATION_TIMEDOUT);
    over_ = true;
    done_.cancel();
}

void WebClient::Impl::close()
{
    is_kept_ = false;
    loop_.close();
}

WebClient::WebClient(asio::any_io_executor executor, Options options)
    : impl_{std::make_shared<Impl>(std::move(executor), std::move(options))}
{
}

WebClient::~WebClient()
{
    impl_->abandon();
    impl_->close();
}

/// What is under way ends with this, and then needs what it worked with.
asio::awaitable<WebReply> WebClient::ask(WebRequest request)
{
    const auto impl = impl_;
    co_return co_await impl->ask(std::move(request));
}

void WebClient::abandon()
{
    impl_->abandon();
}

void WebClient::close()
{
    impl_->close();
}

} // namespace phonescan
