#include "tests/field/listed.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/site_words.hpp"
#include "tests/support/catch.hpp"

#include <fstream>

using namespace phonescan;
using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t net = 127U << 24 | 42U << 16;

Site site_of(const std::string& text)
{
    return read_site_text(text, "test.site");
}

const Behaviour& behaviour_at(const Site& site, Address address)
{
    const auto device = site.at(address);
    REQUIRE(device.has_value());
    return *device->behaviour;
}

} // namespace

TEST_CASE("site file: devices take the nearest of default, type and own keys", "[field]")
{
    const auto site = site_of("# an office\n"
                              "play 127.42.0.0/24\n"
                              "default latency=5ms loss=10% port=5070\n"
                              "type vvx vendor=Polycom model=\"VVX 410\" firmware=5.3.0.12074 latency=7ms "
                              "user-agent=\"PolycomVVX-VVX_410-UA/{firmware}\" # a comment\n"
                              "device 127.42.0.10-12,127.42.0.20 type=vvx\n"
                              "device 127.42.0.30 type=vvx firmware=5.5.0.20556 latency=10-300ms loss-out=0%\n"
                              "device 127.42.0.31 silent\n");
    const auto& first = behaviour_at(site, net + 10);
    CHECK(first.line.latency.least == 7ms);
    CHECK(first.line.loss_in == Approx(0.1));
    CHECK(first.sip.port == 5070);
    CHECK(site.at(net + 12)->number == 2);
    CHECK(site.at(net + 20)->number == 3);
    const auto other = site.at(net + 30);
    REQUIRE(other.has_value());
    CHECK(other->behaviour->sip.user_agent.text_for(other->facts()) == "PolycomVVX-VVX_410-UA/5.5.0.20556");
    CHECK(other->behaviour->line.latency.least == 10ms);
    CHECK(other->behaviour->line.latency.most == 300ms);
    CHECK(other->behaviour->line.loss_in == Approx(0.1));
    CHECK(other->behaviour->line.loss_out == 0);
    CHECK(behaviour_at(site, net + 31).state == HostState::silent);
    CHECK_FALSE(site.at(net + 13).has_value());
    CHECK(site.unlisted == HostState::silent);
}

TEST_CASE("site file: every key sets what it names", "[field]")
{
    const auto site =
        site_of("play 127.42.0.0/24\nunlisted closed\n"
                "device 127.42.0.1 status=404 style=compact,folded header=\"X: {n}\" duplicates=2 late=8s "
                "late-share=25% garble=cut garble-share=50% answers-from=127.42.0.9 "
                "answers-from-port=5062 reply-to=sent-by trying kind=not-phone server=\"a\\x17\\\"b\"\n"
                "device 127.42.0.2 unreachable icmp=prohibited router=127.42.0.254\n");
    const auto& b = behaviour_at(site, net + 1);
    CHECK(site.unlisted == HostState::closed);
    CHECK(b.sip.status == 404);
    CHECK(b.sip.style == (style_compact | style_folded));
    CHECK(b.sip.headers.size() == 1);
    CHECK(b.line.duplicates == 2);
    CHECK(b.line.late == 8s);
    CHECK(b.line.late_share == Approx(0.25));
    CHECK(b.line.garble == Garble::cut);
    CHECK(b.line.garble_share == Approx(0.5));
    CHECK(b.sip.answers_from_address == net + 9);
    CHECK(b.sip.answers_from_port == 5062);
    CHECK(b.sip.reply_to == ReplyTo::sent_by);
    CHECK(b.sip.trying);
    CHECK(b.truth.kind == "not-phone");
    CHECK(b.sip.server.text_for({}) == "a\x17\"b");
    const auto& gone = behaviour_at(site, net + 2);
    CHECK(gone.state == HostState::unreachable);
    CHECK(gone.icmp_code == 13);
    CHECK(gone.router == net + 254);
}

