#include "fingerprints/fingerprint_breadth.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace phonescan {

namespace {

/// Texts that say nothing of a maker: a pattern that takes one takes anything.
constexpr std::array<std::string_view, 12> meaningless = {
    "", " ", "a", "1", "1.0", "1.2.3.4", "phone", "Phone", "SIP", "SIP/2.0", "VoIP Phone", "SIP Phone",
};
/// The forms that fields give to any text: what takes one of them knows the field and not the maker.
constexpr std::array<std::string_view, 20> forms = {
    R"(Basic realm="x")",
    R"(Basic realm="Router")",
    R"(Digest realm="x")",
    R"(Digest realm="Router")",
    "CN=x",
    "CN=x,O=y",
    "CN=x, O=y",
    "O=y",
    "<title>x</title>",
    "<html>",
    "<html></html>",
    "Foo 1.2",
    "Foo 1.2.3",
    "x/1.0",
    "x-UA/1.0",
    "V1",
    "Login",
    "Phone Login",
    "x Login",
    "Foo V1.2",
};
constexpr std::array<std::string_view, 2> bare_macs = {"00:04:f2:aa:bb:cc", "0004f2aabbcc"};

/// Fields whose texts are words of a protocol: there `phone` says something.
constexpr std::array vocabularies = {Field::sip_allow,       Field::sip_status,        Field::sip_transport,
                                     Field::tls_version,     Field::lldp_capabilities, Field::lldp_med_class,
                                     Field::cdp_capabilities};

bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// The runs of letters of a pattern, without its flags, escapes and classes.
std::set<std::string> words_of(std::string_view pattern)
{
    std::set<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (word.size() >= 2) words.insert(word);
        word.clear();
    };
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const auto rest = pattern.substr(at);
        if (is_letter(pattern[at])) {
            word += pattern[at];
            continue;
        }
        end_word();
        if (pattern[at] == '\\')
            ++at;
        else if (pattern[at] == '[')
            at = std::min(pattern.find(']', at + 2), pattern.size());
        else if (rest.starts_with("(?"))
            at = std::min(pattern.find_first_of(":)<", at), pattern.size());
    }
    end_word();
    return words;
}

bool makes_phones(const Fingerprint& print)
{
    constexpr double more_than_a_hint = 0.5;
    return print.kind() == Kind::phone && print.certainty() >= more_than_a_hint;
}

} // namespace

std::optional<std::string_view> form_taken_by(const Fingerprint& print)
{
    const auto* const form =
        std::ranges::find_if(forms, [&print](std::string_view text) { return print.match(text).has_value(); });
    return form == forms.end() ? std::nullopt : std::optional{*form};
}

std::optional<std::string> one_word_of(const FingerprintElement& element, const Fingerprint& print)
{
    if (!makes_phones(print)) return std::nullopt;
    auto words = words_of(element.pattern);
    if (const auto* const vendor = find_param(element, "hw.vendor")) words.insert(vendor->value);
    const auto matches = [&print](const std::string& text) { return print.match(text).has_value(); };
    for (const auto& word : words) {
        const bool is_word = !word.empty() && std::ranges::all_of(word, is_letter);
        if (!is_word || !matches(word)) continue;
        for (const auto* other : {"zq", " zq"})
            if (matches(word + other) || matches(other + word)) return word;
        if (matches("zq " + word)) return word;
    }
    return std::nullopt;
}

bool only_names(const FingerprintElement& element)
{
    return std::ranges::all_of(element.params, [](const FingerprintParam& param) {
        const auto attribute = attribute_named(param.name);
        const bool is_name =
            attribute == Attribute::mac || attribute == Attribute::serial || attribute == Attribute::name;
        return is_name || (!attribute && param.name != "phonescan.kind");
    });
}

std::optional<std::string_view> too_broad_on(const FingerprintElement& element, const Fingerprint& print)
{
    const auto matches = [&print](std::string_view text) { return print.match(text).has_value(); };
    const auto is_vocabulary = [](Field field) { return std::ranges::find(vocabularies, field) != vocabularies.end(); };
    const bool in_words = !print.fields().empty() && std::ranges::all_of(print.fields(), is_vocabulary);
    const auto texts = std::span{meaningless}.first(in_words ? 2 : meaningless.size());
    if (const auto text = std::ranges::find_if(texts, matches); text != texts.end()) return *text;
    if (makes_phones(print))
        if (const auto form = form_taken_by(print)) return form;
    if (in_words || only_names(element)) return std::nullopt;
    const auto* const mac = std::ranges::find_if(bare_macs, matches);
    return mac == bare_macs.end() ? std::nullopt : std::optional{*mac};
}

} // namespace phonescan
