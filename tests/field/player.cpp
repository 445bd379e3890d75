#include "tests/field/player.hpp"

namespace phonescan::field {

Player::Player(const Site& site, Statistics& statistics, PhoneHealth& health)
    : site_{site}, statistics_{statistics}, health_{health}, seed_{mixed(site.seed, 0x6c696e65U)}
{
    unlisted_.state = site.unlisted;
}

bool Player::chance(double share) noexcept
{
    return share > 0 && unit_interval(dice()) < share;
}

void Player::receive(Stamp when, Endpoint source, Endpoint asked, std::string_view datagram, std::vector<Outgoing>& out)
{
    using Reached = Statistics::Reached;
    const auto request = read_request(datagram);
    if (!site_.plays(asked.address)) return statistics_.request(when, asked.address, request, Reached::outside);
    const auto device = site_.at(asked.address);
    const auto& behaviour = device ? *device->behaviour : unlisted_;
    const auto& sip = behaviour.sip;
    const bool there = behaviour.state == HostState::answers;
    const bool serves = there && !sip.off && sip.udp == SipUdp::on && sip.port == asked.port;
    const bool refuses = behaviour.state == HostState::closed || behaviour.state == HostState::unreachable ||
                         (there && sip.refuses_udp());
    statistics_.request(when, asked.address, request,
                        serves    ? Reached::device
                        : refuses ? Reached::closed
                                  : Reached::silent);
    statistics_.health().packet(when, asked.address, device.has_value() && there);
    if (!health_.passes(when, asked.address, PhoneHealth::Packet::datagram)) return;
    if ((serves || refuses) && chance(behaviour.line.loss_in)) return statistics_.lost_on_the_way_in();
    if (device && there && !health_.hears(when, *device)) return;
    if (refuses) return refuse(behaviour, source, asked, datagram, out);
    const bool acceptable = request.fault == RequestFault::none || sip.reply_to == ReplyTo::source;
    if (serves && acceptable && request.answerable() && health_.may_answer(when, *device))
        answer(request, source, *device, out);
}

/// Draws from the dice only what the line says, so that a site without a key plays as it did before there was one.
std::chrono::microseconds Player::delay_of_answer(const Line& line)
{
    const auto part_of = [this](std::chrono::microseconds whole) {
        return std::chrono::microseconds(
            static_cast<std::int64_t>(unit_interval(dice()) * static_cast<double>(whole.count())));
    };
    auto delay = line.latency.least;
    if (line.latency.most > line.latency.least) delay += part_of(line.latency.most - line.latency.least);
    if (chance(line.late_share)) delay += line.late;
    if (chance(line.reorder_share)) delay += part_of(line.reorder_within);
    return delay;
}

void Player::answer(const SipRequest& request, Endpoint source, const PlayedDevice& device, std::vector<Outgoing>& out)
{
    const auto& line = device.behaviour->line;
    const auto& sip = device.behaviour->sip;
    Outgoing datagram;
    datagram.from = {sip.answers_from_address.known() ? sip.answers_from_address : device.address,
                     sip.answers_from_port != 0 ? sip.answers_from_port : sip.port};
    datagram.to = answer_destination(request, source, sip.reply_to);
    datagram.bytes.reserve(768);
    if (sip.trying) {
        render_answer(datagram.bytes, request, source, device, 100);
        send(datagram, 1, line.loss_out, out);
        datagram.bytes.clear();
    }
    datagram.delay = delay_of_answer(line);
    render_answer(datagram.bytes, request, source, device, sip.status);
    if (line.garble != Garble::none && chance(line.garble_share)) garble(datagram.bytes, line.garble, request);
    send(datagram, 1 + line.duplicates, line.loss_out, out);
}

void Player::send(const Outgoing& datagram, unsigned copies, double loss, std::vector<Outgoing>& out)
{
    for (unsigned copy = 0; copy < copies; ++copy) {
        if (chance(loss))
            statistics_.lost_on_the_way_out();
        else
            out.push_back(datagram);
    }
}

void Player::refuse(const Behaviour& behaviour, Endpoint source, Endpoint asked, std::string_view datagram,
                    std::vector<Outgoing>& out)
{
    constexpr std::uint8_t port_unreachable = 3;
    const bool by_router = behaviour.state == HostState::unreachable;
    Outgoing error;
    error.form = Outgoing::Form::icmp;
    error.delay = behaviour.line.latency.least;
    error.icmp_code = by_router ? behaviour.icmp_code : port_unreachable;
    error.from = {by_router ? behaviour.router : asked.address, 0};
    error.to = source;
    error.asked = asked.address;
    error.asked_port = asked.port;
    error.bytes = datagram.substr(0, 520); // RFC 1812, 4.3.2.3: as much as fits in 576 bytes
    send(error, 1, behaviour.line.loss_out, out);
}

/// Makes another value of the same length of one that stands in an answer.
void Player::scramble(std::string& bytes, std::string_view value)
{
    constexpr std::string_view magic_cookie = "z9hG4bK"; // stays, or the branch would be no branch
    const auto found = value.empty() ? std::string::npos : bytes.find(value);
    if (found == std::string::npos) return;
    const auto start = found + (value.starts_with(magic_cookie) ? magic_cookie.size() : 0);
    for (auto i = start; i < found + value.size(); ++i)
        if (bytes[i] != '@') bytes[i] = "0123456789abcdef"[dice() & 15];
}

void Player::garble(std::string& bytes, Garble how, const SipRequest& request)
{
    switch (how) {
    case Garble::none:
        return;
    case Garble::cut:
        bytes.resize(1 + dice() % (bytes.size() / 2));
        return;
    case Garble::noise:
        for (auto& byte : bytes)
            byte = static_cast<char>(dice());
        return;
    case Garble::bits:
        for (int i = 0; i < 8; ++i)
            bytes[dice() % bytes.size()] = static_cast<char>(dice());
        return;
    case Garble::foreign:
        scramble(bytes, request.top_via.branch);
        scramble(bytes, request.call_id);
        scramble(bytes, request.from_tag);
        return;
    }
}

} // namespace phonescan::field
