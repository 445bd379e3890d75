#include "probes/web_redirect.hpp"

#include "probes/tcp_socket.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>

namespace phonescan {

namespace {

constexpr std::size_t max_path = 1'024;

using Url = std::unique_ptr<CURLU, void (*)(CURLU*)>;

std::optional<std::string> part_of(const Url& url, CURLUPart part, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK || text == nullptr) return std::nullopt;
    const std::unique_ptr<char, void (*)(void*)> owned{text, &curl_free};
    return std::string{text};
}

std::optional<std::uint16_t> port_of(const std::string& text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

} // namespace

std::optional<WebRequest> redirect_of(const WebRequest& from, std::string_view location)
{
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; };
    if (location.empty() || location.size() > max_path || !std::ranges::all_of(location, is_plain)) return std::nullopt;
    const Url url{curl_url(), &curl_url_cleanup};
    const auto base = (from.tls ? "https://" : "http://") + url_host(from.address) + ':' + std::to_string(from.port) +
                      (from.path.empty() ? "/" : from.path);
    if (!url || curl_url_set(url.get(), CURLUPART_URL, base.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, std::string{location}.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK)
        return std::nullopt;
    const auto scheme = part_of(url, CURLUPART_SCHEME);
    const auto host = part_of(url, CURLUPART_HOST);
    const auto path = part_of(url, CURLUPART_PATH);
    const auto port = port_of(part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or(std::string{}));
    if (!scheme || (*scheme != "http" && *scheme != "https") || host != url_host(from.address) || !path || !port ||
        part_of(url, CURLUPART_USER) || part_of(url, CURLUPART_PASSWORD))
        return std::nullopt;
    auto request = from;
    request.port = *port;
    request.tls = *scheme == "https";
    request.path = *path;
    if (const auto query = part_of(url, CURLUPART_QUERY)) request.path += '?' + *query;
    return request;
}

} // namespace phonescan
