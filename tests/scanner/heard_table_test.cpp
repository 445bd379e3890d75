#include "scanner/heard_table.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstring>

using namespace phonescan;

namespace {

struct Heard {
    HeardStore store;
    std::uint64_t rows = 0;
    std::vector<std::string> bad;
    std::vector<std::string> notes;

    /// The observations of the sender at that address; all others' where it is empty.
    Observations of(std::string_view address) const
    {
        Observations all;
        Observations one;
        for (std::size_t group = 0; group < store.size(); ++group) {
            store.read(group, one);
            for (const auto& said : one) {
                const auto& from = said.source.address;
                if (address.empty() ? from.is_unspecified() : from.to_string() == address) all.push_back(said);
            }
        }
        return all;
    }
};

void hear(std::string_view text, Heard& heard)
{
    std::size_t given = 0;
    InputWindow input{[&](std::span<char> room) {
        const auto count = std::min<std::size_t>({room.size(), text.size() - given, 7}); // in small pieces
        std::memcpy(room.data(), text.data() + given, count);
        given += count;
        return count;
    }};
    while (input.pending().find('\n') == std::string_view::npos && input.fill())
        ;
    const auto form = table_form(input.pending());
    REQUIRE(form != TableForm::none);
    const TableListener listener{[&](std::uint64_t line, std::string_view why) {
                                     heard.bad.push_back(std::to_string(line) + ": " + std::string{why});
                                 },
                                 [&](std::string_view what) { heard.notes.emplace_back(what); }};
    heard.rows += hear_table(input, form, heard.rows, heard.store, listener);
}

} // namespace

TEST_CASE("tables: what is one is told by a field name in the header, or by an object", "[scanner][read]")
{
    CHECK(table_form("ip,mac\n") == TableForm::csv);
    CHECK(table_form("\"IP\";\"dhcp.host_name\"\n") == TableForm::csv);
    CHECK(table_form("\n  {\"ip\":\"10.0.0.1\"}\n") == TableForm::json_lines);
    CHECK(table_form("Address,HWtype\n10.0.0.1,ether") == TableForm::none);
    CHECK(table_form("hello\nip,mac\n") == TableForm::none);
    CHECK(table_form("") == TableForm::none);
}

TEST_CASE("tables: a row belongs to its address, else to its MAC address, else to itself", "[scanner][read]")
{
    Heard heard;
    hear("ip,mac,dhcp.vendor_class,sip.user_agent,owner\n"
         "10.0.0.7,0004f2aabbcc,Acme,,x\n"
         ",00-04-F2-AA-BB-DD,Bell,,y\n"
         ",,,Acme Desk 300 2.1.7,\n"
         ",,,Acme Desk 400 2.1.7,\n"
         ",,,,z\n",
         heard);
    CHECK(heard.rows == 4);
    CHECK(heard.bad.empty());
    REQUIRE(heard.notes.size() == 1);
    CHECK_THAT(heard.notes[0], Catch::Contains("\"owner\""));
    const auto at_address = heard.of("10.0.0.7");
    REQUIRE(at_address.size() == 3);
    CHECK(std::ranges::all_of(at_address, [](const auto& said) {
        return said.source.mac == *MacAddress::parse("0004f2aabbcc") && said.channel == Channel::imported;
    }));
    CHECK(heard.store.size() == 4);
    const auto others = heard.of("");
    CHECK(std::ranges::count(others, Field::mac, &Observation::field) == 1);
    CHECK(std::ranges::find(others, "00:04:f2:aa:bb:dd", &Observation::value) != others.end());

    hear("{\"sip.user_agent\":\"Acme Desk 500 1.0\"}\n\n{\"ip\":\"10.0.0.7\",\"http.title\":[\"A\",\"B\"]}\n", heard);
    CHECK(heard.rows == 6);
    CHECK(heard.store.size() == 6); // rows of two tables stay apart, and an address without its MAC address, too
    CHECK(heard.of("10.0.0.7").size() == 6);
}

TEST_CASE("tables: a bad row is told by its line, the others are kept", "[scanner][read]")
{
    Heard heard;
    hear("ip;mac\n10.0.0.300;\n10.0.0.8;zz\n10.0.0.9;0004f2aabbcc\n\"open;\n10.0.0.10;\n", heard);
    REQUIRE(heard.bad.size() == 3);
    CHECK(heard.bad[0] == "2: ip: \"10.0.0.300\" is no address");
    CHECK(heard.bad[1] == "3: mac: \"zz\" is no MAC address");
    CHECK_THAT(heard.bad[2], Catch::StartsWith("5: "));
    CHECK(heard.rows == 2);

    hear("{\"ip\":7}\n{\"ip\":\"10.0.0.11\"}\n{\n", heard);
    CHECK(heard.bad.size() == 5);
    CHECK(heard.of("10.0.0.11").size() == 1);
}
