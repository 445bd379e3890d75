#include "fingerprints/answering.hpp"

#include "tests/support/catch.hpp"

using namespace phonescan;

namespace {

Observation said(Field field, Channel channel, std::string value = "x")
{
    Observation observation;
    observation.field = field;
    observation.channel = channel;
    observation.value = std::move(value);
    return observation;
}

std::string form_of(const Answering& answering)
{
    std::string text;
    if (answering.by_sip) text += "sip ";
    if (answering.by_web) text += "web ";
    if (answering.in_old_tls) text += "old ";
    if (answering.in_newer_tls) text += "newer ";
    return text;
}

std::string form_of(std::initializer_list<Observation> observations)
{
    return form_of(answering_of(std::vector<Observation>{observations}));
}

} // namespace

TEST_CASE("answering: by SIP, by web and in which TLS", "[fingerprints]")
{
    CHECK(form_of({}).empty());
    CHECK(form_of({said(Field::sip_user_agent, Channel::sip_udp)}) == "sip ");
    CHECK(form_of({said(Field::sip_status, Channel::sip_udp)}) == "sip ");
    CHECK(form_of({said(Field::http_server, Channel::http)}) == "web ");
    CHECK(form_of({said(Field::http_user_agent, Channel::http)}).empty());
    CHECK(form_of({said(Field::tls_subject, Channel::sip_tls)}) == "web ");
    CHECK(form_of({said(Field::tls_version, Channel::https, "TLS 1.0")}) == "web old ");
    CHECK(form_of({said(Field::tls_version, Channel::https, "SSL 3.0")}) == "web old ");
    CHECK(form_of({said(Field::tls_version, Channel::https, "TLS 1.1")}) == "web newer ");
    CHECK(form_of({said(Field::tls_version, Channel::https, "TLS 1.0"),
                   said(Field::tls_version, Channel::sip_tls, "TLS 1.2")}) == "web old newer ");
}

TEST_CASE("answering: adds up over several groups of one device", "[fingerprints]")
{
    Answering all;
    all.add(answering_of(std::vector{said(Field::sip_server, Channel::sip_udp)}));
    CHECK(form_of(all) == "sip ");
    all.add(answering_of(std::vector{said(Field::tls_version, Channel::https, "TLS 1.3")}));
    CHECK(form_of(all) == "sip web newer ");
    all.add({});
    CHECK(form_of(all) == "sip web newer ");
}
