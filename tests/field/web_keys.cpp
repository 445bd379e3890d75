#include "tests/field/web_keys.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace phonescan::field {
namespace {

using Text = std::string_view;

constexpr std::pair<Text, Hostile> hostile_kinds[] = {{"endless-headers", Hostile::endless_headers},
                                                      {"endless-body", Hostile::endless_body},
                                                      {"gzip-bomb", Hostile::gzip_bomb},
                                                      {"trickle", Hostile::trickle},
                                                      {"trickle-headers", Hostile::trickle_headers},
                                                      {"silent", Hostile::silent},
                                                      {"redirect-away", Hostile::redirect_away},
                                                      {"redirect-name", Hostile::redirect_name},
                                                      {"redirect-loop", Hostile::redirect_loop},
                                                      {"redirect-chain", Hostile::redirect_chain},
                                                      {"redirect-scheme", Hostile::redirect_scheme},
                                                      {"invalid-utf8", Hostile::invalid_utf8},
                                                      {"script-title", Hostile::script_title},
                                                      {"nul-cert", Hostile::nul_cert},
                                                      {"tls-alert", Hostile::tls_alert},
                                                      {"reset-accept", Hostile::reset_accept},
                                                      {"reset-request", Hostile::reset_request},
                                                      {"reset-headers", Hostile::reset_headers},
                                                      {"reset-body", Hostile::reset_body},
                                                      {"reset-hello", Hostile::reset_hello},
                                                      {"http09", Hostile::http09},
                                                      {"garbage", Hostile::garbage},
                                                      {"long-line", Hostile::long_line},
                                                      {"many-realms", Hostile::many_realms},
                                                      {"lying-length", Hostile::lying_length},
                                                      {"huge-cert", Hostile::huge_cert},
                                                      {"none", Hostile::none}};
constexpr std::pair<Text, TlsKey> key_kinds[] = {
    {"rsa1024", TlsKey::rsa1024}, {"rsa2048", TlsKey::rsa2048}, {"ec256", TlsKey::ec256}};
constexpr std::pair<Text, TlsHash> hashes[] = {{"sha1", TlsHash::sha1}, {"sha256", TlsHash::sha256}};
constexpr std::pair<Text, TlsVersion> versions[] = {{"1.0", TlsVersion::tls10},
                                                    {"1.1", TlsVersion::tls11},
                                                    {"1.2", TlsVersion::tls12},
                                                    {"1.3", TlsVersion::tls13},
                                                    {"old", TlsVersion::old}};
constexpr std::pair<Text, TlsVersion> least_versions[] = {
    {"1.0", TlsVersion::tls10}, {"1.1", TlsVersion::tls11}, {"1.2", TlsVersion::tls12}, {"1.3", TlsVersion::tls13}};

constexpr std::pair<Text, ClientCertificate> clients[] = {
    {"none", ClientCertificate::none}, {"asked", ClientCertificate::asked}, {"required", ClientCertificate::required}};

std::vector<std::uint16_t> ports_of(Text text)
{
    std::vector<std::uint16_t> ports;
    while (true) {
        const auto comma = text.find(',');
        ports.push_back(port_of(text.substr(0, comma)));
        if (comma == Text::npos) return ports;
        text.remove_prefix(comma + 1);
    }
}

/// A distinguished name as `CN=…,O=…`; a comma inside a value stands as `\,`.
BannerTemplate name_of(Text text)
{
    constexpr Text fields[] = {"CN", "O", "OU", "L", "ST", "C", "serialNumber", "emailAddress"};
    bool at_field = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (at_field) {
            const auto field = text.substr(i, text.find('=', i) - i);
            if (std::find(std::begin(fields), std::end(fields), field) == std::end(fields) ||
                i + field.size() == text.size())
                throw std::invalid_argument("expected a name like CN={MAC},O=Acme of CN, O, OU, L, ST, C, "
                                            "serialNumber and emailAddress; found \"" +
                                            std::string(text.substr(i)) + '"');
        }
        at_field = text[i] == ',';
        if (text[i] == '\\') ++i;
    }
    return BannerTemplate{text};
}

/// What parts a path from its body: a query has a = of its own.
Text separator_after(Text path)
{
    return path.substr(0, path.find('=')).find('?') == Text::npos ? "=" : "==";
}

WebPath path_of(Text text)
{
    const auto separator = separator_after(text);
    const auto end = text.find(separator);
    if (!text.starts_with('/') || end == Text::npos)
        throw std::invalid_argument("expected /path=body or /path?query==body, found \"" + std::string(text) + '"');
    return {BannerTemplate{text.substr(0, end)}, BannerTemplate::of_page(text.substr(end + separator.size()))};
}

using Setter = void (*)(WebService&, Text);

struct Key {
    Text name;
    Setter set;
};

