#include "tests/field/link_frames.hpp"

#include "tests/field/octet_writer.hpp"

#include <utility>

namespace phonescan::field {

namespace {

constexpr std::uint64_t everybody = 0xffffffffffff;
constexpr std::uint64_t server_mac = 0x020000000001;
constexpr std::uint32_t server = 0x7f000001; // of no site that is played: 127.0.0.1

/// One device on its way to frames.
class Sender {
public:
    explicit Sender(const PlayedDevice& device) : link_{device.behaviour->link}, facts_{device.facts()}
    {
        constexpr std::uint64_t own_making = 0x02; // a locally administered address
        if (facts_.mac == 0) facts_.mac = own_making << 40 | facts_.address.low32();
    }

    std::vector<Octets> frames()
    {
        lldp();
        cdp();
        dhcp();
        const bool speaks =
            !frames_.empty() || !link_.register_agent.empty() || !link_.http_agent.empty() || !link_.pnp_event.empty();
        if (speaks && !link_.without_arp) arp();
        plug_and_play();
        registration();
        http();
        return std::move(frames_);
    }

private:
    std::string said(const BannerTemplate& text) const { return text.text_for(facts_); }

    void frame(std::uint64_t to, std::uint16_t ether_type, const Octets& payload)
    {
        OctetWriter out;
        out.mac(to).mac(facts_.mac);
        if (link_.vlan != 0) out.u16(0x8100).u16(link_.vlan);
        frames_.push_back(out.u16(ether_type).octets(payload).take());
    }

    static void tlv(OctetWriter& out, unsigned type, const Octets& value)
    {
        out.u16(type << 9 | value.size()).octets(value);
    }
    static void tlv(OctetWriter& out, unsigned type, std::string_view text)
    {
        if (!text.empty()) tlv(out, type, Octets(text.begin(), text.end()));
    }
    void med(OctetWriter& out, std::uint8_t subtype, const BannerTemplate& text) const
    {
        constexpr std::size_t longest = 32;
        if (!text.empty())
            tlv(out, 127, OctetWriter{}.u32(0x0012bb00U | subtype).text(said(text).substr(0, longest)).take());
    }

    void lldp()
    {
        if (link_.lldp_name.empty() && link_.lldp_description.empty() && link_.med_model.empty()) return;
        OctetWriter out;
        tlv(out, 1, OctetWriter{}.u8(5).u8(1).u32(facts_.address.low32()).take());
        tlv(out, 2, OctetWriter{}.u8(3).mac(facts_.mac).take());
        tlv(out, 3, OctetWriter{}.u16(120).take());
        tlv(out, 4, said(link_.lldp_port));
        tlv(out, 5, said(link_.lldp_name));
        tlv(out, 6, said(link_.lldp_description));
        tlv(out, 7, OctetWriter{}.u16(0x24).u16(0x24).take());
        tlv(out, 8, OctetWriter{}.u8(5).u8(1).u32(facts_.address.low32()).u8(2).u32(1).u8(0).take());
        tlv(out, 127, OctetWriter{}.u32(0x0012bb01).u16(0x33).u8(3).take());
        med(out, 5, link_.med_hardware);
        med(out, 6, link_.med_firmware);
        med(out, 7, link_.med_software);
        med(out, 8, link_.med_serial);
        med(out, 9, link_.med_manufacturer);
        med(out, 10, link_.med_model);
        tlv(out, 0, Octets{});
        frame(0x0180c200000e, 0x88cc, out.take());
    }

    void cdp()
    {
        if (link_.cdp_device.empty() && link_.cdp_platform.empty()) return;
        OctetWriter body;
        const auto field = [&body](std::uint16_t type, const Octets& value) {
            body.u16(type).u16(value.size() + 4).octets(value);
        };
        const auto text = [&](std::uint16_t type, const BannerTemplate& words) {
            if (!words.empty()) field(type, OctetWriter{}.text(said(words)).take());
        };
        text(1, link_.cdp_device);
        field(2, OctetWriter{}.u32(1).u8(1).u8(1).u8(0xcc).u16(4).u32(facts_.address.low32()).take());
        field(3, OctetWriter{}.text("Port 1").take());
        field(4, OctetWriter{}.u32(0x490).take());
        text(5, link_.cdp_version);
        text(6, link_.cdp_platform);
        const auto fields = body.take();
        const auto packet = OctetWriter{}.u32(0xaaaa0300).u32(0x000c2000).u8(2).u8(180).u16(0).octets(fields).take();
        frame(0x01000ccccccc, static_cast<std::uint16_t>(packet.size()), packet); // 802.3: the type is the length
    }

    void arp()
    {
        frame(everybody, 0x0806,
              OctetWriter{}
                  .u16(1)
                  .u16(0x0800)
                  .u8(6)
                  .u8(4)
                  .u16(1)
                  .mac(facts_.mac)
                  .u32(facts_.address.low32())
                  .mac(0)
                  .u32(facts_.address.low32())
                  .take());
    }

