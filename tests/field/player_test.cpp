#include "tests/field/player.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/site_words.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <memory>

using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t phone = 127U << 24 | 42U << 16 | 7;
constexpr Endpoint scanner{127U << 24 | 1, 40000};

const std::string request = "OPTIONS sip:127.42.0.7 SIP/2.0\r\n"
                            "Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bKabc;rport\r\n"
                            "Max-Forwards: 70\r\n"
                            "From: <sip:scan@127.0.0.1>;tag=77\r\n"
                            "To: <sip:127.42.0.7>\r\n"
                            "Call-ID: one@127.0.0.1\r\n"
                            "CSeq: 1 OPTIONS\r\n"
                            "Content-Length: 0\r\n"
                            "\r\n";

struct Played {
    explicit Played(const std::string& keys)
        : site{read_site_text("play 127.42.0.0/24\ndevice 127.42.0.7 " + keys + "\n", "test.site")}
    {
    }
    std::vector<Outgoing> ask(std::string_view text, Endpoint source = scanner, std::uint16_t port = 5060)
    {
        std::vector<Outgoing> out;
        player.receive(1s, source, {phone, port}, text, out);
        return out;
    }
    Site site;
    Statistics statistics;
    PhoneHealth health{site, statistics.health()};
    Player player{site, statistics, health};
};

Outgoing one(const std::vector<Outgoing>& answers)
{
    REQUIRE(answers.size() == 1);
    return answers.front();
}

std::string without(std::string text, std::string_view part)
{
    return text.erase(text.find(part), part.size());
}

} // namespace

TEST_CASE("phone: answers byte for byte as RFC 3261 8.2.6 and RFC 3581 want", "[field][sip]")
{
    Played field("user-agent=\"PolycomVVX-VVX_410-UA/5.3.0.12074\"");
    const auto answer = one(field.ask(request));
    CHECK(answer.from == Endpoint{phone, 5060});
    CHECK(answer.to == scanner);
    CHECK(answer.delay == 0ms);
    const auto tag = answer.bytes.find("To: <sip:127.42.0.7>;tag=") + 25;
    CHECK(answer.bytes == "SIP/2.0 200 OK\r\n"
                          "Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bKabc;rport=40000;received=127.0.0.1\r\n"
                          "From: <sip:scan@127.0.0.1>;tag=77\r\n"
                          "To: <sip:127.42.0.7>;tag=" +
                              answer.bytes.substr(tag, answer.bytes.find('\r', tag) - tag) +
                              "\r\n"
                              "Call-ID: one@127.0.0.1\r\n"
                              "CSeq: 1 OPTIONS\r\n"
                              "User-Agent: PolycomVVX-VVX_410-UA/5.3.0.12074\r\n"
                              "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE\r\n"
                              "Content-Length: 0\r\n"
                              "\r\n");
}

TEST_CASE("phone: header styles", "[field][sip]")
{
    const auto [style, part] = GENERATE(table<std::string, std::string>({
        {"compact", "\r\nv: SIP/2.0/UDP"},
        {"compact", "\r\ni: one@127.0.0.1\r\n"},
        {"folded", "\r\nUser-Agent: Acme\r\n Desk 3\r\n"},
        {"no-blank", "\r\nUser-Agent:Acme Desk 3\r\n"},
        {"lower-case", "\r\nuser-agent: Acme Desk 3\r\n"},
        {"bare-lf", "\nUser-Agent: Acme Desk 3\n"},
        {"lower-case,no-blank", "\r\nuser-agent:Acme Desk 3\r\n"},
    }));
    CAPTURE(style);
    Played field("user-agent=\"Acme Desk 3\" style=" + style);
    CHECK_THAT(one(field.ask(request)).bytes, Catch::Contains(part));
}

TEST_CASE("phone: bytes outside ASCII, further headers and other statuses leave as the site file says", "[field][sip]")
{
    Played field(
        "server=\"AVAYA/SIP12x0\\x17/\\xff\" header=\"X-Serialnumber: {MAC}\" mac=00:04:13:92:4e:28 status=481");
    const auto bytes = one(field.ask(request)).bytes;
    CHECK_THAT(bytes, Catch::StartsWith("SIP/2.0 481 Call/Transaction Does Not Exist\r\n"));
    CHECK_THAT(bytes, Catch::Contains("\r\nServer: AVAYA/SIP12x0\x17/\xff\r\n"));
    CHECK_THAT(bytes, Catch::Contains("\r\nX-Serialnumber: 000413924E28\r\n"));
}

