#include "probes/wire/header_fields.hpp"
#include "probes/wire/sip_message.hpp"

#include <array>
#include <charconv>

namespace phonescan::wire {

namespace {

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
