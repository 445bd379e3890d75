#include "scanner/coverage/coverage_csv.hpp"

#include "scanner/csv_reader.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/scanner/fake_book.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <sstream>

using namespace phonescan;
using namespace phonescan::test;
namespace ip = boost::asio::ip;

namespace {

const std::string header = "site,first,last,addresses,channel,port,state,tries,reason\n";

std::string coverage_of(const AccountBook& book, const CsvDialect& dialect = {}, std::string_view site = "HQ")
{
    std::ostringstream out;
    write_coverage(out, site, book, dialect);
    return out.str();
}

std::vector<CsvRow> rows_of(const AccountBook& book)
{
    InputWindow input{chunked_source(coverage_of(book), 4096)};
    CsvReader reader{input};
    std::vector<CsvRow> rows;
    while (const auto* row = reader.next())
        rows.push_back(*row);
    return rows;
}

enum Column : std::size_t { site, first, last, addresses, channel, port, state, tries, reason };

AskedState state_named(const std::string& name)
{
    for (unsigned i = 0; i < 8; ++i)
        if (name_of(static_cast<AskedState>(i)) == name) return static_cast<AskedState>(i);
    FAIL("no state: " << name);
    return {};
}

/// 1 to 6 ranges of each family, some of which touch, and accounts that often equal their neighbour's.
FakeBook random_book(std::mt19937& random)
{
    const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    std::vector<AddressRange> ranges;
    std::vector<AddressRange6> ranges6;
    for (auto i = below(6) + 1; i != 0; --i) {
        const auto begin = 0x0a0000f0U + below(400);
        ranges.push_back({begin, begin + below(60)});
        const auto begin6 = number_of(ip::make_address_v6("2001:db8::fff0")) + below(400);
        ranges6.push_back({begin6, begin6 + below(60)});
    }
    if (below(4) == 0) ranges.clear();
    if (below(4) == 0) ranges6.clear();
    const AddressSet named{ranges, ranges6};
    const auto excluded_from = 0x0a0000f0U + below(400);
    const AddressSet excluded{{{excluded_from, excluded_from + below(30)}}};
    const auto targets = named.minus(excluded);
    FakeBook book{targets, {{"sip-udp", 5060}, {"sip-udp", 5070}, {"icmp", 0}}, named.minus(targets)};
    const std::vector<std::string_view> reasons = {"", "no route", "cut off, \"^C\"", "the rate of its /24"};
    Account account{AskedState::silent, 3};
    bool alive = false;
    for (std::uint64_t position = 0; position < targets.size(); ++position) {
        if (below(5) == 0) alive = below(3) == 0;
        if (alive) book.set_alive(position);
        for (std::size_t i = 0; i < book.channels().size(); ++i) {
            if (below(9) == 0) account = {static_cast<AskedState>(below(8)), below(3), reasons[below(4)]};
            if (below(9) < 4) account = {AskedState::silent, 3};
            book.set(position, i, account);
        }
    }
    return book;
}

/// Of a row, which is found to have as many addresses as it says.
struct Span {
    std::uint64_t position = 0;
    std::uint64_t count = 0;
};

Span span_of(const CsvRow& row, const AddressSet& set)
{
    const auto begin = set.position(ip::make_address(row.cells[first]));
    const auto end = set.position(ip::make_address(row.cells[last]));
    REQUIRE(begin.has_value());
    REQUIRE(end.has_value());
    REQUIRE(*begin <= *end);
    CHECK(row.cells[addresses] == std::to_string(*end - *begin + 1));
    const auto from = ip::make_address(row.cells[first]);
    const auto to = ip::make_address(row.cells[last]);
    REQUIRE(from.is_v4() == to.is_v4());
    const auto steps = from.is_v4() ? Number128{to.to_v4().to_uint()} - from.to_v4().to_uint()
                                    : number_of(to.to_v6()) - number_of(from.to_v6());
    CHECK(steps == *end - *begin); // consecutive
    return {*begin, *end - *begin + 1};
}

/// Whether two positions are of addresses of which the second follows the first.
bool is_next(const AddressSet& set, std::uint64_t before, std::uint64_t after)
{
    const auto a = set.at(before);
    const auto b = set.at(after);
    if (a.is_v4() != b.is_v4()) return false;
    return a.is_v4() ? a.to_v4().to_uint() + 1 == b.to_v4().to_uint()
                     : number_of(a.to_v6()) + 1 == number_of(b.to_v6());
}

/// The rows of one channel: all targets, in order, with their accounts, in maximal rows.
void check_channel(const FakeBook& book, std::size_t which, const std::vector<CsvRow>& rows)
{
    const auto& set = book.addresses();
    std::uint64_t next = 0;
    for (const auto& row : rows) {
        const auto span = span_of(row, set);
        REQUIRE(span.position == next);
        next += span.count;
        const Account told{state_named(row.cells[state]),
                           row.cells[tries].empty() ? 0 : static_cast<unsigned>(std::stoul(row.cells[tries])),
                           row.cells[reason]};
        for (auto position = span.position; position < next; ++position)
            REQUIRE(book.account(position, which) == told);
        if (span.position != 0 && is_next(set, span.position - 1, span.position))
            CHECK_FALSE(book.account(span.position - 1, which) == told);
    }
    CHECK(next == set.size());
}

bool is_silent_everywhere(const FakeBook& book, std::uint64_t position)
{
    bool asked = false;
    bool answered = book.is_alive(position);
    for (std::size_t i = 0; i < book.channels().size(); ++i) {
        const auto became = book.account(position, i).state;
        asked = asked || became == AskedState::silent;
        answered = answered || became <= AskedState::unreachable;
    }
    return asked && !answered;
}

void check_silent(const FakeBook& book, const std::vector<CsvRow>& rows)
{
    const auto& set = book.addresses();
    std::vector<bool> listed(set.size(), false);
    for (const auto& row : rows) {
        CHECK(row.cells[port] + row.cells[tries] + row.cells[reason] == "");
        const auto span = span_of(row, set);
        for (auto position = span.position; position < span.position + span.count; ++position) {
            CHECK_FALSE(listed[position]);
            listed[position] = true;
        }
        if (span.position != 0 && is_next(set, span.position - 1, span.position))
            CHECK_FALSE(listed[span.position - 1]);
    }
    for (std::uint64_t position = 0; position < set.size(); ++position)
        REQUIRE(listed[position] == is_silent_everywhere(book, position));
}

} // namespace

