#include "scanner/store/stored_words.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

bool is_refused(std::string_view words)
{
    Observations into{said(source_of("10.0.0.1"), Field::sip_server, "before")};
    const auto result = append_words(words, source_of("10.0.0.2"), moment(1), moment(0), into);
    CHECK((result.has_value() || result.error() == Errc::malformed));
    if (!result) CHECK(forms_of(into) == forms_of({said(source_of("10.0.0.1"), Field::sip_server, "before")}));
    return !result.has_value();
}

} // namespace

TEST_CASE("stored words: text as it lies in a store", "[scanner][store]")
{
    CHECK(to_words({}).empty());
    const Observations two{said({}, Field::sip_user_agent, "Acme/1.0 (400)"), said({}, Field::sip_status, "")};
    CHECK(to_words(two) == "sip-udp sip.user_agent 14 Acme/1.0 (400)\nsip-udp sip.status 0 \n");
}

TEST_CASE("stored words: every field and channel, any value, is read again", "[scanner][store]")
{
    Source source = source_of("2001:db8::7", 443);
    source.mac = mac_of("00:04:f2:aa:bb:cc");
    source.record = 3;
    Observations all;
    for (const auto field : all_fields()) {
        const auto channel = static_cast<Channel>(all.size() % (static_cast<std::size_t>(Channel::imported) + 1));
        all.push_back({source, field, std::string(all.size(), 'x'), channel, moment(9), moment(2)});
    }
    for (const std::string& value : {std::string{}, std::string{"two\nlines\n"}, std::string{"sip-udp mac 1 a\n"},
                                     std::string("\0\xff\x80", 3), std::string(100'000, '7')})
        all.push_back({source, Field::http_body, value, Channel::https, moment(9), moment(2)});
    Observations read;
    REQUIRE(append_words(to_words(all), source, moment(9), moment(2), read).has_value());
    CHECK(forms_of(read) == forms_of(all));
    REQUIRE(append_words({}, source, moment(9), moment(2), read).has_value());
    CHECK(read.size() == all.size());
}

TEST_CASE("stored words: cut off anywhere but behind an observation is refused", "[scanner][store]")
{
    const Observations first{said({}, Field::sip_user_agent, "two\nlines")};
    const Observations second{said({}, Field::lldp_med_model, "8 9")};
    const auto words = to_words(first) + to_words(second);
    for (std::size_t size = 1; size < words.size(); ++size) {
        CAPTURE(size);
        CHECK(is_refused(words.substr(0, size)) == (size != to_words(first).size()));
    }
    CHECK_FALSE(is_refused(words));
}

TEST_CASE("stored words: what makes no sense is refused", "[scanner][store]")
{
    CHECK_FALSE(is_refused("sip-udp sip.server 1 a\n"));
    CHECK(are_words("sip-udp sip.server 1 a\n"));
    for (const std::string_view words : {
             "\n",
             "   \n",
             "sip-udp sip.server 1 a",
             "sip-udp sip.server 2 a\n",
             "sip-udp sip.server 0 a\n",
             "sip-udp sip.server 1 ab\n",
             "sip-udp sip.server -1 a\n",
             "sip-udp sip.server +1 a\n",
             "sip-udp sip.server 0x1 a\n",
             "sip-udp sip.server  a\n",
             "sip-udp sip.server 1a a\n",
             "sip-udp sip.server 18446744073709551615 a\n",
             "sip-udp sip.server 18446744073709551616 \n",
             "sip-udp sip.server 99999999999999999999999 \n",
             "sip-udp  1 a\n",
             " sip.server 1 a\n",
             "sip-udp sip.sorcery 1 a\n",
             "telepathy sip.server 1 a\n",
             "SIP-UDP sip.server 1 a\n",
             "sip-udp sip.server 1 a\n\n",
         }) {
        CAPTURE(words);
        CHECK(is_refused(words));
        CHECK_FALSE(are_words(words));
    }
}