TEST_CASE("site file: the keys of streams, of fragile phones and of routers", "[field]")
{
    const auto site = site_of("play 127.42.0.0/24\n"
                              "bottleneck 127.42.0.0/25,127.42.0.200 rate=300\n"
                              "bottleneck 127.42.0.0/24 rate=500 silent-for=5s\n"
                              "device 127.42.0.1 sip-udp=closed sip-tcp sips sip-stream=two-answers silent-above=5 "
                              "silent-gap=20ms silent-for=30s answer-limit=2 reorder=10% reorder-within=40ms\n"
                              "device 127.42.0.2 sip-tcp-port=5062,5063 tls-client-cert=required silent-for=ever "
                              "reorder-within=40ms\n");
    const auto& b = behaviour_at(site, net + 1);
    CHECK(b.sip.udp == SipUdp::closed);
    CHECK(b.sip.stream == SipStream::two_answers);
    CHECK(b.web.sip_ports == std::vector<std::uint16_t>{5060});
    CHECK(b.endurance.most_a_second == 5);
    CHECK(b.endurance.least_gap == 20ms);
    CHECK(b.endurance.silent_for == 30s);
    CHECK(b.endurance.answers_a_second == 2);
    CHECK(b.line.reorder_share == Approx(0.1));
    CHECK(b.line.reorder_within == 40ms);
    const auto& other = behaviour_at(site, net + 2);
    CHECK(other.web.sip_ports == std::vector<std::uint16_t>{5062, 5063});
    CHECK(protocol_on(other.web, 5063) == WebProtocol::sip);
    CHECK(other.web.tls.client == ClientCertificate::required);
    CHECK(other.endurance.silent_for == 0s);
    CHECK(other.line.reorder_share == 1);
    REQUIRE(site.bottlenecks.size() == 2);
    CHECK(site.bottlenecks[0].most_a_second == 300);
    CHECK_FALSE(site.bottlenecks[0].falls_silent);
    CHECK(site.bottlenecks[0].leads_to(net + 200));
    CHECK_FALSE(site.bottlenecks[0].leads_to(net + 201));
    CHECK(site.bottlenecks[1].falls_silent);
    CHECK(site.bottlenecks[1].silent_for == 5s);
}

TEST_CASE("site file: IPv6 addresses, ranges and prefixes, beside IPv4", "[field]")
{
    const auto site = site_of("play ::1 fd00:1::/112 127.42.0.0/24\n"
                              "device ::1 model=A\n"
                              "device fd00:1::10-1f,fd00:1::fffe-fd00:1::ffff model=B oui=00:04:f2\n"
                              "device 127.42.0.1 model=C\n");
    const auto in_prefix = address_of("fd00:1::");
    CHECK(behaviour_at(site, address_of("::1")).truth.model == "A");
    CHECK(behaviour_at(site, in_prefix + 0x10).truth.model == "B");
    CHECK(site.at(in_prefix + 0xffff)->number == 17);
    CHECK(site.at(in_prefix + 0x1f)->facts().mac == 0x0004f200001f);
    CHECK(behaviour_at(site, net + 1).truth.model == "C");
    CHECK_FALSE(site.at(in_prefix + 0x20).has_value());
    CHECK_FALSE(site.plays(in_prefix + 0x10000));
    CHECK_FALSE(site.plays(Address{1}));
    CHECK_FALSE(site.all_loopback());
    CHECK(site_of("play ::1 127.0.0.0/8\n").all_loopback());
}

TEST_CASE("population: strewn over an IPv6 prefix, too; density gives it another share", "[field]")
{
    auto site = site_of("play fd00:1::/112\ntype a model=A\npopulation fd00:1::/112 share=5% type=a\n");
    const auto phones = [&site] {
        std::size_t count = 0;
        for (std::uint64_t i = 0; i < site.play[0].size(); ++i)
            count += site.at(site.play[0].first + i).has_value();
        return count;
    };
    CHECK(phones() > 3000); // 3,277 expected, standard deviation 56
    CHECK(phones() < 3550);
    site.set_density(0.5);
    CHECK(phones() > 32000); // 32,768 expected, standard deviation 128
    CHECK(phones() < 33500);
    site.set_density(0);
    CHECK(phones() == 0);
}

