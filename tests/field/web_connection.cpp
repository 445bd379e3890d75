#include "tests/field/web_connection.hpp"

#include "tests/field/hostile.hpp"
#include "tests/field/sip_stream.hpp"
#include "tests/field/tls_records.hpp"
#include "tests/field/web_answer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <sys/epoll.h>

namespace phonescan::field {
namespace {

constexpr std::size_t longest_head = 65536;
constexpr int steps_at_a_time = 64; // then other connections have their turn
constexpr std::chrono::seconds linger_time{5};

bool waits_for_client(const Step& step) noexcept
{
    return step.kind == Step::Kind::hold || step.kind == Step::Kind::stay;
}

} // namespace

WebConnection::WebConnection(Descriptor socket, const PlayedDevice& device, WebProtocol protocol,
                             TlsIdentities& identities, WebStatistics& statistics)
    : stream_{std::move(socket)}, device_{device}, protocol_{protocol}, identities_{identities}, statistics_{statistics}
{
    const auto time_of_day = std::chrono::system_clock::now().time_since_epoch();
    client_ended_ = stream_.ended_by_client();
    statistics_.opened(time_of_day, device_.address, client_ended_);
    if (speaks_sip(protocol_)) statistics_.sip_connection(protocol_ == WebProtocol::sips);
}

WebConnection::~WebConnection()
{
    client_has_ended();
}

void WebConnection::client_has_ended()
{
    if (!client_ended_) statistics_.closed(device_.address);
    client_ended_ = true;
}

std::optional<Script> WebConnection::welcome() const
{
    auto script = speaks_sip(protocol_) ? sip_stream_welcome(device_.behaviour->sip) : std::nullopt;
    return script ? std::move(script) : hostile_welcome(device_.behaviour->web);
}

void WebConnection::mute()
{
    if (std::exchange(muted_, true) || over()) return;
    due_.reset();
    begin({Step::hold()});
}

void WebConnection::start(Clock::time_point now)
{
    const auto& web = device_.behaviour->web;
    if (auto script = welcome())
        begin(std::move(*script));
    else if (speaks_tls(protocol_))
        stage_ = refuses_tls(web) ? Stage::refused_hello : Stage::handshake;
    proceed(now);
}

void WebConnection::ready(std::uint32_t events, Clock::time_point now)
{
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        client_has_ended();
        return end();
    }
    if ((events & EPOLLRDHUP) != 0) client_has_ended();
    proceed(now);
}

void WebConnection::due(Clock::time_point now)
{
    due_.reset();
    waited_ = true;
    if (stage_ == Stage::lingering) return end();
    proceed(now);
}

std::uint32_t WebConnection::wanted_events() const noexcept
{
    const std::uint32_t end = client_ended_ ? 0 : std::uint32_t{EPOLLRDHUP};
    switch (stage_) {
    case Stage::refused_hello:
    case Stage::request:
    case Stage::lingering:
        return end | EPOLLIN;
    case Stage::handshake:
        return end | (stream_.secured() && stream_.wants_write() ? std::uint32_t{EPOLLOUT} : std::uint32_t{EPOLLIN});
    case Stage::script:
        return end | (!due_ && !waits_for_client(script_.front()) ? std::uint32_t{EPOLLOUT} : 0U);
    case Stage::over:
        break;
    }
    return 0;
}

void WebConnection::proceed(Clock::time_point now)
{
    for (int steps = 0; steps < steps_at_a_time && advance(now); ++steps) {}
}

/// One step on; false when it has to wait, or is over.
bool WebConnection::advance(Clock::time_point now)
{
    switch (stage_) {
    case Stage::refused_hello:
        return read_refused_hello();
    case Stage::handshake:
        return shake_hands(now);
    case Stage::request:
        return read_request();
    case Stage::script:
        return play_step(now);
    case Stage::lingering:
        return linger();
    case Stage::over:
        break;
    }
    return false;
}

bool WebConnection::read_more()
{
    const auto result = stream_.read(input_);
    if (result == WebStream::Result::done) return true;
    const bool stays = speaks_sip(protocol_) && device_.behaviour->sip.stream == SipStream::never_closes;
    if (result == WebStream::Result::ended && stays) {
        begin({Step::stay()});
        return true;
    }
    if (result != WebStream::Result::again) end();
    return false;
}

bool WebConnection::read_refused_hello()
{
    if (!read_more()) return false;
    if (!holds_record(input_)) return true;
    statistics_.handshake(false);
    const auto& web = device_.behaviour->web;
    if (web.hostile == Hostile::reset_hello)
        begin({Step::reset()});
    else if (web.hostile == Hostile::tls_alert)
        begin({Step::send(fatal_alert()), Step::close()});
    else
        begin({Step::send(old_server_hello(identities_.certificate(device_)) + fatal_alert()), Step::close()});
    return true;
}

