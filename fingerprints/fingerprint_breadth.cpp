#include "fingerprints/fingerprint_breadth.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace phonescan {

namespace {

/// Texts that say nothing of a maker: a pattern that takes one takes anything.
constexpr std::array<std::string_view, 12> meaningless = {
    "", " ", "a", "1", "1.0", "1.2.3.4", "phone", "Phone", "SIP", "SIP/2.0", "VoIP Phone", "SIP Phone",
};
constexpr std::array<std::string_view, 2> bare_macs = {"00:04:f2:aa:bb:cc", "0004f2aabbcc"};

/// Fields whose texts are words of a protocol: there `phone` says something.
constexpr std::array vocabularies = {Field::sip_allow,       Field::sip_status,        Field::sip_transport,
                                     Field::tls_version,     Field::lldp_capabilities, Field::lldp_med_class,
                                     Field::cdp_capabilities};

} // namespace

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
    if (in_words || only_names(element)) return std::nullopt;
    const auto* const mac = std::ranges::find_if(bare_macs, matches);
    return mac == bare_macs.end() ? std::nullopt : std::optional{*mac};
}

} // namespace phonescan
