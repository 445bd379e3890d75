#pragma once

#include "scanner/report/report.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace phonescan::test {

/// 2026-11-23T00:10:22Z and some seconds.
inline WallClock::time_point seconds_after(int seconds)
{
    using namespace std::chrono;
    return sys_days{year{2026} / 11 / 23} + minutes{10} + std::chrono::seconds{22 + seconds};
}

inline Verdict verdict(std::string platform, VerdictCode code, Listed listed, std::vector<std::string> wanted = {})
{
    Verdict made;
    made.platform = std::move(platform);
    made.code = code;
    made.status = status_of(code);
    made.listed = listed;
    made.wanted = std::move(wanted);
    made.catalog = "lync";
    made.revision = "2018-06-01";
    return made;
}

/// A phone that said one thing over SIP, with the same verdict for both platforms of run().
inline Finding phone(std::string site, std::string address, std::string vendor, std::string model, std::string firmware,
                     std::string banner, VerdictCode code)
{
    Finding finding;
    finding.site = std::move(site);
    auto& device = finding.device;
    if (!address.empty()) device.address = boost::asio::ip::make_address(address);
    device.key = "ip:" + address + "@" + finding.site.str();
    device.identity.edit().kind = Kind::phone;
    device.identity.edit().vendor = std::move(vendor);
    device.identity.edit().model = std::move(model);
    device.identity.edit().firmware = std::move(firmware);
    device.identity.edit().confidence = Confidence::high;
    for (const auto* attribute : {"vendor", "model", "firmware"})
        device.identity.edit().evidence.push_back({attribute, Field::sip_user_agent, banner, "a banner"});
    device.observations.push_back(
        {{device.address, 5060, {}}, Field::sip_user_agent, std::move(banner), Channel::sip_udp, seconds_after(0)});
    for (const auto* platform : {"lync-server-2013", "lync-online"})
        finding.verdicts.edit().push_back(verdict(platform, code, Listed::yes));
    return finding;
}

inline CatalogInfo list_of(std::string name, std::string revision, std::vector<std::string> platforms)
{
    CatalogInfo list;
    list.name = std::move(name);
    list.revision = std::move(revision);
    list.platforms = std::move(platforms);
    return list;
}

inline RunSummary run()
{
    RunSummary made;
    made.scan = "20261123T001000Z-hq";
    made.site = "hq";
    made.label = "HQ";
    made.elapsed = std::chrono::milliseconds{34'250};
    made.coverage = {
        .targets = 510, .answered = 13, .refused = 12, .unreachable = 387, .silent = 98, .excluded = 2, .visits = {}};
    made.platforms = {"lync-server-2013", "lync-online"};
    made.catalogs = {list_of("lync", "2018-06-01", made.platforms)};
    made.as_of = std::chrono::year{2026} / 11 / 23;
    return made;
}

/// Two sites, every status, IPv4, IPv6 and no address, a possible phone, an exchange, a conflict; in no order.
std::vector<Finding> sample_findings();

inline std::string written(WriteReport write, const RunSummary& summary, std::span<const Finding> findings,
                           const ReportOptions& options = {})
{
    std::ostringstream out;
    write(out, summary, findings, options);
    return out.str();
}

/// The records of RFC 4180 text; throws std::runtime_error when it is not well-formed.
std::vector<std::vector<std::string>> parse_csv(std::string_view text, char delimiter = ',',
                                                std::string_view line_end = "\n");

} // namespace phonescan::test
