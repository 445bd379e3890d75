// Asks addresses for echoes and prints what comes of it, for the shell tests.
// sweep_echo [--drop] [--interface NAME] [--passes N] [--gap MS] [--wait MS] NETWORK|ADDRESS...
// Networks take turns, address by address. --drop: the sockets are opened before all privileges go.

#include "probes/echo_sweep.hpp"
#include "probes/privileges.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/network_v4.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

namespace {

using namespace phonescan;
namespace ip = boost::asio::ip;

class OpenGate final : public SendGate {
public:
    Permit ask(const ip::address&, SendKind, Clock::time_point now) override { return {Permit::Answer::now, now}; }
};

struct Order {
    bool drops = false;
    std::string interface;
    EchoSweepOptions options;
    std::vector<AddressRange> networks;
    std::vector<ip::address> addresses;
};

unsigned number(std::string_view text)
{
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Order read_order(const std::vector<std::string>& words)
{
    Order order;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const bool has_value = i + 1 < words.size();
        if (word == "--drop") {
            order.drops = true;
        } else if (word == "--interface" && has_value) {
            order.interface = words[++i];
        } else if (word == "--passes" && has_value) {
            order.options.passes = number(words[++i]);
        } else if (word == "--gap" && has_value) {
            order.options.gap = std::chrono::milliseconds{number(words[++i])};
        } else if (word == "--wait" && has_value) {
            order.options.wait = std::chrono::milliseconds{number(words[++i])};
        } else if (word.find('/') == std::string::npos) {
            order.addresses.push_back(ip::make_address(word));
        } else {
            const auto network = ip::make_network_v4(word);
            order.networks.push_back({network.network().to_uint(), network.broadcast().to_uint()});
        }
    }
    std::uint32_t longest = 0;
    for (const auto& network : order.networks)
        longest = std::max(longest, network.last - network.first);
    for (std::uint32_t i = 0; !order.networks.empty() && i <= longest; ++i)
        for (const auto& network : order.networks)
            if (i <= network.last - network.first) order.addresses.push_back(ip::address_v4{network.first + i});
    return order;
}

const char* text_of(EchoState state)
{
    constexpr const char* names[] = {"open", "answered", "prohibited", "unreachable"};
    return names[static_cast<std::size_t>(state)];
}

int sweep(const Order& order)
{
    EchoPort port{order.interface};
    if (order.drops) drop_privileges(Unprivileged{65534, 65534});
    OpenGate gate;
    boost::asio::io_context context;
    std::vector<AddressRange> v4;
    for (const auto& address : order.addresses)
        if (address.is_v4()) v4.push_back({address.to_v4().to_uint(), address.to_v4().to_uint()});
    const auto routes = routes_to(AddressSet{std::move(v4)}, order.interface);
    EchoSweep sweep{std::move(port), routes, gate, order.options, [](const EchoNews& news) {
                        std::printf("%s %s by %s\n", news.asked.to_string().c_str(), text_of(news.state),
                                    news.by.to_string().c_str());
                    }};
    for (const auto& address : order.addresses)
        sweep.ask(address);
    sweep.no_more();
    EchoSweepOutcome outcome;
    boost::asio::co_spawn(context, sweep.run(), [&](std::exception_ptr error, EchoSweepOutcome result) {
        if (error) std::rethrow_exception(error);
        outcome = std::move(result);
    });
    context.run();
    std::printf("addresses %ju = %ju answered + %ju prohibited + %ju unreachable + %ju silent + %ju unsent\n",
                std::uintmax_t{outcome.addresses}, std::uintmax_t{outcome.answered}, std::uintmax_t{outcome.prohibited},
                std::uintmax_t{outcome.unreachable}, std::uintmax_t{outcome.silent}, std::uintmax_t{outcome.unsent});
    std::printf("requests %ju, send errors %ju, drops %ju, forged %ju, elsewhere %ju\n",
                std::uintmax_t{outcome.requests}, std::uintmax_t{outcome.send_errors},
                std::uintmax_t{outcome.receive_drops}, std::uintmax_t{outcome.forged},
                std::uintmax_t{outcome.elsewhere});
    if (!outcome.not_available.empty()) std::printf("not available: %s\n", outcome.not_available.c_str());
    if (!outcome.not_available6.empty()) std::printf("not available for IPv6: %s\n", outcome.not_available6.c_str());
    for (const auto& reason : outcome.incomplete)
        std::printf("incomplete: %s\n", reason.c_str());
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return sweep(read_order({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sweep_echo: %s\n", error.what());
        return 1;
    }
}
