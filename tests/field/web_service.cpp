#include "tests/field/web_service.hpp"

#include <algorithm>

namespace phonescan::field {

std::vector<std::uint16_t> WebService::ports() const
{
    std::vector<std::uint16_t> all;
    for (const auto* some : {&http_ports, &https_ports, &sip_ports, &sips_ports})
        all.insert(all.end(), some->begin(), some->end());
    return all;
}

bool WebService::tells_mac() const noexcept
{
    const auto tells = [](const BannerTemplate& text) { return text.needs_mac(); };
    const auto path_tells = [](const WebPath& path) { return path.path.needs_mac() || path.body.needs_mac(); };
    const bool web = !http_ports.empty() || !https_ports.empty();
    const bool by_page = web && (tells(server) || tells(title) || tells(page) || tells(location) ||
                                 std::any_of(realms.begin(), realms.end(), tells) ||
                                 std::any_of(paths.begin(), paths.end(), path_tells));
    return by_page || (any_tls() && (tells(tls.subject) || tells(tls.issuer) || tells(tls.names)));
}

std::optional<WebProtocol> protocol_on(const WebService& service, std::uint16_t port) noexcept
{
    const auto has = [port](const auto& ports) { return std::find(ports.begin(), ports.end(), port) != ports.end(); };
    if (has(service.http_ports)) return WebProtocol::http;
    if (has(service.https_ports)) return WebProtocol::https;
    if (has(service.sip_ports)) return WebProtocol::sip;
    if (has(service.sips_ports)) return WebProtocol::sips;
    return std::nullopt;
}

} // namespace phonescan::field