TEST_CASE("coverage: silence first, then each channel, then what was excluded", "[scanner][coverage]")
{
    FakeBook book{
        AddressSet{{v4("10.0.0.1", "10.0.0.6"), v4("10.0.0.8", "10.0.0.9")}, {v6("2001:db8::1", "2001:db8::2")}},
        {{"sip-udp", 5060}, {"icmp", 0}},
        AddressSet{{v4("10.0.0.7", "10.0.0.7")}, {v6("2001:db8::", "2001:db8::")}}};
    book.set_all(1, {AskedState::silent, 2});
    book.set("10.0.0.2", 0, {AskedState::answered, 1});
    book.set_alive("10.0.0.2");
    book.set("10.0.0.3", 0, {AskedState::refused, 1});
    book.set_alive("10.0.0.3");
    book.set("10.0.0.4", 1, {AskedState::prohibited, 2});
    book.set_alive("10.0.0.5"); // by ARP
    book.set("2001:db8::2", 0, {AskedState::unsent, 0, "no route, \"v6\""});
    book.set("2001:db8::2", 1, {AskedState::not_asked});
    CHECK(coverage_of(book) == header + "HQ,10.0.0.1,10.0.0.1,1,any,,silent,,\n"
                                        "HQ,10.0.0.6,10.0.0.6,1,any,,silent,,\n"
                                        "HQ,10.0.0.8,10.0.0.9,2,any,,silent,,\n"
                                        "HQ,2001:db8::1,2001:db8::1,1,any,,silent,,\n"
                                        "HQ,10.0.0.1,10.0.0.1,1,sip-udp,5060,silent,1,\n"
                                        "HQ,10.0.0.2,10.0.0.2,1,sip-udp,5060,answered,1,\n"
                                        "HQ,10.0.0.3,10.0.0.3,1,sip-udp,5060,refused,1,\n"
                                        "HQ,10.0.0.4,10.0.0.6,3,sip-udp,5060,silent,1,\n"
                                        "HQ,10.0.0.8,10.0.0.9,2,sip-udp,5060,silent,1,\n"
                                        "HQ,2001:db8::1,2001:db8::1,1,sip-udp,5060,silent,1,\n"
                                        "HQ,2001:db8::2,2001:db8::2,1,sip-udp,5060,unsent,,\"no route, \"\"v6\"\"\"\n"
                                        "HQ,10.0.0.1,10.0.0.3,3,icmp,,silent,2,\n"
                                        "HQ,10.0.0.4,10.0.0.4,1,icmp,,prohibited,2,\n"
                                        "HQ,10.0.0.5,10.0.0.6,2,icmp,,silent,2,\n"
                                        "HQ,10.0.0.8,10.0.0.9,2,icmp,,silent,2,\n"
                                        "HQ,2001:db8::1,2001:db8::1,1,icmp,,silent,2,\n"
                                        "HQ,2001:db8::2,2001:db8::2,1,icmp,,not-asked,,\n"
                                        "HQ,10.0.0.7,10.0.0.7,1,any,,excluded,,\n"
                                        "HQ,2001:db8::,2001:db8::,1,any,,excluded,,\n");
}