TEST_CASE("site file: what is wrong is named with file, line and what was expected", "[field]")
{
    const auto [text, message] = GENERATE(table<std::string, std::string>({
        {"", "test.site: expected a line that begins with play"},
        {"play 127.42.0.300/24", "test.site:1: expected an IPv4 address, found \"127.42.0.300\""},
        {"play 127.42.0.1/24",
         "test.site:1: expected a network address before the prefix length, found \"127.42.0.1/24\""},
        {"play 127.42.0.0/33", "test.site:1: expected a number from 8 to 32, found \"33\""},
        {"play 127.42.0.9-3", "test.site:1: expected a range that ends after its start, found \"127.42.0.9-3\""},
        {"play", "test.site:1: expected a range after play"},
        {"play 127.42.0.0/24 127.42.0.9", "test.site:1: expected ranges that do not overlap"},
        {"\nunlisted open", "test.site:2: expected silent or closed after unlisted"},
        {"play 127.42.0.0/24\n\n# x\nphone 127.42.0.1", "test.site:4: expected play, unlisted, seed, include, default, "
                                                        "type, mix, device, population or bottleneck; found \"phone\""},
        {"device 127.42.0.1 type=vvx", "test.site:1: expected the name of a type of an earlier line, found \"vvx\""},
        {"type a latency=5", "test.site:1: latency: expected a duration like 300ms, 2s or 250us, found \"5\""},
        {"type a latency=30-10ms",
         "test.site:1: latency: expected a delay that ends after its start, found \"30-10ms\""},
        {"type a loss=120%", "test.site:1: loss: expected a share from 0% to 100%, found \"120%\""},
        {"type a loss=20", "test.site:1: loss: expected a share like 20%, found \"20\""},
        {"type a port=0", "test.site:1: port: expected a number from 1 to 65535, found \"0\""},
        {"type a port", "test.site:1: expected a value: port=…"},
        {"type a user-agent=\"x", "test.site:1: expected a closing \""},
        {"type a user-agent=\"x\"y", "test.site:1: expected a blank after the closing \""},
        {"type a user-agent=\"\\x1\"", "test.site:1: expected \\\", \\\\ or \\xNN after the backslash"},
        {"type a user-agent={serial}",
         "test.site:1: user-agent: expected {mac}, {MAC}, {mac:}, {n}, {ip}, {model} or {firmware}, found {serial}"},
        {"type a garble=half", "test.site:1: garble: expected one of none, cut, noise, bits, foreign; found \"half\""},
        {"type a mac=12:34", "test.site:1: mac: expected a MAC address like 00:04:f2:aa:bb:cc, found \"12:34\""},
        {"type a\ntype a", "test.site:2: expected a new name: type a is there already"},
        {"device 127.42.0.1 user-agent={mac}", "test.site:1: expected mac=… or oui=… because the banner names it"},
        {"device 127.42.0.1 unreachable", "test.site:1: expected router=… with unreachable"},
        {"play 127.42.0.0/24\ndevice 127.42.1.1", "test.site:2: expected a device inside the played ranges"},
        {"play 127.42.0.0/24\ndevice 127.42.0.5-9\ndevice 127.42.0.1-5",
         "test.site:3: expected addresses of no other line; 127.42.0.5 is also in line 2"},
        {"play 127.42.0.0/24\ndevice 127.42.0.1 answers-from=127.43.0.1",
         "test.site:2: expected an answers-from address that is played"},
        {"population 127.42.0.0/24 type=a", "test.site:1: expected share=… of a population"},
        {"population 127.42.0.0/24 share=5%", "test.site:1: expected either mix=NAME or type=NAME of a population"},
        {"mix office", "test.site:1: expected TYPE=WEIGHT after the name of the mix"},
        {"mix office vvx=3", "test.site:1: expected the name of a type of an earlier line, found \"vvx\""},
        {"include none.inc", "test.site:1: expected a file none.inc"},
        {"bottleneck 127.42.0.0/24", "test.site:1: expected rate=… of a bottleneck"},
        {"bottleneck 127.42.0.0/24 rate=5 share=3%",
         "test.site:1: expected rate=… and silent-for=… of a bottleneck, found \"share\""},
        {"type a silent-above=0", "test.site:1: silent-above: expected a number from 1 to 1000000, found \"0\""},
        {"type a sip-udp=off", "test.site:1: sip-udp: expected one of on, silent, closed; found \"off\""},
        {"type a tls-client-cert=yes",
         "test.site:1: tls-client-cert: expected one of none, asked, required; found \"yes\""},
        {"play fd00:1::/64", "test.site:1: expected a number from 96 to 128, found \"64\""},
        {"play fd00:1::1/112",
         "test.site:1: expected a network address before the prefix length, found \"fd00:1::1/112\""},
        {"play fd00:1::g", "test.site:1: expected an IPv6 address, found \"fd00:1::g\""},
        {"play fd00:1::20-1f", "test.site:1: expected a range that ends after its start, found \"fd00:1::20-1f\""},
        {"play fd00:1::1-fd00:2::1",
         "test.site:1: expected a range that ends after its start, found \"fd00:1::1-fd00:2::1\""},
        {"play ::ffff:127.0.0.1",
         "test.site:1: expected an IPv6 address that a device may have, found \"::ffff:127.0.0.1\""},
    }));
    CAPTURE(text);
    REQUIRE_THROWS_AS(site_of(text), DataError);
    CHECK_THROWS_WITH(site_of(text), message);
}

TEST_CASE("site file: a file that is not there is named", "[field]")
{
    CHECK_THROWS_WITH(read_site("/nonexistent/a.site"), "/nonexistent/a.site: expected a site file that can be read");
}

