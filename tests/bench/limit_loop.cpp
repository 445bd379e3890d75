// limit_loop [-p PORT] [-s SENDS] [-b BATCH] [-w WAIT_MS] [--default-buffers] ADDRESS/BITS: the least that any sweep of
// these addresses takes, what phonescan's is compared with. It sends the same OPTIONS to each address, BATCH (64) with
// one sendmmsg(), reads with recvmmsg() and counts the distinct addresses that sent anything; nothing is read of what
// comes. SENDS (1) is how often a silent address is asked, at the times of RFC 3261's Timer E; WAIT_MS (300) is how
// long it listens after its last datagram. --default-buffers leaves the socket's buffers as the system makes them.
// Prints:
//   addresses that answered, datagrams sent, datagrams received, seconds from the first datagram to the end
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_at_once = 1024;

struct Options {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint16_t port = 5060;
    unsigned sends = 1;
    std::size_t batch = 64;
    std::chrono::milliseconds wait = 300ms;
    bool default_buffers = false;
};

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

/// RFC 3261, 17.1.2.2: T1 is 0.5 s, T2 is 4 s.
Clock::duration after_first(unsigned send)
{
    Clock::duration offset{};
    for (unsigned i = 1; i <= send; ++i)
        offset += i > 4 ? 4'000ms : std::min<Clock::duration>(500ms * (1 << (i - 1)), 4'000ms);
    return offset;
}

class Limit {
public:
    explicit Limit(const Options& options);
    void run();

private:
    void enlarge(int forced, int plain) const;
    void pass(unsigned send);
    void send(std::size_t count);
    /// Reads all that is there, or what comes until then.
    void drain();
    void drain_until(Clock::time_point end);
    bool wait(short events, Clock::time_point end) const;

    Options options_;
    int socket_;
    std::string request_;
    std::vector<bool> answered_;
    std::vector<Clock::time_point> first_sent_; // of each batch of the first pass
    std::uint64_t answers_ = 0, sent_ = 0, received_ = 0;
    Clock::time_point begin_{};

    std::array<sockaddr_in, most_at_once> to_{};
    std::array<mmsghdr, most_at_once> outgoing_{};
    static constexpr std::size_t read_at_once = 64;
    std::array<std::array<char, 2048>, read_at_once> bytes_;
    std::array<sockaddr_in, read_at_once> from_{};
    std::array<iovec, read_at_once> pieces_{};
    std::array<mmsghdr, read_at_once> incoming_{};
    iovec request_piece_{};
};

Limit::Limit(const Options& options)
    : options_{options}, socket_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)},
      answered_(options.count), first_sent_(options.count / options.batch + 1)
{
    if (socket_ < 0) fail("socket");
    if (!options_.default_buffers) {
        enlarge(SO_SNDBUFFORCE, SO_SNDBUF);
        enlarge(SO_RCVBUFFORCE, SO_RCVBUF);
    }
    sockaddr_in own{};
    own.sin_family = AF_INET;
    socklen_t size = sizeof own;
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&own), size) != 0) fail("bind");
    if (getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size) != 0) fail("getsockname");
    // The source is the route's, which is asked for as a datagram to the first address would.
    const int probe = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in towards{};
    towards.sin_family = AF_INET;
    towards.sin_port = htons(options_.port);
    towards.sin_addr.s_addr = htonl(options_.first);
    sockaddr_in source{};
    size = sizeof source;
    if (probe < 0 || connect(probe, reinterpret_cast<const sockaddr*>(&towards), sizeof towards) != 0 ||
        getsockname(probe, reinterpret_cast<sockaddr*>(&source), &size) != 0)
        fail("no way to the addresses");
    close(probe);
    std::array<char, INET_ADDRSTRLEN> text{};
    inet_ntop(AF_INET, &source.sin_addr, text.data(), text.size());
    const std::string host = text.data();
    const auto host_port = host + ':' + std::to_string(ntohs(own.sin_port));
    request_ = "OPTIONS sip:phone SIP/2.0\r\nVia: SIP/2.0/UDP " + host_port +
               ";branch=z9hG4bKlimit0a400001138812345678;rport\r\nMax-Forwards: 70\r\nTo: <sip:phone>\r\n"
               "From: <sip:limit@" +
               host +
               ">;tag=limit0a400001138812345678\r\nCall-ID: limit0a400001138812345678\r\nCSeq: 1 OPTIONS\r\n"
               "Contact: <sip:limit@" +
               host_port + ">\r\nAccept: application/sdp\r\nUser-Agent: limit\r\nContent-Length: 0\r\n\r\n";
    request_piece_ = {request_.data(), request_.size()};
}

void Limit::enlarge(int forced, int plain) const
{
    constexpr int wanted = 4 << 20;
    if (setsockopt(socket_, SOL_SOCKET, forced, &wanted, sizeof wanted) != 0)
        setsockopt(socket_, SOL_SOCKET, plain, &wanted, sizeof wanted); // the system gives what it allows
}

