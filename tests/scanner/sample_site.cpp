#include "tests/scanner/sample_site.hpp"

#include <stdexcept>

namespace phonescan::test {

namespace {

Finding ready_phone()
{
    auto finding = phone("hq", "10.40.12.7", "Polycom", "VVX 410", "5.3.0.12074",
                         "PolycomVVX-VVX_410-UA/5.3.0.12074_0004f2aabbcc", VerdictCode::qualified);
    finding.device.identity.edit().mac = *MacAddress::parse("0004f2aabbcc");
    finding.device.key = "mac:00:04:f2:aa:bb:cc";
    finding.action = "Nothing to do.";
    auto& seen = finding.device.observations;
    const auto source = seen.front().source;
    seen.push_back({source, Field::mac, "00:04:f2:aa:bb:cc", Channel::neighbours, seconds_after(3)});
    seen.push_back({source, Field::sip_status, "200", Channel::sip_udp, seconds_after(-2)});
    seen.push_back({source, Field::switch_name, "sw-3", Channel::imported, seconds_after(-60)});
    seen.push_back({source, Field::switch_port, "gi1/0/12", Channel::imported, seconds_after(-60)});
    seen.push_back({source, Field::vlan, "120", Channel::imported, seconds_after(-60)});
    finding.verdicts.edit()[0].row = "Polycom VVX 410 | July 2014";
    finding.verdicts.edit()[0].cell = "Polycom 5.3.0.12074";
    finding.verdicts.edit()[0].wanted = {"5.3.0.12074"};
    finding.verdicts.edit()[0].flags = {"alias", "list-age=8 years"};
    finding.verdicts.edit()[1] =
        verdict("lync-online", VerdictCode::older_than_qualified, Listed::yes, {"5.4.0", "5.5.0"});
    return finding;
}

Finding contradicted_phone()
{
    auto finding = phone("hq", "10.40.12.20", "Yealink", "SIP-T22P", "7.72.0.30", "Yealink SIP-T22P 7.72.0.30",
                         VerdictCode::undetermined);
    finding.device.identity.edit().confidence = Confidence::medium;
    finding.device.identity.edit().conflicts = {
        {"firmware", {{"7.72.0.30", Field::sip_user_agent}, {"7.73.0.1", Field::http_title}}}};
    finding.verdicts.edit()[0].reason = "conflict";
    finding.action = "Read the firmware on the phone: its answers contradict each other.";
    finding.codes = {"provisional-answer-only", "sip-closed"};
    return finding;
}

Finding device_of_kind(Kind kind, std::string address, std::string banner)
{
    auto finding = phone("hq", std::move(address), "", "", "", std::move(banner), VerdictCode::model_unknown);
    finding.device.identity.edit().kind = kind;
    finding.device.identity.edit().confidence = Confidence::low;
    finding.device.identity.edit().evidence.clear();
    for (auto& one : finding.verdicts.edit())
        one.listed = Listed::unknown;
    return finding;
}

Finding phone_without_address()
{
    auto finding = phone("hq", "", "AudioCodes", "420HD", "", "", VerdictCode::firmware_unknown);
    finding.device.key = "serial:0123";
    finding.device.identity.edit().serial = "0123";
    finding.device.observations.clear();
    finding.device.identity.edit().evidence.clear();
    return finding;
}

} // namespace

std::vector<Finding> sample_findings()
{
    auto upgrade = phone("branch", "10.50.0.9", "Polycom", "SoundPoint IP 450", "4.0.7.2514",
                         "PolycomSoundPointIP-SPIP_450-UA/4.0.7.2514", VerdictCode::older_than_qualified);
    upgrade.action = "Install 4.1.0.84959, the version that was tested with Lync Server 2013, from your provisioning "
                     "server; then scan again.";
    return {
        device_of_kind(Kind::not_phone, "10.40.12.1", "Asterisk PBX 18.1.0"),
        phone_without_address(),
        phone("hq", "2001:db8::20", "Yealink", "SIP-T48G", "35.7.0.26", "Yealink SIP-T48G 35.7.0.26",
              VerdictCode::qualified),
        phone("hq", "10.40.12.100", "Polycom", "VVX 301", "5.5.0.1", "PolycomVVX-VVX_301-UA/5.5.0.1",
              VerdictCode::model_not_in_catalog),
        contradicted_phone(),
        ready_phone(),
        phone("hq", "10.40.12.9", "Polycom", "CX600", "4.0.7577.4463", "CPE/4.0.7577.4463 OCPhone/4.0.7577.4463",
              VerdictCode::newer_than_qualified),
        phone("hq", "2001:db8::3", "Cisco", "CP-7962G", "9.3(1)SR1", "Cisco-CP7962G/9.3.1",
              VerdictCode::platform_not_covered),
        device_of_kind(Kind::possible_phone, "10.40.13.2", "Acme \"Desk\"; v1"),
        std::move(upgrade),
    };
}

std::vector<std::vector<std::string>> parse_csv(std::string_view text, char delimiter, std::string_view line_end)
{
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::size_t at = 0;
    while (at < text.size()) {
        std::string field;
        if (text[at] == '"') {
            for (++at;; ++at) {
                if (at >= text.size()) throw std::runtime_error{"an open quote"};
                if (text[at] == '"' && text.substr(at, 2) != "\"\"") break;
                if (text[at] == '"') ++at;
                field += text[at];
            }
            ++at;
        } else {
            while (at < text.size() && text[at] != delimiter && !text.substr(at).starts_with(line_end)) {
                if (text[at] == '"' || text[at] == '\n' || text[at] == '\r') throw std::runtime_error{"not quoted"};
                field += text[at++];
            }
        }
        record.push_back(std::move(field));
        if (text.substr(at).starts_with(line_end)) {
            records.push_back(std::exchange(record, {}));
            at += line_end.size();
        } else if (at < text.size() && text[at] == delimiter) {
            ++at;
        } else {
            throw std::runtime_error{"neither a delimiter nor a line end after a field"};
        }
    }
    if (!record.empty()) throw std::runtime_error{"the last line has no end"};
    return records;
}

} // namespace phonescan::test