TEST_CASE("phone: without rport the answer goes to the port of sent-by", "[field][sip]")
{
    Played field("user-agent=x");
    const Endpoint translated{scanner.address, 61000};
    CHECK(one(field.ask(request, translated)).to.port == 61000);
    const auto answer = one(field.ask(without(request, ";rport"), translated));
    CHECK(answer.to.port == 40000);
    CHECK_THAT(answer.bytes, !Catch::Contains("rport") && !Catch::Contains("received"));
    CHECK(one(field.ask(without(without(request, ";rport"), ":40000"), translated)).to.port == 5060);
}

TEST_CASE("phone: reply-to sent-by ignores rport, source ignores the Via", "[field][sip]")
{
    const Endpoint translated{scanner.address, 61000};
    CHECK(one(Played("reply-to=sent-by").ask(request, translated)).to.port == 40000);
    CHECK(one(Played("reply-to=source").ask(without(request, ";rport"), translated)).to.port == 61000);
}

TEST_CASE("phone: an invalid request is counted and only answered by reply-to source", "[field][sip]")
{
    const auto invalid = without(request, "Max-Forwards: 70\r\n");
    Played strict("user-agent=x");
    CHECK(strict.ask(invalid).empty());
    CHECK_THAT(strict.statistics.json(), Catch::Contains("\"invalid_reasons\": {\"max-forwards-missing\": 1}"));
    CHECK(Played("reply-to=source").ask(invalid).size() == 1);
    CHECK(Played("reply-to=source").ask("garbage").empty());
}

TEST_CASE("phone: trying, duplicates, latency and lateness", "[field]")
{
    Played field("trying duplicates=1 latency=300ms late=8s");
    const auto answers = field.ask(request);
    REQUIRE(answers.size() == 3);
    CHECK_THAT(answers[0].bytes,
               Catch::StartsWith("SIP/2.0 100 Trying\r\n") && !Catch::Contains("To: <sip:127.42.0.7>;"));
    CHECK(answers[0].delay == 0ms);
    CHECK(answers[1].delay == 8300ms);
    CHECK(answers[2].bytes == answers[1].bytes);

    Played spread("latency=10-300ms");
    for (int i = 0; i < 200; ++i) {
        const auto delay = one(spread.ask(request)).delay;
        CHECK(delay >= 10ms);
        CHECK(delay < 300ms);
    }
}

TEST_CASE("phone: answers from another address and port", "[field]")
{
    Played field("answers-from=127.42.0.9 answers-from-port=5070");
    CHECK(one(field.ask(request)).from == Endpoint{phone + 2, 5070});
}

TEST_CASE("phone: answers on its own port only", "[field]")
{
    Played field("port=5070");
    CHECK(field.ask(request).empty());
    CHECK(one(field.ask(request, scanner, 5070)).from.port == 5070);
}

TEST_CASE("line: loss in each direction comes at its rate and is counted", "[field]")
{
    const auto [keys, share] = GENERATE(table<std::string, double>(
        {{"loss-in=20%", 0.8}, {"loss-out=20%", 0.8}, {"loss=20%", 0.64}, {"loss=0%", 1.0}, {"loss-in=100%", 0.0}}));
    CAPTURE(keys);
    Played field(keys);
    std::size_t answers = 0;
    for (int i = 0; i < 5000; ++i)
        answers += field.ask(request).size();
    CHECK(static_cast<double>(answers) / 5000 == Approx(share).margin(0.03));
    CHECK(field.statistics.requests() == 5000);
}

TEST_CASE("garble: each kind spoils the answer in its way", "[field]")
{
    const auto clean = one(Played("user-agent=x").ask(request)).bytes;
    const auto cut = one(Played("user-agent=x garble=cut").ask(request)).bytes;
    CHECK(clean.starts_with(cut));
    CHECK(cut.size() <= clean.size() / 2 + 1);
    CHECK_THAT(one(Played("user-agent=x garble=noise").ask(request)).bytes, !Catch::StartsWith("SIP"));
    const auto bits = one(Played("user-agent=x garble=bits").ask(request)).bytes;
    CHECK(bits.size() == clean.size());
    CHECK(bits != clean);
    const auto foreign = one(Played("user-agent=x style=compact garble=foreign").ask(request)).bytes;
    CHECK_THAT(foreign, Catch::Contains("branch=z9hG4bK") && !Catch::Contains("z9hG4bKabc") &&
                            !Catch::Contains("one@127.0.0.1") && !Catch::Contains("tag=77\r"));
}