void Limit::run()
{
    begin_ = Clock::now();
    for (unsigned send = 0; send < options_.sends; ++send)
        pass(send);
    drain_until(Clock::now() + options_.wait);
    const std::chrono::duration<double> seconds = Clock::now() - begin_;
    std::printf("%llu %llu %llu %.3f\n", static_cast<unsigned long long>(answers_),
                static_cast<unsigned long long>(sent_), static_cast<unsigned long long>(received_), seconds.count());
}

void Limit::pass(unsigned send)
{
    std::uint32_t next = 0;
    while (next < options_.count) {
        auto& first_sent = first_sent_[next / options_.batch];
        if (send > 0) drain_until(first_sent + after_first(send));
        const auto end =
            std::min<std::uint64_t>(next / options_.batch * options_.batch + options_.batch, options_.count);
        std::size_t count = 0;
        for (; next < end; ++next) {
            if (answered_[next]) continue;
            to_[count].sin_family = AF_INET;
            to_[count].sin_port = htons(options_.port);
            to_[count].sin_addr.s_addr = htonl(options_.first + next);
            auto& header = outgoing_[count].msg_hdr;
            header = {};
            header.msg_name = &to_[count];
            header.msg_namelen = sizeof to_[count];
            header.msg_iov = &request_piece_;
            header.msg_iovlen = 1;
            ++count;
        }
        if (send == 0) first_sent = Clock::now();
        this->send(count);
        drain();
    }
}

void Limit::send(std::size_t count)
{
    for (std::size_t gone = 0; gone < count;) {
        const int sent = sendmmsg(socket_, outgoing_.data() + gone, static_cast<unsigned>(count - gone), 0);
        if (sent > 0) {
            gone += static_cast<std::size_t>(sent);
            sent_ += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN || errno == ENOBUFS) {
            wait(POLLIN | POLLOUT, Clock::now() + 10ms);
            drain();
        } else if (errno != EINTR) {
            fail("sendmmsg");
        }
    }
}

void Limit::drain()
{
    for (;;) {
        for (std::size_t i = 0; i < read_at_once; ++i) {
            pieces_[i] = {bytes_[i].data(), bytes_[i].size()};
            auto& header = incoming_[i].msg_hdr;
            header = {};
            header.msg_name = &from_[i];
            header.msg_namelen = sizeof from_[i];
            header.msg_iov = &pieces_[i];
            header.msg_iovlen = 1;
        }
        const int got = recvmmsg(socket_, incoming_.data(), read_at_once, MSG_DONTWAIT, nullptr);
        if (got <= 0) return;
        for (const auto& from : std::span{from_}.first(static_cast<std::size_t>(got))) {
            ++received_;
            const auto place = ntohl(from.sin_addr.s_addr) - options_.first;
            if (place >= options_.count || answered_[place]) continue;
            answered_[place] = true;
            ++answers_;
        }
        if (static_cast<std::size_t>(got) < read_at_once) return;
    }
}

void Limit::drain_until(Clock::time_point end)
{
    while (wait(POLLIN, end))
        drain();
}

/// False once it is that late.
bool Limit::wait(short events, Clock::time_point end) const
{
    const auto left = end - Clock::now();
    if (left <= 0ns) return false;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{seconds.count(), std::chrono::nanoseconds{left - seconds}.count()};
    pollfd ready{socket_, events, 0};
    ppoll(&ready, 1, &timeout, nullptr);
    return true;
}

unsigned number(const char* text, unsigned least, unsigned most)
{
    char* end = nullptr;
    const auto value = std::strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < least || value > most)
        throw std::runtime_error{std::string{text} + ": a number from " + std::to_string(least) + " to " +
                                 std::to_string(most) + " was expected"};
    return static_cast<unsigned>(value);
}

void read_range(const std::string& text, Options& options)
{
    const auto slash = text.find('/');
    in_addr address{};
    if (slash == std::string::npos || inet_pton(AF_INET, text.substr(0, slash).c_str(), &address) != 1)
        throw std::runtime_error{text + ": ADDRESS/BITS was expected"};
    const auto bits = number(text.c_str() + slash + 1, 8, 32);
    options.count = 1U << (32 - bits);
    options.first = ntohl(address.s_addr) & ~(options.count - 1);
}

Options read_options(int argc, char** argv)
{
    const std::array<option, 2> long_options{{{"default-buffers", no_argument, nullptr, 'd'}, {}}};
    Options options;
    for (int letter; (letter = getopt_long(argc, argv, "p:s:b:w:", long_options.data(), nullptr)) != -1;) {
        if (letter == 'p') options.port = static_cast<std::uint16_t>(number(optarg, 1, 65'535));
        if (letter == 's') options.sends = number(optarg, 1, 11);
        if (letter == 'b') options.batch = number(optarg, 1, most_at_once);
        if (letter == 'w') options.wait = std::chrono::milliseconds{number(optarg, 0, 60'000)};
        if (letter == 'd') options.default_buffers = true;
        if (letter == '?') throw std::runtime_error{"the comment at the top of limit_loop.cpp says how it is called"};
    }
    if (optind + 1 != argc) throw std::runtime_error{"one ADDRESS/BITS was expected"};
    read_range(argv[optind], options);
    return options;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        static Limit limit{read_options(argc, argv)}; // its buffers are too large for a stack
        limit.run();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "limit_loop: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
