#include "probes/sip_answers.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

namespace {

const Target phone{boost::asio::ip::make_address_v4("10.0.0.7"), 5060};

/// One target, asked, and what is handed over of its answers.
struct Asked {
    TargetOrder targets{
        AddressSet{{{phone.address.to_v4().to_uint(), phone.address.to_v4().to_uint()}}}, {phone.port}, 1};
    SipCookie cookie = SipCookie::random();
    SweepSchedule schedule{1, {}};
    std::vector<Observations> heard;
    SipAnswers answers{targets, cookie, schedule,
                       [this](const Target&, Observations observations) { heard.push_back(std::move(observations)); }};

    void answer(std::string_view status, std::string_view headers)
    {
        const auto token = cookie.token({phone.address, phone.port});
        answers.on_datagram(phone, "SIP/2.0 " + std::string{status} +
                                       "\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK" + std::string{token.text()} +
                                       "\r\n" + std::string{headers} + "\r\n");
    }
};

std::vector<std::string> values(const Observations& observations, Field field)
{
    std::vector<std::string> found;
    for (const auto& observation : observations)
        if (observation.field == field) found.push_back(observation.value);
    return found;
}

} // namespace

TEST_CASE("SIP answers: a repeated answer is a duplicate, another banner a contradiction that is kept", "[probes][sip]")
{
    Asked asked;
    asked.answer("401 Unauthorized", "User-Agent: Acme Desk 300\r\n");
    asked.answer("200 OK", "User-Agent: Acme Desk 300\r\n");
    CHECK(asked.heard.size() == 1);
    asked.answer("200 OK", "User-Agent: Other 1\r\n");
    asked.answer("200 OK", "User-Agent: Other 1\r\n");
    REQUIRE(asked.heard.size() == 2);
    CHECK(values(asked.heard[1], Field::sip_user_agent) == std::vector<std::string>{"Other 1"});
    CHECK(asked.answers.arrivals().duplicates == 3);
    CHECK(asked.schedule.count(TargetState::answered) == 1);
}

TEST_CASE("SIP answers: a flood of different banners from one target is bounded", "[probes][sip]")
{
    Asked asked;
    for (int i = 0; i < 1000; ++i)
        asked.answer("200 OK", "User-Agent: Acme " + std::to_string(i) + "\r\n");
    CHECK(asked.heard.size() == 4);
}

TEST_CASE("SIP answers: two banners in one answer are both kept", "[probes][sip]")
{
    Asked asked;
    asked.answer("200 OK", "User-Agent: Acme 1\r\nUser-Agent: Other 2\r\nUser-Agent: Acme 1\r\n");
    REQUIRE(asked.heard.size() == 1);
    CHECK(values(asked.heard[0], Field::sip_user_agent) == std::vector<std::string>{"Acme 1", "Other 2"});
}

TEST_CASE("SIP answers: the user part of a SIP address in a banner is not kept", "[probes][sip]")
{
    const auto banner_of = [](const std::string& text) {
        Asked asked;
        asked.answer("200 OK", "User-Agent: " + text + "\r\n");
        return values(asked.heard.at(0), Field::sip_user_agent).at(0);
    };
    CHECK(banner_of("Acme 1 sip:4711@10.1.1.1") == "Acme 1 sip:10.1.1.1");
    CHECK(banner_of("Acme <SIPS:ann.other:secret@example.net>") == "Acme <SIPS:example.net>");
    CHECK(banner_of("Acme sip:10.1.1.1 sip:5@a sip:6@b") == "Acme sip:10.1.1.1 sip:a sip:b");
    CHECK(banner_of("Acme 1.0 (00:04:f2:aa:bb:cc)") == "Acme 1.0 (00:04:f2:aa:bb:cc)");
}

TEST_CASE("SIP answers: what an ICMP error says of a target", "[probes][sip]")
{
    using Meaning = IcmpError::Meaning;
    const auto router = boost::asio::ip::make_address("10.0.0.1");
    const struct {
        Meaning meaning;
        boost::asio::ip::address offender;
        TargetState state;
        bool is_prohibited;
    } rows[] = {
        {Meaning::port_unreachable, phone.address, TargetState::refused, false},
        {Meaning::port_unreachable, router, TargetState::failed, false}, // a router's word on its own behalf
        {Meaning::unreachable, router, TargetState::failed, false},
        {Meaning::unreachable, phone.address, TargetState::failed, false},
        {Meaning::prohibited, router, TargetState::failed, true},
        {Meaning::other, phone.address, TargetState::open, false},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        Asked asked;
        asked.answers.on_icmp_error({phone, row.offender, row.meaning});
        CHECK(asked.schedule.state(0) == row.state);
        CHECK(asked.answers.is_prohibited(0) == row.is_prohibited);
        CHECK(asked.answers.prohibited() == (row.is_prohibited ? 1 : 0));
    }
}

TEST_CASE("SIP answers: prohibited is who failed so last, and did not answer after all", "[probes][sip]")
{
    using Meaning = IcmpError::Meaning;
    const auto router = boost::asio::ip::make_address("10.0.0.1");
    Asked asked;
    asked.answers.on_icmp_error({{router, phone.port}, router, Meaning::prohibited}); // no target
    CHECK(asked.answers.prohibited() == 0);
    asked.answers.on_icmp_error({phone, router, Meaning::prohibited});
    asked.answers.on_icmp_error({phone, router, Meaning::unreachable});
    CHECK(asked.answers.prohibited() == 0);
    asked.answers.on_icmp_error({phone, router, Meaning::prohibited});
    CHECK(asked.answers.prohibited() == 1);
    asked.answer("200 OK", "");
    CHECK(asked.answers.prohibited() == 0);
    CHECK(asked.schedule.count(TargetState::answered) == 1);
}