constexpr Key keys[] = {
    {"http-port", [](WebService& w, Text v) { w.http_ports = ports_of(v); }},
    {"https-port", [](WebService& w, Text v) { w.https_ports = ports_of(v); }},
    {"sip-tcp-port", [](WebService& w, Text v) { w.sip_ports = ports_of(v); }},
    {"sips-port", [](WebService& w, Text v) { w.sips_ports = ports_of(v); }},
    {"web-server", [](WebService& w, Text v) { w.server = BannerTemplate{v}; }},
    {"web-realm", [](WebService& w, Text v) { w.realms.emplace_back(v); }},
    {"web-status", [](WebService& w, Text v) { w.status = static_cast<int>(number_of(v, 200, 599)); }},
    {"web-title", [](WebService& w, Text v) { w.title = BannerTemplate{v}; }},
    {"web-page", [](WebService& w, Text v) { w.page = BannerTemplate::of_page(v); }},
    {"web-path", [](WebService& w, Text v) { w.paths.push_back(path_of(v)); }},
    {"web-location", [](WebService& w, Text v) { w.location = BannerTemplate{v}; }},
    {"web-delay", [](WebService& w, Text v) { w.delay = duration_of(v); }},
    {"hostile", [](WebService& w, Text v) { w.hostile = choice(v, hostile_kinds); }},
    {"cert-subject", [](WebService& w, Text v) { w.tls.subject = name_of(v); }},
    {"cert-issuer", [](WebService& w, Text v) { w.tls.issuer = name_of(v); }},
    {"cert-names", [](WebService& w, Text v) { w.tls.names = BannerTemplate{v}; }},
    {"cert-key", [](WebService& w, Text v) { w.tls.key = choice(v, key_kinds); }},
    {"cert-hash", [](WebService& w, Text v) { w.tls.hash = choice(v, hashes); }},
    {"tls", [](WebService& w, Text v) { w.tls.most = choice(v, versions); }},
    {"tls-least", [](WebService& w, Text v) { w.tls.least = choice(v, least_versions); }},
    {"tls-client-cert", [](WebService& w, Text v) { w.tls.client = choice(v, clients); }},
    {"tls-ciphers", [](WebService& w, Text v) { w.tls.ciphers = v; }},
};

bool apply_flag(WebService& w, Text name)
{
    const auto switch_on = [](std::vector<std::uint16_t>& ports, std::uint16_t usual) {
        if (ports.empty()) ports = {usual};
    };
    if (name == "http")
        switch_on(w.http_ports, 80);
    else if (name == "https")
        switch_on(w.https_ports, 443);
    else if (name == "sip-tcp")
        switch_on(w.sip_ports, 5060);
    else if (name == "sips")
        switch_on(w.sips_ports, 5061);
    else if (name == "web-redirect-https")
        w.redirects_to_https = true;
    else if (name == "web-close")
        w.closes = true;
    else if (name == "web-chunked")
        w.chunked = true;
    else if (name == "web-gzip")
        w.gzip = true;
    else
        return false;
    return true;
}

std::string contents_of(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!std::filesystem::is_regular_file(file) || !stream || !(text << stream.rdbuf()))
        throw std::invalid_argument("expected a file with something in it: " + file.string());
    return text.str();
}

} // namespace

bool apply_web_key(WebService& service, const Word& word)
{
    if (!word.has_value && apply_flag(service, word.name)) return true;
    const auto* key = std::find_if(std::begin(keys), std::end(keys), [&](const Key& k) { return k.name == word.name; });
    if (key == std::end(keys)) return false;
    if (!word.has_value) throw std::invalid_argument("expected a value: " + word.name + "=…");
    try {
        key->set(service, word.value);
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(word.name + ": " + error.what());
    }
    return true;
}

void check_web(const WebService& service)
{
    if (service.tls.most != TlsVersion::old && service.tls.least > service.tls.most)
        throw std::invalid_argument("expected a tls-least that is not above tls");
    if (service.redirects_to_https && service.https_ports.empty())
        throw std::invalid_argument("expected https with web-redirect-https");
    std::set<std::uint16_t> seen;
    for (const auto port : service.ports())
        if (!seen.insert(port).second)
            throw std::invalid_argument("expected each TCP port once, found " + std::to_string(port) + " twice");
}

std::vector<Word> with_files_read(std::vector<Word> words, const std::filesystem::path& folder)
{
    for (auto& word : words) {
        if (!word.has_value) continue;
        if (word.name == "web-file") {
            word = {"web-page", contents_of(folder / word.value), true};
        } else if (word.name == "web-path-file") {
            const std::string separator(separator_after(word.value));
            const auto end = word.value.find(separator);
            if (end == std::string::npos)
                throw std::invalid_argument("web-path-file: expected /path=NAME or /path?query==NAME, found \"" +
                                            word.value + '"');
            const auto body = end + separator.size();
            word = {"web-path", word.value.substr(0, body) + contents_of(folder / word.value.substr(body)), true};
        }
    }
    return words;
}

} // namespace phonescan::field
