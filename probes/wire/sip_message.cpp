#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace phonescan::wire {

namespace {

constexpr std::string_view line_ends = "\r\n";
constexpr std::string_view blanks = " \t";
constexpr std::string_view white_space = " \t\r\n";

constexpr char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

constexpr bool equal_without_case(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

constexpr std::string_view trimmed(std::string_view text, std::string_view what = white_space)
{
    const auto first = text.find_first_not_of(what);
    if (first == std::string_view::npos) return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(what) - first + 1);
}

struct CompactForm {
    char letter;
    std::string_view name;
};

/// Source: IANA registry "SIP Parameters", Header Fields.
constexpr std::array<CompactForm, 19> compact_forms = {{
    {'a', "Accept-Contact"},
    {'b', "Referred-By"},
    {'c', "Content-Type"},
    {'d', "Request-Disposition"},
    {'e', "Content-Encoding"},
    {'f', "From"},
    {'i', "Call-ID"},
    {'j', "Reject-Contact"},
    {'k', "Supported"},
    {'l', "Content-Length"},
    {'m', "Contact"},
    {'o', "Event"},
    {'r', "Refer-To"},
    {'s', "Subject"},
    {'t', "To"},
    {'u', "Allow-Events"},
    {'v', "Via"},
    {'x', "Session-Expires"},
    {'y', "Identity"},
}};

/// Long name of a compact form, or the name itself.
constexpr std::string_view long_name(std::string_view name)
{
    if (name.size() != 1) return name;
    const auto form = std::ranges::find(compact_forms, lower(name[0]), &CompactForm::letter);
    return form == compact_forms.end() ? name : form->name;
}

/// Takes lines off a message. A line ends at LF, at CR LF (or CR CR LF, where text was translated twice) or at a bare
/// CR.
class LineReader {
public:
    explicit LineReader(std::string_view message) noexcept : text_{message}, lf_{find_lf()} {}

    bool at_end() const noexcept { return at_ == text_.size(); }
    bool at_blank() const noexcept { return !at_end() && blanks.find(text_[at_]) != std::string_view::npos; }
    std::string_view rest() const noexcept { return text_.substr(at_); }

    /// The next line without its end; empty at the end of the message.
    std::string_view line() noexcept
    {
        if (lf_ < at_) lf_ = find_lf();
        const auto until_lf = text_.substr(at_, lf_ - at_);
        const auto cr = until_lf.find('\r');
        if (cr == std::string_view::npos) {
            at_ = std::min(lf_ + 1, text_.size());
            return until_lf;
        }
        const auto after = until_lf.find_first_not_of('\r', cr);
        const bool ends_at_lf = after == std::string_view::npos && lf_ < text_.size();
        at_ = ends_at_lf ? lf_ + 1 : at_ + cr + 1;
        return until_lf.substr(0, cr);
    }

    /// The next line together with those folded onto it.
    std::string_view folded_line() noexcept
    {
        const auto first = line();
        auto last = first;
        while (at_blank())
            last = line();
        return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
    }

private:
    std::size_t find_lf() const noexcept { return std::min(text_.find('\n', at_), text_.size()); }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t lf_; ///< the LF at or after at_, found once: a message of bare CRs costs no more than another
};

struct StatusLine {
    int status = 0;
    std::string_view reason;
};

std::optional<StatusLine> parse_status_line(std::string_view line) noexcept
{
    constexpr std::string_view version = "SIP/2.0";
    if (!equal_without_case(line.substr(0, version.size()), version)) return std::nullopt;
    line.remove_prefix(version.size());
    if (line.empty() || blanks.find(line.front()) == std::string_view::npos) return std::nullopt;

    line = trimmed(line, blanks);
    StatusLine parsed;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), parsed.status);
    if (error != std::errc{} || end - line.data() != 3 || parsed.status < 100 || parsed.status > 699)
        return std::nullopt;
    parsed.reason = trimmed(line.substr(3), blanks);
    return parsed;
}

/// nullopt for a line that is no header field.
std::optional<SipHeader> parse_header(std::string_view line) noexcept
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto name = trimmed(line.substr(0, colon));
    if (name.empty()) return std::nullopt;
    return SipHeader{name, trimmed(line.substr(colon + 1))};
}

/// Walks a header value from one separator to the next, over quoted strings and <...>. A quote or bracket that is never
/// closed is an ordinary character.
class ValueReader {
public:
    explicit ValueReader(std::string_view value) noexcept : text_{value} {}

    bool at(char separator) const noexcept { return at_ < text_.size() && text_[at_] == separator; }
    void skip_separator() noexcept { ++at_; }