TEST_CASE("site file: every shipped site can be read", "[field][data]")
{
    std::size_t sites = 0;
    for (const auto& entry : std::filesystem::directory_iterator(PHONESCAN_SOURCE_DIR "/tests/field/sites")) {
        if (entry.path().extension() != ".site") continue;
        CAPTURE(entry.path());
        ++sites;
        CHECK_NOTHROW(read_site(entry.path()));
    }
    CHECK(sites >= 8);
}

TEST_CASE("population: the same seed gives the same phones, in the share and the mix that were asked for", "[field]")
{
    const std::string text = "play 127.64.0.0/16\ntype a model=A\ntype b model=B\nmix m a=3 b=1\n"
                             "population 127.64.0.0/16 share=5% mix=m seed=";
    const auto site = site_of(text + "7");
    const auto same = site_of(text + "7");
    auto other = site_of(text + "7");
    other.reseed(8);
    std::size_t phones = 0, of_a = 0, differences = 0;
    for (std::uint32_t address = 127U << 24 | 64U << 16; address < (127U << 24 | 65U << 16); ++address) {
        const auto device = site.at(address);
        REQUIRE(device.has_value() == same.at(address).has_value());
        differences += device.has_value() != other.at(address).has_value();
        if (!device) continue;
        ++phones;
        of_a += device->behaviour->truth.model == "A";
        CHECK(device->behaviour->truth.model == same.at(address)->behaviour->truth.model);
        CHECK(device->number == (address & 0xffff));
    }
    CHECK(phones > 3000); // 3,277 expected, standard deviation 56
    CHECK(phones < 3550);
    CHECK(static_cast<double>(of_a) / static_cast<double>(phones) == Approx(0.75).margin(0.05));
    CHECK(differences > 5000);
}

TEST_CASE("population: a device line wins over it", "[field]")
{
    const auto site = site_of("play 127.42.0.0/24\ntype a model=A\npopulation 127.42.0.0/24 share=100% type=a\n"
                              "device 127.42.0.7 closed\n");
    CHECK(behaviour_at(site, net + 7).state == HostState::closed);
    CHECK(behaviour_at(site, net + 8).state == HostState::answers);
}

TEST_CASE("site list: the transports over which a phone answers SIP, and IPv6", "[field]")
{
    const auto site = site_of("play 127.42.0.0/24 fd00:1::/120\n"
                              "device 127.42.0.1 user-agent=a sip-tcp sips-port=5071\n"
                              "device 127.42.0.2 user-agent=b sip-udp=closed sips\n"
                              "device 127.42.0.3 user-agent=c sip-udp=closed sip-tcp sip-stream=silent\n"
                              "device 127.42.0.4 user-agent=d sip-udp=silent sips sip-stream=closes\n"
                              "device 127.42.0.5 user-agent=e sip-udp=closed sips tls-client-cert=required\n"
                              "device fd00:1::7 user-agent=f\n");
    CHECK(list_of(site) == "address\tport\tbanner\tvendor\tmodel\tfirmware\tstate\tkind\tmac\tsip\n"
                           "127.42.0.1\t5060\ta\t\t\t\tphone\tphone\t\tudp:5060,tcp:5060,tls:5071\n"
                           "127.42.0.2\t5060\tb\t\t\t\tphone\tphone\t\ttls:5061\n"
                           "127.42.0.3\t5060\t\t\t\t\tclosed\t\t\t\n"
                           "127.42.0.4\t5060\t\t\t\t\tsilent\t\t\t\n"
                           "127.42.0.5\t5060\t\t\t\t\tphone\tphone\t\t\n"
                           "fd00:1::7\t5060\tf\t\t\t\tphone\tphone\t\tudp:5060\n");
}

TEST_CASE("site list: one line a device with what is true of it", "[field]")
{
    const auto site = site_of("play 127.42.0.0/24\n"
                              "device 127.42.0.9 closed\n"
                              "device 127.42.0.7 vendor=Acme model=\"Desk 3\" firmware=2.1 mac=00:04:f2:00:00:ff "
                              "user-agent=\"Acme {firmware}\\xff {mac}\"\n"
                              "device 127.42.0.8 kind=not-phone server=PBX port=5070\n");
    CHECK(list_of(site) ==
          "address\tport\tbanner\tvendor\tmodel\tfirmware\tstate\tkind\tmac\tsip\n"
          "127.42.0.7\t5060\tAcme 2.1\\xff 0004f20000ff\tAcme\tDesk 3\t2.1\tphone\tphone\t00:04:f2:00:00:ff\tudp:5060\n"
          "127.42.0.8\t5070\tPBX\t\t\t\tnot-phone\tnot-phone\t\tudp:5070\n"
          "127.42.0.9\t5060\t\t\t\t\tclosed\t\t\t\n");
}
