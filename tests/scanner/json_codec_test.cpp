#include "scanner/json_codec.hpp"
#include "scanner/report/json_lines.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <random>
#include <sstream>

using namespace phonescan;
using Json = nlohmann::ordered_json;

namespace {

/// Text that has broken JSON writers before.
const std::vector<std::string> hostile = {
    "",
    "\"quoted\" and \\back\\",
    std::string("a\0b", 3),
    "\x01\x1f\x7f\t\r\n",
    "\xff\xfe latin-1 \xe4",
    "\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80",
    "cut \xe2\x82",
    "\xe2\x80\xae right to left \xe2\x80\xa8 line \xe2\x80\xa9",
    "\xf0\x9f\x93\x9e",
    "</script><!--",
    "\xef\xbb\xbf\xef\xbf\xbf",
    "\\u0000 \\x00",
};

Verdict a_verdict(const std::string& text)
{
    Verdict verdict;
    verdict.platform = "lync-server-2013";
    verdict.code = VerdictCode::undetermined;
    verdict.status = status_of(verdict.code);
    verdict.listed = Listed::yes;
    verdict.catalog = "lync";
    verdict.row = text;
    verdict.wanted = {"5.3.0.12074", text};
    return verdict;
}

Identity an_identity(const std::string& text)
{
    Identity identity;
    identity.kind = Kind::possible_phone;
    identity.model = text;
    identity.mac = *MacAddress::parse("0004f2aabbcc");
    identity.evidence = {{"model", Field::sip_user_agent, text, text}};
    identity.conflicts = {{"vendor", {{text, Field::sip_user_agent}, {"Other", Field::http_server}}}};
    return identity;
}

Finding a_finding(const std::string& text)
{
    Finding finding;
    finding.site = "HQ";
    finding.device.key = "mac:00:04:f2:aa:bb:cc";
    finding.device.address = boost::asio::ip::make_address("10.0.0.7");
    finding.device.identity = an_identity(text);
    Observation said;
    said.source.address = finding.device.address;
    said.source.port = 5060;
    said.field = Field::sip_user_agent;
    said.value = text;
    said.time = WallClock::time_point{} + std::chrono::seconds{1'800'000'000};
    finding.device.observations = {said};
    finding.verdicts = std::vector{a_verdict(text)};
    finding.codes = {"sip-closed"};
    return finding;
}

std::string report_of(const Finding& finding)
{
    RunSummary run;
    run.scan = "s1";
    run.platforms = {"lync-server-2013"};
    std::ostringstream out;
    write_json_lines(out, run, std::span{&finding, 1}, {});
    return out.str();
}

std::vector<std::string> keys_of(const Json& object)
{
    std::vector<std::string> keys;
    for (const auto& member : object.items())
        keys.push_back(member.key());
    return keys;
}

} // namespace

TEST_CASE("JSON writer: valid text comes back as it was, everything else in hex", "[scanner][json]")
{
    const auto written = [](std::string_view text) {
        std::string out;
        append_json_string(out, text);
        return Json::parse(out).get<std::string>();
    };
    CHECK(written(std::string("a\0\x1f\"\\\x7f", 6)) == std::string("a\0\x1f\"\\\x7f", 6));
    CHECK(written("\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e") == "\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\x9e");
    CHECK(written("\xc2\x9b") == "\xc2\x9b");
    CHECK(written("\xff"
                  "a\xe2\x82") == R"(\xffa\xe2\x82)");
}

TEST_CASE("JSON writer: no control reaches a terminal as it is", "[scanner][json]")
{
    std::string out;
    append_json_string(out, "\x1b[31m\x7f\xc2\x9b\t");
    CHECK(out == R"("\u001b[31m\u007f\u009b\t")");
}

TEST_CASE("JSON writer: random bytes always give valid JSON", "[scanner][json]")
{
    std::mt19937 random{7};
    for (int round = 0; round < 20'000; ++round) {
        std::string text(random() % 24, '\0');
        for (char& c : text)
            c = static_cast<char>(random());
        std::string out;
        append_json_string(out, text);
        CAPTURE(out);
        REQUIRE(Json::accept(out));
    }
}

TEST_CASE("JSON codec: hostile text gives one valid line in every place", "[scanner][json]")
{
    for (const auto& text : hostile) {
        CAPTURE(text);
        const auto line = report_of(a_finding(text));
        REQUIRE(line.ends_with('\n'));
        CHECK(line.find('\n') == line.size() - 1);
        CHECK(Json::accept(line));
    }
}

TEST_CASE("JSON codec: a verdict's members, their order and their types", "[scanner][json]")
{
    std::string out;
    JsonWriter json{out};
    write_json(json, a_verdict("Polycom VVX 410"));
    CHECK(out == R"({"platform":"lync-server-2013","verdict":"undetermined","status":"check","listed":"yes",)"
                 R"("catalog":"lync","revision":null,"row":"Polycom VVX 410","cell":null,)"
                 R"("wanted":["5.3.0.12074","Polycom VVX 410"],"flags":[],"reason":null})");
}

TEST_CASE("JSON codec: an identity's members, their order and their types", "[scanner][json]")
{
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    write_identity_members(json, an_identity("VVX 410"));
    json.end_object();
    CHECK(out == R"({"kind":"possible-phone","vendor":null,"model":"VVX 410","firmware":null,"edition":null,)"
                 R"("mac":"00:04:f2:aa:bb:cc","serial":null,"name":null,"confidence":"low",)"
                 R"("evidence":[{"attribute":"model","field":"sip.user_agent","value":"VVX 410",)"
                 R"("fingerprint":"VVX 410"}],"conflicts":[{"attribute":"vendor","values":[)"
                 R"({"value":"VVX 410","field":"sip.user_agent"},{"value":"Other","field":"http.server"}]}]})");
}

TEST_CASE("JSON Lines report: the columns of the CSV, then observations and verdicts", "[scanner][report]")
{
    const auto device = Json::parse(report_of(a_finding("VVX 410")));
    CHECK(keys_of(device) ==
          std::vector<std::string>{"site",       "ip",           "mac",        "vendor",    "model",       "firmware",
                                   "edition",    "serial",       "name",       "status",    "action",      "channels",
                                   "confidence", "evidence",     "first_seen", "last_seen", "scan",        "device",
                                   "kind",       "conflicts",    "findings",   "switch",    "switch_port", "vlan",
                                   "note",       "observations", "verdicts"});
    CHECK(device["channels"] == Json::parse(R"(["sip-udp"])"));
    CHECK(device["vendor"].is_null());
    CHECK(device["findings"] == Json::parse(R"(["sip-closed"])"));
    CHECK(device["first_seen"] == "2027-01-15T08:00:00Z");
    CHECK(device["observations"].dump() ==
          R"([{"field":"sip.user_agent","value":"VVX 410","channel":"sip-udp","time":"2027-01-15T08:00:00Z",)"
          R"("address":"10.0.0.7","port":5060}])");
    CHECK(device["verdicts"].size() == 1);
    CHECK(device["evidence"].size() == 1);
}
