#include "scanner/unknown_texts.hpp"

#include "scanner/fingerprint_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace phonescan {

namespace {

constexpr std::array banners = {
    Field::sip_user_agent, Field::sip_server,
    Field::http_server,    Field::http_realm,
    Field::http_title,     Field::http_user_agent,
    Field::tls_subject,    Field::tls_issuer,
    Field::cdp_platform,   Field::lldp_system_description,
    Field::cdp_version,    Field::lldp_med_manufacturer,
    Field::pnp_event,      Field::lldp_med_model,
    Field::snmp_sysdescr,  Field::dhcp_vendor_class,
};

/// What a device calls itself, or is called by.
constexpr std::array names = {
    Field::lldp_system_name, Field::lldp_med_serial_number, Field::lldp_med_asset_id, Field::cdp_device_id,
    Field::dhcp_host_name,   Field::dhcp_user_class,        Field::tls_san,           Field::switch_name,
};

constexpr auto preamble = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- Texts that no fingerprint recognised, one draft of a fingerprint for each kind of text. Addresses, serial numbers
     and names were taken out; read the file before you pass it on all the same, because a name that nothing announces
     cannot be told from a product's.

     To finish a draft: add <param pos="0" name="hw.vendor" value="..."/>, check that hw.product and hw.version are
     what they say, set phonescan.kind to phone or not-phone, give it a description, and move it to the vendor's file.
     An example shows 198.18.x.x, 2001:db8::, 0000, REMOVED and half a MAC address where something was taken out; a
     version of four small numbers looks like an address and was taken for one. -->
)";

/// Text in an XML attribute or element, line ends kept.
std::string in_xml(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\t':
        case '\n':
        case '\r':
            escaped += fmt::format("&#{};", static_cast<int>(c));
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

/// The front of a text on one line, whole characters.
std::string title_of(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string title;
    for (const char c : text) {
        const bool is_inside = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
        if (title.size() >= longest && !is_inside) return title + "…";
        title += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return title;
}

bool equal_but_for_case(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// A name, unless it only says what the device is or holds a MAC address, which keeps its first half.
void add_name(PrivateFacts& facts, const std::string& name, const Identity& device)
{
    constexpr std::size_t mac_digits = 12;
    std::size_t hex_digits = 0;
    for (const char c : name)
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) ++hex_digits;
    if (hex_digits >= mac_digits || equal_but_for_case(name, device.vendor) || equal_but_for_case(name, device.model))
        return;
    facts.texts.push_back(name);
    const auto host = name.substr(0, name.find('.'));
    if (host != name) facts.texts.push_back(host);
}

PrivateFacts facts_of(std::span<const Observation> observations, const Identity& device)
{
    PrivateFacts facts;
    if (device.mac) facts.macs.push_back(*device.mac);
    add_name(facts, device.serial, device);
    add_name(facts, device.name, device);
    for (const auto& observation : observations) {
        if (observation.source.mac) facts.macs.push_back(*observation.source.mac);
        if (observation.field == Field::mac || observation.field == Field::lldp_chassis_id)
            if (const auto mac = MacAddress::parse(observation.value)) facts.macs.push_back(*mac);
        if (std::ranges::find(names, observation.field) != names.end()) add_name(facts, observation.value, device);
    }
    return facts;
}

/// The front of a text that fingerprints match, up to a blank where it is cut; empty when it has none.
std::string_view front_of(std::string_view text)
{
    constexpr std::size_t longest = 4096;
    if (text.size() <= longest) return text;
    const auto blank = text.find_last_of(" \t\n", longest);
    return text.substr(0, blank == std::string_view::npos ? 0 : blank);
}

void write_example(std::ostream& out, const FingerprintExample& example, std::uint64_t seen, std::string_view day)
{
    out << "    <example";
    for (const auto& [name, value] : example.attributes)
        out << fmt::format(" {}=\"{}\"", name, in_xml(value));
    out << fmt::format(" _seen=\"{}\" _source=\"seen by phonescan on {}\">{}</example>\n", seen, day,
                       in_xml(example.text));
}

void write_param(std::ostream& out, const FingerprintParam& param)
{
    out << fmt::format("    <param pos=\"{}\" name=\"{}\"", param.position, param.name);
    if (param.position == 0) out << fmt::format(" value=\"{}\"", param.value);
    out << "/>\n";
}

} // namespace

bool is_banner(Field field) noexcept
{
    return std::ranges::find(banners, field) != banners.end();
}

void UnknownTexts::add(std::span<const Observation> observations, const Identity& device,
                       const FingerprintDb& fingerprints)
{
    std::optional<PrivateFacts> facts;
    for (const auto& observation : observations) {
        if (!is_banner(observation.field) || fingerprints.is_recognised(observation, device)) continue;
        if (!facts) facts = facts_of(observations, device);
        add_text(observation.field, front_of(observation.value), *facts);
    }
}

void UnknownTexts::add_text(Field field, std::string_view text, const PrivateFacts& facts)
{
    auto pieces = redactor_.redact(text, facts);
    auto shown = shown_text(pieces);
    if (const auto known = places_.find(shown); known != places_.end()) {
        if (known->second.draft == nullptr) return;
        ++known->second.draft->seen[known->second.example];
        known->second.draft->fields.insert(field);
        return;
    }
    if (places_.size() >= most_) {
        ++sightings_not_kept_;
        return;
    }
    auto& place = places_[std::move(shown)];
    auto element = draft_of(std::move(pieces));
    if (!element) {
        ++unusable_;
        return;
    }
    const auto number = drafts_.size() + 1;
    auto& draft = drafts_.try_emplace(element->pattern, Draft{{}, {}, {}, number}).first->second;
    if (draft.seen.empty())
        draft.element = std::move(*element);
    else
        draft.element.examples.push_back(std::move(element->examples.front()));
    draft.seen.push_back(1);
    draft.fields.insert(field);
    place = {&draft, draft.seen.size() - 1};
    ++examples_;
}

void UnknownTexts::write(std::ostream& out, std::string_view day) const
{
    std::vector<Draft> drafts;
    for (const auto& [pattern, draft] : drafts_)
        drafts.push_back(draft);
    out << preamble << fmt::format("<!-- {} -->\n<fingerprints>\n", summary());
    for (const auto& draft : families_of(std::move(drafts))) {
        const auto& element = draft.element;
        std::string fields;
        for (const Field field : draft.fields)
            fields += (fields.empty() ? "" : " ") + std::string{name_of(field)};
        out << fmt::format("\n  <fingerprint matches=\"{}\" pattern=\"{}\">\n", fields, in_xml(element.pattern))
            << fmt::format("    <description>Not recognised on {}, {}: {}</description>\n", day, draft.number,
                           in_xml(title_of(element.examples.front().text)));
        for (std::size_t i = 0; i < element.examples.size(); ++i)
            write_example(out, element.examples[i], draft.seen[i], day);
        for (const auto& param : element.params)
            write_param(out, param);
        out << "  </fingerprint>\n";
    }
    out << "\n</fingerprints>\n";
}

std::string UnknownTexts::summary() const
{
    if (places_.empty()) return "nothing was seen that no fingerprint recognises";
    auto text = fmt::format("{} {} not recognised", examples_, examples_ == 1 ? "text was" : "texts were");
    if (unusable_ != 0) text += fmt::format("; of {} more nothing was left once redacted", unusable_);
    if (sightings_not_kept_ != 0)
        text += fmt::format("; after {} different ones no more were kept ({} sightings)", most_, sightings_not_kept_);
    return text;
}

} // namespace phonescan
