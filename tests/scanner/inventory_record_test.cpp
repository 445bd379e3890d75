#include "scanner/inventory_record.hpp"
#include "tests/support/catch.hpp"

#include <utility>

using namespace phonescan;

namespace {

InventoryRecord read(std::string_view line, Vocabulary vocabulary = Vocabulary::inventory)
{
    IgnoredNames ignored;
    InventoryRecord record;
    const auto error = read_json_record(line, vocabulary, ignored, record);
    INFO(line);
    CHECK(error.value_or("") == "");
    return record;
}

using Said = std::vector<std::pair<Field, std::string>>;

Said said_in(const InventoryRecord& record)
{
    Said said;
    for (const auto& observation : record.observations)
        said.emplace_back(observation.field, observation.value);
    return said;
}

} // namespace

TEST_CASE("inventory record: the id comes back as it was given", "[scanner][json]")
{
    CHECK(read("{}").id == "null");
    CHECK(read(R"({"id":null})").id == "null");
    CHECK(read(R"({"id":"7"})").id == R"("7")");
    CHECK(read(R"({"id":7})").id == "7");
    CHECK(read(R"({"id":-7})").id == "-7");
    CHECK(read(R"({"id":1.50})").id == "1.50");
    CHECK(read(R"({"id":123456789012345678901234567890})").id == "123456789012345678901234567890");
    CHECK(read(R"({"id":true})").id == "true");
    CHECK(read(R"({"id":[1, {"a":[null,"x",2.50]},[]],"mac":"x"})").id == R"([1,{"a":[null,"x",2.50]},[]])");
    CHECK(read(R"({"id":{}})").id == "{}");
    CHECK(read(R"({"id":{"id":1,"mac":[2]},"mac":"x"})").id == R"({"id":1,"mac":[2]})");
    CHECK(read(R"({"id":{"id":1,"mac":[2]},"mac":"x"})").observations.size() == 1);
    CHECK(read(R"({"id":[1],"id":2})").id == "2");
    CHECK(read(R"({"id":"\u0000\"\n\ud83d\udcde"})").id == "\"\\u0000\\\"\\n\xf0\x9f\x93\x9e\"");
}

TEST_CASE("inventory record: texts, lists and {path, value} are observations", "[scanner][json]")
{
    CHECK(said_in(read(R"({"sip.user_agent":"A 1","sip.server":["B","C"],"mac":"0004f2aabbcc","ip":"10.0.0.7"})")) ==
          Said{{Field::sip_user_agent, "A 1"},
               {Field::sip_server, "B"},
               {Field::sip_server, "C"},
               {Field::mac, "0004f2aabbcc"},
               {Field::ip, "10.0.0.7"}});
    CHECK(said_in(read(R"({"http.title":["X",{"value":"Y","path":"/a","status":[{}]}],"http.body":{"value":"Z"}})")) ==
          Said{{Field::http_title, "X"}, {Field::http_path, "/a"}, {Field::http_title, "Y"}, {Field::http_body, "Z"}});
    CHECK(said_in(read(R"({"sip.server":null,"sip.allow":"","tls.san":["a",null],"vlan":100,"sip.status":200})")) ==
          Said{{Field::tls_san, "a"}, {Field::vlan, "100"}, {Field::sip_status, "200"}});
}

TEST_CASE("inventory record: what is not text is written in hex, what was already is kept", "[scanner][json]")
{
    CHECK(said_in(read(R"({"sip.server":"a\u0000\u001b\u009b\\x17"})")) ==
          Said{{Field::sip_server, R"(a\x00\x1b\xc2\x9b\x17)"}});
    CHECK(said_in(read("{\"sip.server\":\"Gesch\xc3\xa4\x66t\"}")) == Said{{Field::sip_server, "Gesch\xc3\xa4\x66t"}});
}

TEST_CASE("inventory record: direct values and platforms", "[scanner][json]")
{
    const auto record = read(
        R"({"vendor":" HP\t","model":4110,"firmware":null,"edition":"","platform":["teams","sfb-server","teams"]})");
    CHECK(record.vendor == "HP");
    CHECK(record.model == "4110");
    CHECK(record.firmware.empty());
    CHECK(record.edition.empty());
    CHECK(record.platforms == std::vector<std::string>{"teams", "sfb-server"});
    CHECK(read(R"({"platform":"teams"})").platforms == std::vector<std::string>{"teams"});
    CHECK(read(R"({"vendor":"HP","platform":7})", Vocabulary::observations).vendor.empty());
}

TEST_CASE("inventory record: unknown names are skipped with all that is below them", "[scanner][json]")
{
    const auto record =
        read(R"({"a":{"sip.server":"no","b":[[{"id":1}]]},"c":[1,{"mac":2}],"d":true,"sip.server":"yes","e":1.5})");
    CHECK(record.id == "null");
    CHECK(said_in(record) == Said{{Field::sip_server, "yes"}});
}

TEST_CASE("inventory record: a direct value wins over what was observed, each for itself", "[scanner]")
{
    InventoryRecord record;
    record.model = "VVX 410";
    Identity identity;
    identity.vendor = "Polycom";
    identity.model = "VVX 310";
    identity.firmware = "5.3.0.12074";
    put_direct_values(record, identity);
    CHECK(identity.vendor == "Polycom");
    CHECK(identity.model == "VVX 410");
    CHECK(identity.firmware == "5.3.0.12074");
}

