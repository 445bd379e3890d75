#include "probes/sip_stream_client.hpp"

#include "probes/old_tls.hpp"
#include "probes/sip_observations.hpp"
#include "probes/tcp_socket.hpp"
#include "probes/wire/sip_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using End = WebReply::End;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// One connection, shared with the timer's and OpenSSL's handlers, which may come after the exchange is over.
struct Connection {
    explicit Connection(const asio::any_io_executor& executor) : socket{executor}, limit{executor} {}

    void give_up()
    {
        is_out_of_time = true;
        close();
    }
    void close()
    {
        boost::system::error_code ignored;
        socket.close(ignored);
        limit.cancel();
    }

    tcp::socket socket;
    asio::steady_timer limit;
    bool is_out_of_time = false;
    bool is_tls_up = false;
    TlsWords words; ///< before the context, which writes them
    std::optional<asio::ssl::context> context;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
};

/// Without the zone, which a token does not carry.
SipTarget target_of(const SipStreamRequest& request)
{
    if (request.address.is_v4()) return {request.address, request.port};
    return {asio::ip::address_v6{request.address.to_v6().to_bytes()}, request.port};
}

/// What came until now of the answer to one question.
class Answer {
public:
    Answer(const SipStreamRequest& request, const SipCookie& cookie)
        : source_{request.address, request.port, std::nullopt}, asked_{target_of(request)}, cookie_{cookie},
          channel_{request.tls ? Channel::sip_tls : Channel::sip_tcp}
    {
    }

    /// Takes what the connection gave next. False: no more is needed, or nothing that comes can be read.
    bool take(std::string_view bytes)
    {
        taken_ += bytes.size();
        for (;;) {
            switch (reader_.feed(bytes)) {
            case wire::SipStreamReader::State::head:
                if (take_head(reader_.head())) return false;
                break;
            case wire::SipStreamReader::State::message:
                break;
            case wire::SipStreamReader::State::more:
                return taken_ < max_sip_stream_bytes;
            case wire::SipStreamReader::State::failed:
                return false;
            }
        }
    }

    bool is_final() const noexcept { return status_ >= 200; }

    void write_to(SipStreamReply& reply)
    {
        reply.is_sip = is_sip_;
        reply.status = status_;
        reply.heard = std::move(heard_);
    }

private:
    /// True: it is the final response. Its body is not waited for.
    bool take_head(std::string_view head)
    {
        is_sip_ = true;
        const auto response = wire::parse_sip_response(head);
        if (!response) return false; // a request, or one of too many fields
        const auto answer = find_target(*response, cookie_);
        if (answer.kind != SipAnswerTo::Kind::ours || answer.target != asked_) return false;
        status_ = response->status;
        heard_ = sip_observations(*response, source_, channel_, WallClock::now());
        return is_final();
    }

    Source source_;
    SipTarget asked_;
    const SipCookie& cookie_;
    Channel channel_;
    wire::SipStreamReader reader_;
    std::size_t taken_ = 0;
    bool is_sip_ = false;
    int status_ = 0;
    Observations heard_;
};

/// 0: the connection has ended. NOLINTNEXTLINE: awaited on the spot.
asio::awaitable<std::size_t> read_some(Connection& connection, asio::mutable_buffer into)
{
    if (connection.tls) {
        const auto [error, size] = co_await connection.tls->async_read_some(into, as_tuple);
        co_return error ? 0 : size;
    }
    const auto [error, size] = co_await connection.socket.async_read_some(into, as_tuple);
    co_return error ? 0 : size;
}

/// A server that does not listen may have spoken: it is read whatever becomes of this. NOLINTNEXTLINE: as above.
asio::awaitable<void> write_all(Connection& connection, asio::const_buffer bytes)
{
    if (connection.tls)
        co_await asio::async_write(*connection.tls, bytes, as_tuple);
    else
        co_await asio::async_write(connection.socket, bytes, as_tuple);
}

/// False: no TLS that both sides know. NOLINTNEXTLINE: awaited on the spot.
asio::awaitable<bool> begin_tls(Connection& connection)
{
    connection.context.emplace(asio::ssl::context::tls_client);
    accept_old_tls(connection.context->native_handle(), connection.words);
    connection.tls.emplace(connection.socket, *connection.context);
    const auto [error] = co_await connection.tls->async_handshake(asio::ssl::stream_base::client, as_tuple);
    connection.is_tls_up = !error;
    co_return connection.is_tls_up;
}