TEST_CASE("loss has a direction, and each is counted for itself", "[field]")
{
    Played in("user-agent=x loss-in=100%"), out("user-agent=x loss-out=100%");
    CHECK(in.ask(request).empty());
    CHECK(out.ask(request).empty());
    CHECK_THAT(in.statistics.json(), Catch::Contains("\"lost_in\": 1,") && Catch::Contains("\"lost_out\": 0,"));
    CHECK_THAT(out.statistics.json(), Catch::Contains("\"lost_in\": 0,") && Catch::Contains("\"lost_out\": 1,"));
}

TEST_CASE("reordering: a share of the answers is held, up to a bound, so that others overtake them", "[field]")
{
    Played field("user-agent=x latency=5ms reorder=30% reorder-within=50ms");
    int held = 0, overtaken = 0;
    auto latest = 0us;
    for (int i = 0; i < 1000; ++i) {
        const auto delay = one(field.ask(request)).delay;
        CHECK(delay >= 5ms);
        CHECK(delay <= 55ms);
        held += delay > 5ms;
        const auto arrival = i * 1000us + delay; // asked once a millisecond
        overtaken += arrival < latest;
        latest = std::max(latest, arrival);
    }
    CHECK(held > 230); // 300 expected, standard deviation 14
    CHECK(held < 370);
    CHECK(overtaken > 300);
}

TEST_CASE("a phone whose UDP is closed refuses, one whose UDP is silent does not, whatever else they speak", "[field]")
{
    const auto refusal = one(Played("user-agent=x sip-udp=closed sips").ask(request));
    CHECK(refusal.form == Outgoing::Form::icmp);
    CHECK(refusal.icmp_code == 3);
    CHECK(refusal.from.address == phone);
    CHECK(Played("user-agent=x sip-udp=silent sip-tcp").ask(request).empty());
    CHECK(Played("user-agent=x sip=off sip-udp=closed sips").ask(request).empty());
}

TEST_CASE("an answer to an IPv6 address names it as RFC 3261 wants", "[field]")
{
    const auto site = read_site_text("play fd00:1::/112\ndevice fd00:1::7 server={ip}\n", "test.site");
    Statistics statistics;
    PhoneHealth health(site, statistics.health());
    Player player(site, statistics, health);
    const Endpoint source{address_of("fd00:1::ffff"), 40000};
    for (const auto* sent_by : {"[fd00:1::ffff]", "[fd00:1::1]"}) {
        std::vector<Outgoing> out;
        auto text = request;
        text.replace(text.find("127.0.0.1:40000"), 9, sent_by);
        text.erase(text.find(";rport"), 6);
        player.receive(1s, source, {address_of("fd00:1::7"), 5060}, text, out);
        const auto answer = one(out);
        CHECK(answer.from == Endpoint{address_of("fd00:1::7"), 5060});
        CHECK(answer.to == source);
        CHECK_THAT(answer.bytes, Catch::Contains("\r\nServer: fd00:1::7\r\n"));
        const bool differs = std::string_view(sent_by) != "[fd00:1::ffff]";
        CHECK((answer.bytes.find(";received=fd00:1::ffff\r\n") != std::string::npos) == differs);
    }
}

TEST_CASE("closed, silent and unreachable devices", "[field]")
{
    CHECK(Played("silent").ask(request).empty());
    const auto closed = one(Played("closed").ask(request));
    CHECK(closed.form == Outgoing::Form::icmp);
    CHECK(closed.icmp_code == 3);
    CHECK(closed.from.address == phone);
    CHECK(closed.to == scanner);
    const auto gone = one(Played("unreachable icmp=host router=127.42.0.254").ask(request));
    CHECK(gone.icmp_code == 1);
    CHECK(gone.from.address == phone - 7 + 254);
    CHECK(gone.asked == phone);
}
