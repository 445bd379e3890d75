// Watches the network and prints what changes, a line each, for the shell tests.
// watch_network SECONDS INTERFACE NETWORK...
// INTERFACE: `-` for none. It ends after so many seconds, or with a signal.

#include "probes/network_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/network_v4.hpp>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>

namespace {

using namespace phonescan;

void tell(const NetworkWatch& watch, std::size_t routes)
{
    std::string usable;
    for (std::size_t i = 0; i < routes; ++i)
        usable += watch.is_usable(i) ? '+' : '-';
    const auto wrong = watch.is_any_down() ? watch.what_is_wrong() : "all is well";
    std::printf("%s %s\n", usable.c_str(), wrong.c_str());
    std::fflush(stdout);
}

int watch(std::chrono::seconds time, const std::string& interface, const std::vector<std::string>& networks)
{
    std::vector<AddressRange> ranges;
    for (const auto& text : networks) {
        const auto network = boost::asio::ip::make_network_v4(text);
        ranges.push_back({network.network().to_uint(), network.broadcast().to_uint()});
    }
    const auto routes = routes_to(AddressSet{std::move(ranges)}, interface);
    boost::asio::io_context context;
    const NetworkWatch* self = nullptr;
    const NetworkWatch watch{context.get_executor(), routes, interface, [&] { tell(*self, routes.size()); }};
    self = &watch;
    tell(watch, routes.size());
    context.run_for(time);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words{argv + 1, argv + argc};
    int seconds = 0;
    if (words.size() < 3 ||
        std::from_chars(words[0].data(), words[0].data() + words[0].size(), seconds).ec != std::errc{})
        return 2;
    try {
        return watch(std::chrono::seconds{seconds}, words[1] == "-" ? "" : words[1], {words.begin() + 2, words.end()});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "watch_network: %s\n", error.what());
        return 1;
    }
}