bool WebConnection::shake_hands(Clock::time_point now)
{
    using Result = WebStream::Result;
    if (!stream_.secured()) {
        const auto first = stream_.awaits_reading(); // a client that only looks whether the port is open costs nothing
        if (first == Result::ended || first == Result::failed) end();
        if (first != Result::done) return false;
        stream_.secure(identities_.session(device_, stream_.descriptor()));
    }
    const auto result = stream_.handshake();
    if (result == Result::again) return false;
    statistics_.handshake(result == Result::done);
    if (result == Result::done)
        stage_ = Stage::request;
    else
        end_politely(now);
    return true;
}

bool WebConnection::read_request()
{
    const auto skipped = std::min(body_left_, input_.size());
    input_.erase(0, skipped);
    body_left_ -= skipped;
    const bool sip = speaks_sip(protocol_);
    if (sip && device_.behaviour->sip.off) input_.clear();
    if (body_left_ == 0 && (sip ? answer_sip() : answer_request())) return true;
    if (input_.size() > longest_head) {
        begin({Step::close()});
        return true;
    }
    return read_more();
}

bool WebConnection::answer_request()
{
    const auto read = read_web_request(input_);
    if (!read) return false;
    statistics_.request(read->request);
    auto script = script_of_request(read->request, device_, protocol_);
    body_left_ = read->request.body;
    input_.erase(0, read->head);
    begin(std::move(script));
    return true;
}

bool WebConnection::answer_sip()
{
    const auto read = read_sip_stream(input_, protocol_ == WebProtocol::sips ? SipTransport::tls : SipTransport::tcp);
    if (!read) return false;
    Script script{Step::send("\r\n")}; // RFC 5626, 4.4.1
    if (read->ping) {
        statistics_.keep_alive();
    } else {
        statistics_.sip_request(read->request);
        script = sip_stream_script(read->request, stream_.peer(), device_);
    }
    input_.erase(0, read->size);
    begin(std::move(script));
    return true;
}

void WebConnection::begin(Script script)
{
    script_.assign(std::make_move_iterator(script.begin()), std::make_move_iterator(script.end()));
    offset_ = 0;
    waited_ = false;
    stage_ = script_.empty() ? Stage::request : Stage::script;
}

bool WebConnection::play_step(Clock::time_point now)
{
    auto& step = script_.front();
    if (client_ended_ && (step.kind == Step::Kind::hold || step.kind == Step::Kind::drip)) { // nobody is left to annoy
        end();
        return false;
    }
    bool done = true;
    switch (step.kind) {
    case Step::Kind::send:
        done = send_step(step);
        break;
    case Step::Kind::drip:
        done = drip_step(step, now);
        break;
    case Step::Kind::pause:
        done = wait_for(step.time, now);
        break;
    case Step::Kind::stay:
        if (wait_for(step.time, now)) end();
        return false;
    case Step::Kind::hold:
        return false;
    case Step::Kind::close:
        end_politely(now);
        return true;
    case Step::Kind::reset:
        stream_.reset_on_close();
        end();
        return false;
    }
    if (!done || stage_ == Stage::over) return false;
    script_.pop_front();
    offset_ = 0;
    waited_ = false;
    if (script_.empty()) stage_ = Stage::request;
    return true;
}

/// Sends what fits; true when all of the step is sent.
bool WebConnection::send_step(Step& step)
{
    for (int turn = 0; turn < steps_at_a_time && step.times > 0; ++turn) {
        std::size_t written = 0;
        const auto result = stream_.write(std::string_view(step.bytes).substr(offset_), written);
        if (result == WebStream::Result::again) return false;
        if (result != WebStream::Result::done) {
            end();
            return false;
        }
        statistics_.sent(written);
        offset_ += written;
        if (offset_ < step.bytes.size()) continue;
        offset_ = 0;
        --step.times;
    }
    return step.times == 0;
}

bool WebConnection::drip_step(const Step& step, Clock::time_point now)
{
    if (!wait_for(step.time, now)) return false;
    std::size_t written = 0;
    const auto result = stream_.write(std::string_view(step.bytes).substr(offset_, 1), written);
    if (result == WebStream::Result::failed || result == WebStream::Result::ended) {
        end();
        return false;
    }
    statistics_.sent(written);
    offset_ += written;
    if (offset_ == step.bytes.size()) return true;
    waited_ = false;
    return wait_for(step.time, now);
}

/// True when a step has waited for its time; otherwise sees to it that it does.
bool WebConnection::wait_for(std::chrono::microseconds time, Clock::time_point now)
{
    if (!waited_ && !due_) due_ = now + time;
    return waited_;
}

void WebConnection::end_politely(Clock::time_point now)
{
    stream_.end_sending();
    stage_ = Stage::lingering;
    due_ = now + linger_time;
}

/// Reads on until the client ends the connection, too: what it still sends would make the kernel reset it.
bool WebConnection::linger()
{
    const auto result = stream_.discard();
    if (result == WebStream::Result::again) return false;
    if (result == WebStream::Result::done) return true;
    client_has_ended();
    end();
    return false;
}

} // namespace phonescan::field