TEST_CASE("coverage: without a target there is the header, and what was excluded", "[scanner][coverage]")
{
    CHECK(coverage_of(FakeBook{AddressSet{}, {{"sip-udp", 5060}}}) == header);
    const FakeBook all_excluded{AddressSet{}, {{"icmp", 0}}, AddressSet{{v4("10.0.0.0", "10.0.0.255")}}};
    CHECK(coverage_of(all_excluded) == header + "HQ,10.0.0.0,10.0.0.255,256,any,,excluded,,\n");
}

TEST_CASE("coverage: rows end at the ends of the address space", "[scanner][coverage]")
{
    const auto last_v6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    const FakeBook book{
        AddressSet{{v4("255.255.255.254", "255.255.255.255")}, {v6("::", "::"), v6(last_v6, last_v6)}},
        {},
        AddressSet{{v4("0.0.0.0", "255.255.255.255")}, {v6("1::", "1::ffff:ffff:ffff"), v6("2::", last_v6)}}};
    CHECK(coverage_of(book) == header +
                                   "HQ,0.0.0.0,255.255.255.255,4294967296,any,,excluded,,\n"
                                   "HQ,1::,1::ffff:ffff:ffff,281474976710656,any,,excluded,,\n"
                                   "HQ,2::," +
                                   last_v6 + ",18446744073709551615,any,,excluded,,\n");
    FakeBook asked{book.addresses(), {{"sip-udp", 5060}}};
    CHECK(coverage_of(asked).ends_with("HQ,255.255.255.254,255.255.255.255,2,sip-udp,5060,silent,1,\n"
                                       "HQ,::,::,1,sip-udp,5060,silent,1,\n"
                                       "HQ," +
                                       std::string{last_v6} + "," + last_v6 + ",1,sip-udp,5060,silent,1,\n"));
}

TEST_CASE("coverage: the dialect is the report's, and numbers can be added up", "[scanner][coverage]")
{
    const FakeBook book{
        AddressSet{{v4("10.100.100.0", "10.100.100.255")}}, {}, AddressSet{{v4("10.1.0.0", "10.1.0.0")}}};
    FakeBook asked{book.addresses(), {{"sip-udp", 5060}}, book.excluded()};
    asked.set_all(0, {AskedState::unsent, 0, "=1+1"});
    CHECK(coverage_of(asked, {CsvProfile::plain, ';'}, "a;b") ==
          "site;first;last;addresses;channel;port;state;tries;reason\n"
          "\"a;b\";10.100.100.0;10.100.100.255;256;sip-udp;5060;unsent;;=1+1\n"
          "\"a;b\";10.1.0.0;10.1.0.0;1;any;;excluded;;\n");
    CHECK(coverage_of(asked, {CsvProfile::excel, ','}, "@HQ") ==
          "\xef\xbb\xbfsite,first,last,addresses,channel,port,state,tries,reason\r\n"
          "'@HQ,10.100.100.0,'10.100.100.255,256,sip-udp,5060,unsent,,'=1+1\r\n"
          "'@HQ,10.1.0.0,10.1.0.0,1,any,,excluded,,\r\n");
    const FakeBook large{AddressSet{}, {}, AddressSet{{}, {v6("1::", "1::ffff:ffff:ffff:ffff")}}};
    CHECK(coverage_of(large, {CsvProfile::excel, ','}).ends_with(",'18446744073709551615,any,,excluded,,\r\n"));
}

TEST_CASE("coverage: of any book every channel's rows add up to the targets, are true and maximal",
          "[scanner][coverage]")
{
    std::mt19937 random{20}; // the same books every time
    for (int round = 0; round < 200; ++round) {
        CAPTURE(round);
        const auto book = random_book(random);
        const auto rows = rows_of(book);
        REQUIRE_FALSE(rows.empty());
        std::map<std::string, std::vector<CsvRow>> by_channel;
        std::vector<std::string> order;
        for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
            REQUIRE(row->error.empty());
            REQUIRE(row->cells.size() == 9);
            CHECK(row->cells[site] == "HQ");
            auto name = row->cells[channel] + row->cells[port];
            if (name == "any") name += " " + row->cells[state];
            by_channel[name].push_back(*row);
            if (order.empty() || order.back() != name) order.push_back(name);
        }
        const std::vector<std::string> all = {"any silent", "sip-udp5060", "sip-udp5070", "icmp", "any excluded"};
        std::vector<std::string> present;
        std::ranges::copy_if(all, std::back_inserter(present),
                             [&](const auto& name) { return by_channel.contains(name); });
        CHECK(order == present);
        check_silent(book, by_channel["any silent"]);
        check_channel(book, 0, by_channel["sip-udp5060"]);
        check_channel(book, 1, by_channel["sip-udp5070"]);
        check_channel(book, 2, by_channel["icmp"]);
        std::uint64_t excluded = 0;
        for (const auto& row : by_channel["any excluded"])
            excluded += span_of(row, book.excluded()).count;
        CHECK(excluded == book.excluded().size());
    }
}
