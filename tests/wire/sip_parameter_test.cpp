#include "probes/wire/sip_message.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan::wire;
using namespace std::string_view_literals;

namespace {

struct Row {
    std::string_view value;
    std::string_view name;
    std::optional<std::string_view> expected;
};

} // namespace

TEST_CASE("SIP parameter: found by name, without its quotes", "[wire][sip]")
{
    const auto row = GENERATE(
        Row{"SIP/2.0/UDP h:1;branch=z9hG4bKa;rport", "branch", "z9hG4bKa"},
        Row{"SIP/2.0/UDP h:1;branch=z9hG4bKa;rport", "rport", ""}, Row{"h;rport=;x", "rport", ""},
        Row{"h;BRANCH=Q", "branch", "Q"}, Row{"h ; branch = x ; y", "branch", "x"},
        Row{"h;\r\n branch\r\n\t=\r\n x", "branch", "x"}, Row{"h;a=1;a=2", "a", "1"}, Row{";a=1", "a", "1"},
        Row{"h;a=\"x;b=1,c\";b=2", "a", "x;b=1,c"}, Row{"h;a=\"x;b=1,c\";b=2", "b", "2"},
        Row{R"(h;a="q\";b=1";b=2)", "b", "2"}, Row{R"(h;a="q\"r")", "a", R"(q\"r)"}, Row{"h;a=\"\"", "a", ""},
        Row{"h;received=[::1];x", "received", "[::1]"}, Row{"h;a=b=c", "a", "b=c"},
        Row{"\"Desk; tag=no\" <sip:a@h;tag=uri>;tag=yes", "tag", "yes"}, Row{"<sip:a,b@h>;tag=yes", "tag", "yes"},
        Row{"sip:a@h;tag=yes", "tag", "yes"}, Row{R"("O\"Brien <x>" <sip:a@h>;tag=yes)", "tag", "yes"},
        Row{"\"open <sip:a@h>;tag=yes", "tag", "yes"}, Row{"<sip:a@h;tag=yes", "tag", "yes"},
        Row{"h;a=\"open;tag=yes", "tag", "yes"});
    CAPTURE(row.value, row.name);
    CHECK(parameter(row.value, row.name) == row.expected);
}

TEST_CASE("SIP parameter: absent where it is no parameter of the first value", "[wire][sip]")
{
    const auto row = GENERATE(Row{"", "a", {}}, Row{"a", "a", {}}, Row{"a=1", "a", {}}, Row{"h;ab=1", "a", {}},
                              Row{"h;b=a", "a", {}}, Row{"h;x, h;a=1", "a", {}}, Row{"h, h;a=1", "a", {}},
                              Row{"<sip:h;a=1>", "a", {}}, Row{"h;b=\";a=1\"", "a", {}}, Row{";;;", "a", {}});
    CAPTURE(row.value, row.name);
    CHECK_FALSE(parameter(row.value, row.name).has_value());
}

TEST_CASE("SIP unfold: lines are joined by one blank each", "[wire][sip]")
{
    CHECK(unfold("a  b") == "a  b");
    CHECK(unfold("a\r\n b") == "a b");
    CHECK(unfold("a \t\r\n \t b\n\tc") == "a b c");
    CHECK(unfold("a\r\n \r\n b") == "a b");
    CHECK(unfold("a\rb\nc") == "a b c");
    CHECK(unfold("\r\n a\r\n ") == "a");
    CHECK(unfold(" \r\n ").empty());
    CHECK(unfold("").empty());
    CHECK(unfold("a\0\r\n b"sv) == "a\0 b"sv);
}

TEST_CASE("SIP Via: the topmost value and where the request was seen from", "[wire][sip]")
{
    const auto response = parse_sip_response("SIP/2.0 200 OK\r\n"
                                             "v: SIP/2.0/UDP 10.0.0.9:4;branch=\"a,b\";rport=4444;received=192.0.2.1 , "
                                             "SIP/2.0/UDP second;branch=c\r\n"
                                             "Via: SIP/2.0/UDP third;branch=d\r\n\r\n");
    REQUIRE(response.has_value());
    const auto via = topmost_via(*response);
    REQUIRE(via.has_value());
    CHECK(*via == "SIP/2.0/UDP 10.0.0.9:4;branch=\"a,b\";rport=4444;received=192.0.2.1");
    CHECK(seen_from(*via).address == "192.0.2.1");
    CHECK(seen_from(*via).port == 4444);

    CHECK(seen_from("h;rport;received=[2001:db8::1]").address == "2001:db8::1");
    CHECK(seen_from("h;rport").port == 0);
    CHECK(seen_from("h;rport=65536").port == 0);
    CHECK(seen_from("h;rport=50x").port == 0);
    CHECK(seen_from("h").address.empty());
    CHECK_FALSE(topmost_via(*parse_sip_response("SIP/2.0 200 OK\r\n\r\n")).has_value());
}
