#include "tests/support/responder.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace phonescan::test {

namespace asio = boost::asio;

Responder::Responder(const std::vector<std::string>& addresses, std::uint16_t port, OnRequest on_request)
    : on_request_{std::move(on_request)}, port_{port}
{
    for (const auto& address : addresses) {
        auto& added =
            *sockets_.emplace_back(std::make_unique<Socket>(Socket{.socket = Udp::socket{context_}, .from = {}}));
        const Udp::endpoint own{asio::ip::make_address(address), port_};
        added.socket.open(own.protocol());
        added.socket.bind(own);
        port_ = added.socket.local_endpoint().port();
    }
    for (std::size_t i = 0; i < sockets_.size(); ++i)
        receive(i);
    thread_ = std::thread{[this] { context_.run(); }};
}

Responder::~Responder()
{
    context_.stop();
    thread_.join();
}

void Responder::receive(std::size_t index)
{
    auto& at = *sockets_[index];
    at.socket.async_receive_from(
        asio::buffer(at.bytes), at.from, [this, index](boost::system::error_code error, std::size_t size) {
            if (error == asio::error::operation_aborted) return;
            auto& from = *sockets_[index];
            const Send send = [this](std::size_t sender, const Udp::endpoint& to, std::string_view bytes) {
                boost::system::error_code ignored;
                sockets_[sender]->socket.send_to(asio::buffer(bytes), to, 0, ignored);
            };
            if (!error) {
                ++requests_;
                on_request_(index, from.from, {from.bytes.data(), size}, send);
            }
            receive(index);
        });
}

std::string sip_response(std::string_view request, std::string_view head, std::string_view extra)
{
    std::string response = "SIP/2.0 " + std::string{head} + "\r\n";
    while (!request.empty()) {
        const auto end = request.find("\r\n");
        const auto line = request.substr(0, end);
        for (const std::string_view name : {"Via:", "From:", "To:", "Call-ID:", "CSeq:"})
            if (line.starts_with(name)) response += std::string{line} + "\r\n";
        if (end == std::string_view::npos) break;
        request.remove_prefix(end + 2);
    }
    return response + std::string{extra} + "Content-Length: 0\r\n\r\n";
}

} // namespace phonescan::test