    /// The trimmed text up to the next of the separators, which are of `;,=`, or to the end.
    std::string_view until(std::string_view separators) noexcept
    {
        const auto first = at_;
        for (; at_ < text_.size(); at_ = after_element()) {
            while (at_ < text_.size() && is_plain[static_cast<unsigned char>(text_[at_])])
                ++at_;
            if (at_ == text_.size() || separators.find(text_[at_]) != std::string_view::npos) break;
        }
        return trimmed(text_.substr(first, at_ - first));
    }

private:
    /// Behind the quoted string, the bracketed part or the character that begins here.
    std::size_t after_element() noexcept
    {
        if (text_[at_] == '"' && quotes_close_) {
            for (auto i = text_.find_first_of("\"\\", at_ + 1); i < text_.size();
                 i = text_.find_first_of("\"\\", i + 2))
                if (text_[i] == '"') return i + 1;
            quotes_close_ = false; // asked once: many open quotes cost no more than one
        } else if (text_[at_] == '<' && brackets_close_) {
            const auto close = text_.find('>', at_ + 1);
            if (close != std::string_view::npos) return close + 1;
            brackets_close_ = false;
        }
        return at_ + 1;
    }

    /// Every byte that neither separates nor opens: looked up, a value is read several times as fast as by find().
    static constexpr auto is_plain = [] {
        std::array<bool, 256> plain{};
        plain.fill(true);
        for (const char special : {';', ',', '=', '"', '<'})
            plain[static_cast<unsigned char>(special)] = false;
        return plain;
    }();

    std::string_view text_;
    std::size_t at_ = 0;
    bool quotes_close_ = true;
    bool brackets_close_ = true;
};

std::string_view without_quotes(std::string_view text) noexcept
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
    return text.substr(1, text.size() - 2);
}

} // namespace

bool SipHeader::is(std::string_view field) const noexcept
{
    return equal_without_case(long_name(name), long_name(field));
}

std::optional<std::string_view> SipResponse::header(std::string_view name) const noexcept
{
    const auto found = std::ranges::find_if(headers, [name](const SipHeader& header) { return header.is(name); });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

Result<SipResponse> parse_sip_response(std::string_view message)
{
    if (message.size() > max_sip_message) return Errc::too_long;
    message.remove_prefix(std::min(message.find_first_not_of(line_ends), message.size())); // keep-alives

    LineReader lines{message};
    const auto status_line = parse_status_line(lines.line());
    if (!status_line) return Errc::malformed;

    SipResponse response{status_line->status, status_line->reason, {}, {}};
    response.headers.reserve(16);
    while (!lines.at_end()) {
        const auto line = lines.folded_line();
        if (line.empty()) break;
        const auto header = parse_header(line);
        if (!header) continue;
        if (response.headers.size() == max_sip_headers) return Errc::too_long;
        response.headers.push_back(*header);
    }
    response.body = lines.rest();
    return response;
}

std::string unfold(std::string_view value)
{
    std::string joined;
    joined.reserve(value.size());
    for (value = trimmed(value); !value.empty();) {
        const auto line = value.substr(0, value.find_first_of(line_ends));
        value.remove_prefix(line.size());
        joined += value.empty() ? line : line.substr(0, line.find_last_not_of(blanks) + 1);
        const auto next = value.find_first_not_of(white_space);
        if (next == std::string_view::npos) break;
        joined += ' ';
        value.remove_prefix(next);
    }
    return joined;
}

std::optional<std::string_view> parameter(std::string_view value, std::string_view name) noexcept
{
    ValueReader reader{value};
    reader.until(";,");
    while (reader.at(';')) {
        reader.skip_separator();
        const auto found = reader.until("=;,");
        std::string_view text = found.substr(found.size());
        if (reader.at('=')) {
            reader.skip_separator();
            text = reader.until(";,");
        }
        if (equal_without_case(found, name)) return without_quotes(text);
    }
    return std::nullopt;
}

std::optional<std::string_view> topmost_via(const SipResponse& response) noexcept
{
    const auto field = response.header("Via");
    if (!field) return std::nullopt;
    return ValueReader{*field}.until(",");
}

SeenFrom seen_from(std::string_view via) noexcept
{
    SeenFrom seen;
    seen.address = parameter(via, "received").value_or("");
    if (seen.address.starts_with('[') && seen.address.ends_with(']')) {
        seen.address.remove_prefix(1);
        seen.address.remove_suffix(1);
    }
    const auto port = parameter(via, "rport").value_or("");
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error == std::errc{} && end == port.data() + port.size()) seen.port = number;
    return seen;
}

} // namespace phonescan::wire
