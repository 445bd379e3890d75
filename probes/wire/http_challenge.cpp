#include "probes/wire/http_challenge.hpp"

#include "probes/observation/printable.hpp"
#include "probes/wire/header_fields.hpp"

#include <algorithm>

namespace phonescan::wire {

namespace {

/// Source: RFC 9110, 5.6.2 (token).
bool is_token(std::string_view text) noexcept
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [others](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

/// From where `stop` stands outside of quoted-pairs; without it the end, or the backslash that begins half a pair.
std::size_t find_unescaped(std::string_view text, char stop) noexcept
{
    std::size_t at = 0;
    while (at < text.size() && text[at] != stop) {
        const std::size_t length = text[at] == '\\' ? 2 : 1;
        if (at + length > text.size()) break;
        at += length;
    }
    return at;
}

/// No longer than the bound, cut behind a character or quoted-pair.
std::string_view bounded(std::string_view realm) noexcept
{
    if (realm.size() <= max_http_realm) return realm;
    std::size_t end = 0;
    for (std::size_t next = 0; next <= max_http_realm;) {
        end = next;
        if (realm.substr(next).starts_with('\\')) ++next;
        next += std::max<std::size_t>(utf8_sequence(realm.substr(next)), 1);
    }
    return realm.substr(0, end);
}

/// As it stands in quotes.
std::string quoted(std::string_view unquoted)
{
    std::string out;
    for (const char c : unquoted)
        out.append(c == '\\' ? 1 : 0, '\\') += c;
    return out;
}

class ChallengeReader {
public:
    explicit ChallengeReader(std::string_view field) : rest_{field} {}

    std::vector<std::string> read()
    {
        for (skip_separators(); !rest_.empty(); skip_separators()) {
            if (rest_.front() == '"') {
                skip_to(rest_.find('"', 1), 1); // out of place
                continue;
            }
            const auto word = take_until(" \t\r\n,=\"");
            skip_to(rest_.find_first_not_of(white_space), 0);
            if (rest_.starts_with('='))
                parameter(word);
            else if (may_be_token68_)
                may_be_token68_ = false;
            else if (challenges_.size() == max_http_challenges)
                break;
            else
                begin_challenge(word);
        }
        return std::move(challenges_);
    }

private:
    void skip_to(std::size_t at, std::size_t length)
    {
        rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + length);
    }

    std::string_view take_until(std::string_view stops)
    {
        const auto taken = rest_.substr(0, rest_.find_first_of(stops));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    void skip_separators()
    {
        const auto separators = rest_.substr(0, rest_.find_first_not_of(" \t\r\n,"));
        if (separators.find(',') != std::string_view::npos) may_be_token68_ = false;
        rest_.remove_prefix(separators.size());
    }

    void begin_challenge(std::string_view scheme)
    {
        wants_realm_ = is_token(scheme) && scheme.size() <= max_http_scheme;
        may_be_token68_ = true;
        if (wants_realm_) challenges_.emplace_back(scheme);
    }

    /// `name` and, at the reader, the equals sign. Padding of a token68 passes through here, too.
    void parameter(std::string_view name)
    {
        may_be_token68_ = false;
        skip_to(rest_.find_first_not_of('='), 0);
        skip_to(rest_.find_first_not_of(white_space), 0);
        const bool is_realm = equal_without_case(name, "realm");
        const auto value = rest_.starts_with('"') ? std::string{take_quoted()}
                           : is_realm             ? quoted(take_words())
                                                  : std::string{take_until(" \t\r\n,\"")};
        if (!is_realm || !wants_realm_) return;
        wants_realm_ = false; // the first one counts
        challenges_.back().append(" ").append(name).append("=\"").append(bounded(value)).append("\"");
    }

    std::string_view take_quoted()
    {
        rest_.remove_prefix(1);
        auto end = find_unescaped(rest_, '"');
        if (!rest_.substr(end).starts_with('"')) end = find_unescaped(rest_, ',');
        const auto value = rest_.substr(0, end);
        rest_.remove_prefix(end);
        take_until(" \t\r\n,"); // the quote, and what stands out of place behind it
        return value;
    }

    /// An unquoted value: words up to a comma, a quote or the next parameter.
    std::string_view take_words()
    {
        const auto start = rest_;
        auto value = take_until(" \t\r\n,\"");
        while (true) {
            const auto before = rest_;
            skip_to(rest_.find_first_not_of(white_space), 0);
            const auto word = take_until(" \t\r\n,\"");
            if (word.empty() || word.find('=') != std::string_view::npos) {
                rest_ = before;
                return value;
            }
            value = start.substr(0, start.size() - rest_.size());
        }
    }

    std::string_view rest_;
    std::vector<std::string> challenges_;
    bool wants_realm_ = false;    ///< the last challenge is one without a realm up to here
    bool may_be_token68_ = false; ///< nothing stands between here and a scheme
};

} // namespace

std::vector<std::string> http_realms(std::string_view www_authenticate)
{
    return ChallengeReader{www_authenticate}.read();
}

} // namespace phonescan::wire
