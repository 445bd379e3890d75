#include "probes/web_observations.hpp"

#include "probes/observation/iso_time.hpp"
#include "probes/observation/printable.hpp"
#include "probes/wire/certificate.hpp"
#include "probes/wire/html_title.hpp"
#include "probes/wire/http_challenge.hpp"
#include "probes/wire/page_privacy.hpp"
#include "probes/wire/tls_hello.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t max_field = 1'024; ///< bytes of one header field that are kept
constexpr int not_found = 404;

/// Whether a body may be text, by what its sender calls it. Source: RFC 9110, 8.3; what is not said is tried.
bool is_text(std::string type)
{
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 4> texts = {"text", "xml", "json", "script"};
    return type.empty() ||
           std::ranges::any_of(texts, [&](std::string_view word) { return type.find(word) != std::string::npos; });
}

class Collector {
public:
    Collector(const WebRequest& request, Channel channel, WallClock::time_point time)
        : source_{request.address, request.port, {}}, channel_{channel}, time_{time}
    {
    }

    void add(Field field, std::string_view text)
    {
        if (!text.empty()) observations_.push_back({source_, field, printable(text), channel_, time_});
    }
    void add_printable(Field field, std::string text)
    {
        if (!text.empty()) observations_.push_back({source_, field, std::move(text), channel_, time_});
    }
    Observations& observations() noexcept { return observations_; }

private:
    Source source_;
    Channel channel_;
    WallClock::time_point time_;
    Observations observations_;
};

/// An interval. Source: ISO 8601-1, 5.5.
std::string validity_of(const wire::CertificateWords& certificate)
{
    if (!certificate.not_before || !certificate.not_after) return {};
    return iso_time(*certificate.not_before) + '/' + iso_time(*certificate.not_after);
}

void add_tls(Collector& into, const TlsWords& tls)
{
    into.add(Field::tls_version, wire::tls_version_name(tls.version));
    if (tls.certificate.empty()) return;
    const auto certificate = wire::read_certificate(tls.certificate);
    if (!certificate) return;
    const auto add = [&](Field field, const std::string& words) { // in printable() form already
        into.add_printable(field, wire::without_private_values(words));
    };
    add(Field::tls_subject, certificate->subject);
    add(Field::tls_issuer, certificate->issuer);
    for (const auto& name : certificate->names)
        add(Field::tls_san, name);
    into.add(Field::tls_validity, validity_of(*certificate));
}

void add_http(Collector& into, const WebRequest& request, const WebReply& reply)
{
    const auto bounded = [](std::string_view text) { return text.substr(0, max_field); };
    const bool is_other = request.path != "/";
    const auto before = into.observations().size();
    for (const auto& server : reply.server)
        into.add(Field::http_server, bounded(server));
    for (const auto& field : reply.authenticate)
        for (const auto& realm : wire::http_realms(field))
            into.add(Field::http_realm, realm);
    into.add(Field::http_location, wire::without_private_values(std::string{bounded(reply.location)}));
    const bool is_missing = is_other && reply.status == not_found;
    const bool has_page = is_text(reply.content_type) && !is_missing;
    if (has_page) {
        if (const auto title = wire::html_title(reply.body)) into.add(Field::http_title, *title);
        into.add(Field::http_body, wire::without_private_values(reply.body));
    }
    auto& observations = into.observations();
    const bool says_nothing = observations.size() == before;
    if (is_missing || (!says_nothing && !(is_other && has_page))) return;
    into.add(Field::http_path, wire::without_private_values(request.path));
    std::rotate(observations.begin() + static_cast<std::ptrdiff_t>(before), observations.end() - 1, observations.end());
}

} // namespace

Observations web_observations(const WebRequest& request, const WebReply& reply, Channel channel,
                              WallClock::time_point time)
{
    Collector collector{request, channel, time};
    add_tls(collector, reply.tls);
    const bool is_http = !request.path.empty() && (reply.status != 0 || !reply.body.empty());
    if (is_http) add_http(collector, request, reply);
    return std::move(collector.observations());
}

} // namespace phonescan
