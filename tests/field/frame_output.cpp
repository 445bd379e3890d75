#include "tests/field/frame_output.hpp"

#include "tests/field/link_frames.hpp"

#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace phonescan::field {

namespace {

/// Calls with every frame of one round.
void one_round(const Site& site, std::uint64_t filler, std::uint64_t& number,
               const std::function<void(const Octets&)>& take)
{
    constexpr std::size_t filler_size = 400;
    for (const auto& block : site.play)
        for (std::uint64_t n = 0; n < block.size(); ++n) {
            const auto device = site.at(block.first + n);
            if (!device || device->address.is_ipv6()) continue;
            for (const auto& frame : link_frames(*device)) {
                take(frame);
                for (std::uint64_t i = 0; i < filler; ++i)
                    take(filler_frame(++number, filler_size));
            }
        }
}

/// A pcap file with times in microseconds. Source: draft-ietf-opsawg-pcap.
class CaptureFile {
public:
    explicit CaptureFile(const std::filesystem::path& path) : file_{std::fopen(path.c_str(), "wb")}, path_{path}
    {
        if (!file_) throw std::runtime_error(path_.string() + ": " + std::strerror(errno));
        constexpr std::uint32_t magic = 0xa1b2c3d4, version = 4U << 16 | 2, longest = 262'144, ethernet = 1;
        put({magic, version, 0, 0, longest, ethernet});
    }

    void write(const Octets& frame, std::chrono::microseconds time)
    {
        const auto size = static_cast<std::uint32_t>(frame.size());
        put({static_cast<std::uint32_t>(time.count() / 1'000'000), static_cast<std::uint32_t>(time.count() % 1'000'000),
             size, size});
        std::fwrite(frame.data(), 1, frame.size(), file_.get());
    }

    void finish()
    {
        if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0)
            throw std::runtime_error(path_.string() + ": cannot be written");
    }

private:
    void put(std::initializer_list<std::uint32_t> numbers) // in this machine's order: readers are told by the magic
    {
        for (const auto number : numbers)
            std::fwrite(&number, sizeof number, 1, file_.get());
    }

    struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::filesystem::path path_;
};

class PacketSocket {
public:
    explicit PacketSocket(const std::string& interface) : descriptor_{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)}
    {
        if (descriptor_ < 0) throw std::runtime_error(interface + ": " + std::strerror(errno));
        if (driver_of(interface) != "veth")
            throw std::runtime_error(interface + ": frames are sent onto a veth of a test's own alone");
        address_.sll_family = AF_PACKET;
        address_.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    }
    ~PacketSocket() { close(descriptor_); }
    PacketSocket(const PacketSocket&) = delete;
    PacketSocket& operator=(const PacketSocket&) = delete;

    void send(const Octets& frame) const
    {
        const auto* const address = reinterpret_cast<const sockaddr*>(&address_);
        if (sendto(descriptor_, frame.data(), frame.size(), 0, address, sizeof address_) < 0)
            throw std::runtime_error(std::string("a frame cannot be sent: ") + std::strerror(errno));
    }

private:
    std::string driver_of(const std::string& interface) const
    {
        ethtool_drvinfo info{};
        info.cmd = ETHTOOL_GDRVINFO;
        ifreq request{};
        interface.copy(request.ifr_name, IFNAMSIZ - 1);
        request.ifr_data = reinterpret_cast<char*>(&info);
        return ioctl(descriptor_, SIOCETHTOOL, &request) == 0 ? info.driver : "";
    }

    int descriptor_;
    sockaddr_ll address_{};
};

} // namespace

std::uint64_t write_capture(const Site& site, const Rounds& rounds, const std::filesystem::path& path)
{
    CaptureFile file{path};
    std::chrono::microseconds time = std::chrono::seconds{1'400'000'000}; // the same bytes whenever it is written
    std::uint64_t number = 0;
    std::uint64_t frames = 0;
    for (std::uint64_t round = 0; round < rounds.count; ++round) {
        auto now = time;
        one_round(site, rounds.filler, number, [&](const Octets& frame) {
            file.write(frame, now++);
            ++frames;
        });
        time += rounds.interval;
    }
    file.finish();
    return frames;
}

std::uint64_t send_frames(const Site& site, const Rounds& rounds, const std::string& interface)
{
    const PacketSocket socket{interface};
    std::uint64_t number = 0;
    std::uint64_t frames = 0;
    for (std::uint64_t round = 0; round < rounds.count; ++round) {
        if (round != 0) std::this_thread::sleep_for(rounds.interval);
        one_round(site, rounds.filler, number, [&](const Octets& frame) {
            socket.send(frame);
            ++frames;
        });
    }
    return frames;
}

} // namespace phonescan::field