TEST_CASE("inventory record: the edition of an observed firmware is not lent to a direct one", "[scanner]")
{
    Identity seen;
    seen.firmware = "2.0.13.121";
    seen.edition = "UC";
    InventoryRecord record;
    record.firmware = "2.0.1.44.9";
    auto identity = seen;
    put_direct_values(record, identity);
    CHECK(identity.edition.empty());
    record.edition = "SIP";
    put_direct_values(record, identity);
    CHECK(identity.edition == "SIP");
    record = {};
    record.firmware = seen.firmware;
    put_direct_values(record, seen);
    CHECK(seen.edition == "UC");
}

TEST_CASE("inventory record: a direct value settles a conflict about it, and no other", "[scanner]")
{
    Identity identity;
    identity.firmware = "1.0";
    identity.conflicts = {{"firmware", {{"1.0", Field::sip_user_agent}, {"2.0", Field::sip_server}}},
                          {"model", {{"A", Field::sip_user_agent}, {"B", Field::sip_server}}}};
    InventoryRecord record;
    record.firmware = "1.0";
    put_direct_values(record, identity);
    REQUIRE(identity.conflicts.size() == 1);
    CHECK(identity.conflicts[0].attribute == "model");
}

TEST_CASE("inventory record: blanks around an observation say nothing", "[scanner]")
{
    CHECK(said_in(read(R"({"sip.server":" A 1\r\n","sip.user_agent":" \t","http.body":" x "})")) ==
          Said{{Field::sip_server, "A 1"}, {Field::http_body, " x "}});
}

TEST_CASE("inventory record: a bad line is told apart and says what is wrong", "[scanner][json]")
{
    struct Case {
        std::string line;
        std::string error;
    };
    const std::string list_or_text = " must be a string or a list of strings";
    const std::string http = " must be a string, {path, value}, or a list of these";
    const std::vector<Case> cases = {
        {"x", "not valid JSON at byte 1"},
        {"{", "not valid JSON at byte 2"},
        {R"({"id":1}{)", "not valid JSON at byte 9"},
        {R"({"id":1} {})", "not valid JSON at byte 10"},
        {std::string("{}\0x", 4), "not valid JSON at byte 3"},
        {"{\"id\":\xff}", "not valid UTF-8 at byte 7"},
        {"{\"id\":\"\xff\"\xff}", "not valid UTF-8 at byte 10"},
        {"{\"id\":\"\\\xff\"}", "not valid UTF-8 at byte 9"},
        {"{\"id\":\"\xff\",x", "not valid JSON at byte 11"},
        {R"({"id":"\ud800"})", "not valid JSON at byte 14"},
        {"[]", "not a JSON object"},
        {"7", "not a JSON object"},
        {"null", "not a JSON object"},
        {R"("text")", "not a JSON object"},
        {R"({"sip.user_agent":5})", "\"sip.user_agent\"" + list_or_text},
        {R"({"sip.user_agent":{"value":"x"}})", "\"sip.user_agent\"" + list_or_text},
        {R"({"sip.user_agent":[["x"]]})", "\"sip.user_agent\"" + list_or_text},
        {R"({"vlan":1.5})", "\"vlan\"" + list_or_text},
        {R"({"http.title":true})", "\"http.title\"" + http},
        {R"({"http.title":{"path":7,"value":"x"}})", "\"http.title\"" + http},
        {R"({"http.title":{"path":"/","value":{}}})", "\"http.title\"" + http},
        {R"({"firmware":5.10})", "\"firmware\" must be a string"},
        {R"({"vendor":["HP"]})", "\"vendor\" must be a string"},
        {R"({"model":{}})", "\"model\" must be a string"},
    };
    for (const auto& [line, expected] : cases) {
        CAPTURE(line);
        IgnoredNames ignored;
        InventoryRecord record;
        const auto error = read_json_record(line, Vocabulary::inventory, ignored, record);
        REQUIRE(error.has_value());
        CHECK(*error == expected);
    }
}

TEST_CASE("inventory record: a platform's name is made of lower-case letters, digits and dashes", "[scanner]")
{
    CHECK(is_platform_name("lync-server-2013"));
    for (const auto* const bad : {"", "Teams", "a b", "a.b", "tea\xc3\xa4ms", "a\n"})
        CHECK_FALSE(is_platform_name(bad));
    IgnoredNames ignored;
    InventoryRecord record;
    CHECK(read_json_record(R"({"platform":"Teams"})", Vocabulary::inventory, ignored, record).has_value());
    CHECK(read_json_record(R"({"platform":[7]})", Vocabulary::inventory, ignored, record).has_value());
}

TEST_CASE("inventory record: nesting of any depth is read without recursion", "[scanner][json]")
{
    const std::string deep(200'000, '[');
    CHECK(said_in(read("{\"x\":" + deep + std::string(deep.size(), ']') + ",\"ip\":\"10.0.0.1\"}")) ==
          Said{{Field::ip, "10.0.0.1"}});
}

TEST_CASE("inventory record: bytes of a text that are no UTF-8 are written out as on the wire", "[scanner][json]")
{
    CHECK(said_in(read("{\"sip.user_agent\":\"Ger\xe4t 1\",\"sip.server\":[\"Z\xc3\xbcrich \xed\xa0\x80\"]}")) ==
          Said{{Field::sip_user_agent, R"(Ger\xe4t 1)"}, {Field::sip_server, "Z\xc3\xbcrich \\xed\\xa0\\x80"}});
    CHECK(said_in(read("{\"http.title\":{\"path\":\"/\xff\",\"value\":\"a\\\"\xff\\\\\xfe\"}}")) ==
          Said{{Field::http_path, R"(/\xff)"}, {Field::http_title, R"(a"\xff\\xfe)"}});
    CHECK(read("{\"id\":\"\xff\"}").id == R"("\\xff")");
    CHECK(read("{\"\xff\":[\"\xff\"],\"model\":\"X\xff\"}").model == R"(X\xff)");
}
