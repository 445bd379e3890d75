// The program itself, asked over loopback by a plain UDP client.
#include "tests/field/running_field.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <map>
#include <string>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using phonescan::test::RunningField;

namespace {

sockaddr_in at(const std::string& address, std::uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &result.sin_addr);
    return result;
}

class Client {
public:
    Client() : fd_{socket(AF_INET, SOCK_DGRAM, 0)}
    {
        const auto own = at("127.0.0.1", 0);
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    }
    ~Client() { close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    std::uint16_t port() const
    {
        sockaddr_in own{};
        socklen_t size = sizeof own;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size);
        return ntohs(own.sin_port);
    }
    void ask(const std::string& address, std::uint16_t port) const
    {
        const auto text = "OPTIONS sip:" + address +
                          " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(this->port()) + ";branch=z9hG4bK" +
                          address +
                          ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:" + address +
                          ">\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        const auto peer = at(address, port);
        sendto(fd_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&peer), sizeof peer);
    }
    /// Answers by the address they came from, until `count` are there or nothing came for a while.
    std::map<std::string, std::string> answers(std::size_t count) const
    {
        std::map<std::string, std::string> result;
        pollfd readable{fd_, POLLIN, 0};
        while (result.size() < count && poll(&readable, 1, 5000) > 0) {
            std::array<char, 2048> bytes{};
            sockaddr_in peer{};
            socklen_t size = sizeof peer;
            const auto got = recvfrom(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&peer), &size);
            if (got > 0) result[inet_ntoa(peer.sin_addr)] = {bytes.data(), static_cast<std::size_t>(got)};
        }
        return result;
    }
    /// The error that a datagram to a place brings back within 5 s, 0 for none.
    int refusal(const std::string& address, std::uint16_t port) const
    {
        const auto peer = at(address, port);
        connect(fd_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer);
        ask(address, port);
        pollfd readable{fd_, POLLIN, 0};
        char byte = 0;
        if (poll(&readable, 1, 5000) <= 0) return 0;
        return recv(fd_, &byte, 1, MSG_DONTWAIT) < 0 ? errno : 0;
    }

private:
    int fd_;
};

/// A UDP port that nobody uses at this moment.
std::string free_port()
{
    return std::to_string(Client().port());
}

bool may_open_raw_sockets()
{
    const int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

} // namespace

TEST_CASE("phonefield: every phone of a wildcard site answers from its own address, nobody else does",
          "[field][program]")
{
    const auto port = free_port();
    RunningField field("play 127.42.0.0/24\ndefault port=" + port +
                       "\ndevice 127.42.0.10-29 user-agent=\"Acme {n}\" latency=0-20ms\ndevice 127.42.0.30 silent\n");
    REQUIRE(field.ready());
    const Client client;
    for (int host = 0; host < 256; ++host)
        client.ask("127.42.0." + std::to_string(host), static_cast<std::uint16_t>(std::stoi(port)));
    client.ask("127.43.0.1", static_cast<std::uint16_t>(std::stoi(port))); // not played
    const auto answers = client.answers(20);
    CHECK(answers.size() == 20);
    for (int n = 0; n < 20; ++n) {
        const auto address = "127.42.0." + std::to_string(10 + n);
        REQUIRE(answers.contains(address));
        CHECK_THAT(answers.at(address), Catch::Contains("branch=z9hG4bK" + address + ";") &&
                                            Catch::Contains("User-Agent: Acme " + std::to_string(n) + "\r\n"));
    }
    CHECK(field.end() == 0);
    const auto json = field.statistics();
    CAPTURE(json);
    const auto line =
        GENERATE("\"requests\": 256", "\"valid\": 256", "\"to_devices\": 20", "\"to_silent\": 236", "\"outside\": 1",
                 "\"answers\": 20", "\"peak_per_second_24\": 256", "\"kernel_drops\": 0");
    CHECK_THAT(json, Catch::Contains(line));
}

TEST_CASE("phonefield: in a closed site the kernel refuses what is not listed, without privileges", "[field][program]")
{
    const auto port = free_port();
    const auto number = static_cast<std::uint16_t>(std::stoi(port));
    RunningField field("play 127.42.0.0/24\nunlisted closed\ndefault port=" + port +
                       "\ndevice 127.42.0.10 server=x answers-from=127.42.0.99\ndevice 127.42.0.11 silent\n");
    REQUIRE(field.ready());
    const Client client;
    client.ask("127.42.0.10", number);
    CHECK(client.answers(1).contains("127.42.0.99"));
    CHECK(Client().refusal("127.42.0.12", number) == ECONNREFUSED);
    CHECK(field.end_by(SIGTERM) == 0);
    CHECK_THAT(field.statistics(), Catch::Contains("\"answers\": 1"));
}

TEST_CASE("phonefield: a closed phone among silent addresses refuses by ICMP, or says what that takes",
          "[field][program]")
{
    const auto port = free_port();
    RunningField field("play 127.42.0.0/24\ndefault port=" + port + "\ndevice 127.42.0.10 closed\n");
    if (!may_open_raw_sockets()) {
        CHECK_FALSE(field.ready());
        CHECK(field.end() != 0);
        CHECK_THAT(field.errors(), Catch::Contains("CAP_NET_RAW"));
        return;
    }
    REQUIRE(field.ready());
    CHECK(Client().refusal("127.42.0.10", static_cast<std::uint16_t>(std::stoi(port))) == ECONNREFUSED);
    CHECK(field.end() == 0);
    CHECK_THAT(field.statistics(), Catch::Contains("\"refusals\": 1"));
}

TEST_CASE("phonefield: --density gives populations another share of phones", "[field][program]")
{
    const phonescan::test::TemporaryDirectory folder;
    const auto site = folder.file("a.site", "play 127.64.0.0/20\ntype a model=A\n"
                                            "population 127.64.0.0/20 share=5% type=a\ndevice 127.64.0.0 closed\n");
    const auto [option, least, most] = GENERATE(table<std::string, std::size_t, std::size_t>({
        {"", 120, 300}, // 205 expected, standard deviation 14
        {" --density 50%", 1850, 2250},
        {" --density 100%", 4095, 4095},
        {" --density 0%", 0, 0},
    }));
    CAPTURE(option);
    auto* list = popen((PHONEFIELD_PROGRAM " --list " + site + option).c_str(), "r");
    REQUIRE(list != nullptr);
    std::string text;
    std::array<char, 65536> bytes{};
    for (std::size_t got = 0; (got = fread(bytes.data(), 1, bytes.size(), list)) > 0;)
        text.append(bytes.data(), got);
    CHECK(pclose(list) == 0);
    std::size_t phones = 0;
    const std::string_view phone = "\tphone\tphone\t"; // state and kind
    for (auto at = text.find(phone); at != std::string::npos; at = text.find(phone, at + 1))
        ++phones;
    CHECK(phones >= least);
    CHECK(phones <= most);
}

TEST_CASE("phonefield: a port that is taken is named, and nothing is played", "[field][program]")
{
    const Client holder;
    const auto port = std::to_string(holder.port());
    RunningField field("play 127.0.0.0/24\nunlisted closed\ndevice 127.0.0.1 port=" + port + "\n");
    CHECK_FALSE(field.ready());
    CHECK(field.end() != 0);
    CHECK_THAT(field.errors(), Catch::Contains("cannot play 127.0.0.1 port " + port));
}