/// The close_notify leaves while async_shutdown() begins, before it waits for the peer's: that wait is cut off.
void close_politely(const std::shared_ptr<Connection>& connection)
{
    if (connection->is_tls_up && connection->socket.is_open())
        connection->tls->async_shutdown([connection](const boost::system::error_code&) {});
    connection->close();
}

} // namespace

class SipStreamClient::Impl {
public:
    Impl(asio::any_io_executor executor, Options options) : executor_{std::move(executor)}, options_{std::move(options)}
    {
        if (!sip_user_agent(options_.user_agent)) throw std::invalid_argument{"user agent"};
    }

    asio::awaitable<SipStreamReply> ask(SipStreamRequest request);
    void abandon();

private:
    asio::awaitable<void> exchange(Connection& connection, const SipStreamRequest& request, SipStreamReply& reply);
    asio::awaitable<void> converse(Connection& connection, const SipStreamRequest& request, SipStreamReply& reply);
    std::string text_of(const SipStreamRequest& request, const tcp::socket& socket) const;

    asio::any_io_executor executor_;
    Options options_;
    std::weak_ptr<Connection> connection_; ///< the one under way
};

/// With the connection's own address and port in Via. Empty where it has none any more. Source: RFC 3261, 18.1.1.
std::string SipStreamClient::Impl::text_of(const SipStreamRequest& request, const tcp::socket& socket) const
{
    boost::system::error_code error;
    const auto local = socket.local_endpoint(error);
    if (error) return {};
    const auto prepared = SipOptionsRequest::prepare({.source = local.address(),
                                                      .source_port = local.port(),
                                                      .transport = request.tls ? SipTransport::tls : SipTransport::tcp,
                                                      .user_agent = options_.user_agent});
    if (!prepared) return {};
    std::string text(SipOptionsRequest::max_length, '\0');
    text.resize(prepared->write(text, target_of(request), options_.cookie));
    return text;
}

asio::awaitable<void> SipStreamClient::Impl::converse(Connection& connection, const SipStreamRequest& request,
                                                      SipStreamReply& reply)
{
    const auto text = text_of(request, connection.socket);
    if (text.empty()) co_return;
    co_await write_all(connection, asio::buffer(text));
    Answer answer{request, options_.cookie};
    std::array<char, 4'096> bytes{};
    for (;;) {
        const auto size = co_await read_some(connection, asio::buffer(bytes));
        if (size == 0 || !answer.take({bytes.data(), size})) break;
    }
    reply.is_out_of_time = connection.is_out_of_time && !answer.is_final();
    answer.write_to(reply);
}

/// Fills all of the reply but what TLS said.
asio::awaitable<void> SipStreamClient::Impl::exchange(Connection& connection, const SipStreamRequest& request,
                                                      SipStreamReply& reply)
{
    const tcp::endpoint server{request.address, request.port};
    reply.end = co_await connect_tcp(connection.socket, server, options_.interface, request.limit);
    reply.is_out_of_time = connection.is_out_of_time || reply.end == End::silent;
    if (reply.end != End::answered) co_return;
    bool is_up = !request.tls;
    if (request.tls) is_up = co_await begin_tls(connection);
    reply.is_out_of_time = connection.is_out_of_time;
    if (is_up) co_await converse(connection, request, reply);
    reply.end = reply.status != 0 ? End::answered : reply.is_out_of_time ? End::late : End::broken;
}

asio::awaitable<SipStreamReply> SipStreamClient::Impl::ask(SipStreamRequest request)
{
    abandon();
    const auto connection = std::make_shared<Connection>(executor_);
    connection_ = connection;
    connection->limit.expires_after(request.limit);
    connection->limit.async_wait([connection](const boost::system::error_code& error) {
        if (!error) connection->give_up();
    });
    SipStreamReply reply;
    co_await exchange(*connection, request, reply);
    reply.tls = connection->words;
    close_politely(connection);
    co_return reply;
}

void SipStreamClient::Impl::abandon()
{
    if (const auto connection = connection_.lock()) connection->give_up();
}

SipStreamClient::SipStreamClient(asio::any_io_executor executor, Options options)
    : impl_{std::make_shared<Impl>(std::move(executor), std::move(options))}
{
}

SipStreamClient::~SipStreamClient()
{
    impl_->abandon();
}

/// What is under way ends with this, and then needs what it worked with.
asio::awaitable<SipStreamReply> SipStreamClient::ask(SipStreamRequest request)
{
    const auto impl = impl_;
    co_return co_await impl->ask(std::move(request));
}

void SipStreamClient::abandon()
{
    impl_->abandon();
}

} // namespace phonescan