    void ip(std::uint64_t to_mac, std::uint32_t from, std::uint32_t to, std::uint8_t protocol, const Octets& payload)
    {
        constexpr std::uint8_t hop_limit = 64;
        frame(to_mac, 0x0800,
              OctetWriter{}
                  .u16(0x4500)
                  .u16(20 + payload.size())
                  .u32(0)
                  .u8(hop_limit)
                  .u8(protocol)
                  .u16(0)
                  .u32(from)
                  .u32(to)
                  .octets(payload)
                  .take());
    }

    void udp(std::uint64_t to_mac, std::uint32_t from, std::uint32_t to, std::uint16_t from_port, std::uint16_t to_port,
             const Octets& payload)
    {
        ip(to_mac, from, to, 17,
           OctetWriter{}.u16(from_port).u16(to_port).u16(8 + payload.size()).u16(0).octets(payload).take());
    }

    void dhcp()
    {
        if (link_.dhcp_class.empty() && link_.dhcp_name.empty()) return;
        const auto message = [this](std::uint8_t op, std::uint32_t yours, const Octets& options) {
            return OctetWriter{}
                .u32(std::uint32_t{op} << 24 | 0x010600)
                .u32(1)
                .zeros(8)
                .u32(yours)
                .zeros(8)
                .mac(facts_.mac)
                .zeros(10 + 64 + 128)
                .u32(0x63825363)
                .octets(options)
                .u8(0xff)
                .take();
        };
        OctetWriter options;
        options.u8(53).u8(1).u8(3);
        const auto option = [&](std::uint8_t code, const BannerTemplate& text) {
            const auto value = said(text);
            if (!value.empty()) options.u8(code).u8(value.size()).text(value);
        };
        option(60, link_.dhcp_class);
        option(12, link_.dhcp_name);
        udp(everybody, 0, 0xffffffff, 68, 67, message(1, 0, options.take()));
        udp(everybody, server, 0xffffffff, 67, 68,
            message(2, facts_.address.low32(), OctetWriter{}.u8(53).u8(1).u8(5).take()));
    }

    std::string request(std::string_view method, const std::string& uri, const std::string& user,
                        const std::string& more) const
    {
        return std::string{method} + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + dotted(facts_.address) +
               ":5060;branch=z9hG4bK" + std::to_string(facts_.address.low32()) + "\r\nFrom: <sip:" + user +
               ">;tag=1\r\nTo: <sip:" + user + ">\r\nCall-ID: 1@" + dotted(facts_.address) + "\r\nCSeq: 1 " +
               std::string{method} + "\r\n" + more + "Content-Length: 0\r\n\r\n";
    }

    void plug_and_play()
    {
        if (link_.pnp_event.empty()) return;
        constexpr std::uint32_t group = 0xe000014b; // 224.0.1.75
        const auto user = BannerTemplate{"MAC%3a{mac}@224.0.1.75"}.text_for(facts_);
        const auto text = request("SUBSCRIBE", "sip:" + user, user, "Event: " + said(link_.pnp_event) + "\r\n");
        udp(0x01005e00014b, facts_.address.low32(), group, 5060, 5060, OctetWriter{}.text(text).take());
    }

    void registration()
    {
        if (link_.register_agent.empty()) return;
        const auto text = request("REGISTER", "sip:" + dotted(server), "4711@" + dotted(server),
                                  "User-Agent: " + said(link_.register_agent) + "\r\n");
        udp(server_mac, facts_.address.low32(), server, 5060, 5060, OctetWriter{}.text(text).take());
    }

    void http()
    {
        if (link_.http_agent.empty()) return;
        const auto text = "GET /" + BannerTemplate{"{mac}"}.text_for(facts_) +
                          ".cfg HTTP/1.1\r\nHost: " + dotted(server) + "\r\nUser-Agent: " + said(link_.http_agent) +
                          "\r\n\r\n";
        ip(server_mac, facts_.address.low32(), server, 6,
           OctetWriter{}.u16(40'000).u16(80).u32(1).u32(1).u16(0x5018).u16(0x1000).u32(0).text(text).take());
    }

    const LinkService& link_;
    DeviceFacts facts_;
    std::vector<Octets> frames_;
};

} // namespace

std::vector<Octets> link_frames(const PlayedDevice& device)
{
    return Sender{device}.frames();
}

Octets filler_frame(std::uint64_t number, std::size_t size)
{
    OctetWriter payload;
    while (payload.size() < size)
        payload.u32(mixed(number, payload.size()));
    const auto sender = static_cast<std::uint32_t>(mixed(number, 1));
    return OctetWriter{}
        .mac(server_mac)
        .mac(std::uint64_t{0x02} << 40 | sender)
        .u16(0x0800)
        .u16(0x4500)
        .u16(28 + payload.size())
        .u32(0)
        .u16(0x4011)
        .u16(0)
        .u32(sender)
        .u32(server)
        .u16(20'000 + number % 20'000)
        .u16(30'000)
        .u16(8 + payload.size())
        .u16(0)
        .octets(payload.take())
        .take();
}

} // namespace phonescan::field
