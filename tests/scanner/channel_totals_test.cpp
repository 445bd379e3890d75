#include "scanner/coverage/channel_totals.hpp"

#include "tests/scanner/fake_book.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string lines(const std::vector<ChannelTotals>& totals, std::size_t width)
{
    std::ostringstream out;
    write_channel_sums(out, channel_sums(totals), width);
    return out.str();
}

} // namespace

TEST_CASE("channel totals: every state of every address is counted once", "[scanner][coverage]")
{
    FakeBook book{AddressSet{{v4("10.0.0.0", "10.0.0.9")}, {v6("fd00::1", "fd00::5")}},
                  {{"sip-udp", 5060}, {"icmp", 0}}};
    for (unsigned i = 0; i < 8; ++i)
        book.set(i, 0, {static_cast<AskedState>(i), i});
    book.set_all(1, {AskedState::not_asked});
    book.set("fd00::5", 1, {AskedState::answered, 1});
    const auto totals = channel_totals(book);
    REQUIRE(totals.size() == 2);
    CHECK(totals[0].channel.name == "sip-udp");
    CHECK(totals[0].channel.port == 5060);
    CHECK(totals[0].by_state == std::array<std::uint64_t, 8>{1, 1, 1, 1, 1, 8, 1, 1});
    CHECK(totals[0].of(AskedState::silent) == 8);
    CHECK(totals[0].sum() == book.addresses().size());
    CHECK(totals[1].sum() == book.addresses().size());
    CHECK(sum_text(totals[0]) == "15 = 1 answered + 1 closed + 1 refused + 1 prohibited + 1 unreachable + 8 silent + "
                                 "1 unsent + 1 not asked");
    CHECK(sum_text(totals[1]) == "15 = 1 answered + 14 not asked");
    CHECK(channel_totals(FakeBook{AddressSet{}, {{"http", 80}}}).front().sum() == 0);
    CHECK(sum_text({}) == "0");
}

TEST_CASE("channel totals: a line for each channel, its sum below the others'", "[scanner][coverage]")
{
    const std::vector<ChannelTotals> totals = {{{"sip-udp", 5060}, {45, 0, 207, 0, 0, 4, 0, 0}},
                                               {{"sip-tls", 5061}, {1, 2, 240, 3, 4, 5, 1, 0}},
                                               {{"https", 443}, {0, 0, 256, 0, 0, 0, 0, 0}},
                                               {{"icmp", 0}, {0, 0, 0, 0, 0, 0, 0, 256}}};
    CHECK(
        lines(totals, 120) ==
        "SIP/UDP 5060  256 = 45 answered + 207 refused + 4 silent\n"
        "SIP/TLS 5061  256 = 1 answered + 2 closed + 240 refused + 3 prohibited + 4 unreachable + 5 silent + 1 unsent\n"
        "HTTPS 443     256 = 256 refused\n"
        "ICMP          256 = 256 not asked\n");
    CHECK(lines({totals[1]}, 60) == "SIP/TLS 5061  256 = 1 answered + 2 closed + 240 refused + 3\n"
                                    "              prohibited + 4 unreachable + 5 silent + 1\n"
                                    "              unsent\n");
    CHECK(lines({}, 80).empty());
}

TEST_CASE("asked states: each has a name of its own", "[scanner][coverage]")
{
    CHECK(name_of(AskedState::answered) == "answered");
    CHECK(name_of(AskedState::closed) == "closed");
    CHECK(name_of(AskedState::refused) == "refused");
    CHECK(name_of(AskedState::prohibited) == "prohibited");
    CHECK(name_of(AskedState::unreachable) == "unreachable");
    CHECK(name_of(AskedState::silent) == "silent");
    CHECK(name_of(AskedState::unsent) == "unsent");
    CHECK(name_of(AskedState::not_asked) == "not-asked");
}
