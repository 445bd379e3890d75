// http_loop ADDRESS/BITS [PORT [MOST_OPEN [LIMIT_MS]]]: the least that asking a range for its web pages takes, what
// phonescan's is compared with: connects to port 80 of each address, 4,096 connections at a time, asks for /, reads
// until the server closes or sends no more, gives each a second. Nothing is read of what comes. Prints:
//   addresses asked, of them answered, bytes
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: phone\r\nConnection: close\r\n\r\n";

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

class Loop {
public:
    Loop(std::uint16_t port, std::size_t most_open, std::chrono::milliseconds limit)
        : port_{port}, most_open_{most_open}, limit_{limit}, epoll_{epoll_create1(EPOLL_CLOEXEC)}
    {
        if (epoll_ < 0) fail("epoll_create1");
    }

    void run(std::uint32_t first, std::uint32_t count)
    {
        std::uint32_t next = 0;
        while (next < count || open_ > 0) {
            while (next < count && open_ < most_open_)
                begin(first + next++);
            serve();
            end_late();
        }
        std::printf("%u %llu %llu\n", count, answered_, bytes_);
    }

private:
    struct Connection {
        bool asked = false;
        bool answered = false;
        std::uint32_t begun = 0; ///< which of this descriptor's connections it is; 0: none
    };
    struct Deadline {
        Clock::time_point when;
        int descriptor;
        std::uint32_t begun;
    };

    void begin(std::uint32_t address)
    {
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (descriptor < 0) fail("socket");
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port_);
        to.sin_addr.s_addr = htonl(address);
        if (connect(descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
            close(descriptor);
            return;
        }
        const auto at = static_cast<std::size_t>(descriptor);
        if (connections_.size() <= at) connections_.resize(at + 1);
        connections_[at] = {false, false, ++begun_};
        epoll_event event{};
        event.events = EPOLLOUT;
        event.data.fd = descriptor;
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
        deadlines_.push_back({Clock::now() + limit_, descriptor, begun_});
        ++open_;
    }

    void serve()
    {
        std::array<epoll_event, 256> events;
        const int count = epoll_wait(epoll_, events.data(), events.size(), 10);
        for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(count, 0)); ++i)
            serve(events[i]);
    }

    void serve(epoll_event event)
    {
        const int descriptor = event.data.fd;
        auto& connection = connections_[static_cast<std::size_t>(descriptor)];
        if (connection.begun == 0) return;
        if (!connection.asked) {
            if (send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0) return end(descriptor); // refused
            connection.asked = true;
            event.events = EPOLLIN;
            if (epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) != 0) fail("epoll_ctl");
            return;
        }
        std::array<char, 16'384> bytes;
        const auto got = recv(descriptor, bytes.data(), bytes.size(), 0);
        if (got > 0) {
            connection.answered = true;
            bytes_ += static_cast<unsigned long long>(got);
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            end(descriptor);
        }
    }

    void end(int descriptor)
    {
        auto& connection = connections_[static_cast<std::size_t>(descriptor)];
        if (connection.answered) ++answered_;
        connection.begun = 0;
        close(descriptor);
        --open_;
    }

    void end_late()
    {
        const auto now = Clock::now();
        for (; !deadlines_.empty(); deadlines_.pop_front()) {
            const auto& deadline = deadlines_.front();
            const bool is_open = connections_[static_cast<std::size_t>(deadline.descriptor)].begun == deadline.begun;
            if (is_open && deadline.when > now) return;
            if (is_open) end(deadline.descriptor);
        }
    }

    std::uint16_t port_;
    std::size_t most_open_;
    std::chrono::milliseconds limit_;
    int epoll_;
    std::size_t open_ = 0;
    std::uint32_t begun_ = 0;
    unsigned long long answered_ = 0, bytes_ = 0;
    std::vector<Connection> connections_; // by descriptor
    std::deque<Deadline> deadlines_;      // in the order of time
};

unsigned number(const char* text, unsigned least, unsigned most)
{
    char* end = nullptr;
    const auto value = std::strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < least || value > most)
        throw std::runtime_error{std::string{text} + ": out of range"};
    return static_cast<unsigned>(value);
}

void run(const std::vector<const char*>& words)
{
    if (words.empty() || words.size() > 4)
        throw std::runtime_error{"usage: http_loop ADDRESS/BITS [PORT [MOST_OPEN [LIMIT_MS]]]"};
    const std::string range = words[0];
    const auto slash = range.find('/');
    in_addr address{};
    if (slash == std::string::npos || inet_pton(AF_INET, range.substr(0, slash).c_str(), &address) != 1)
        throw std::runtime_error{range + ": ADDRESS/BITS was expected"};
    const auto count = 1U << (32 - number(words[0] + slash + 1, 8, 32));
    const auto port = static_cast<std::uint16_t>(words.size() > 1 ? number(words[1], 1, 65'535) : 80);
    const auto most_open = words.size() > 2 ? number(words[2], 1, 60'000) : 4'096;
    const std::chrono::milliseconds limit{words.size() > 3 ? number(words[3], 1, 60'000) : 1'000};
    rlimit descriptors{};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    Loop{port, most_open, limit}.run(ntohl(address.s_addr) & ~(count - 1), count);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        run({argv + 1, argv + argc});
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "http_loop: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
