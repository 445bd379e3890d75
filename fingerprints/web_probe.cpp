#include "fingerprints/web_probe.hpp"

#include "fingerprints/pattern.hpp"
#include "fingerprints/xml_file.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

constexpr std::size_t longest_path = 200;

/// Words of paths that do something, or may.
constexpr std::array<std::string_view, 18> acting = {
    "reboot", "reset", "restart", "upgrade", "logout", "command", "cmd",      "save", "apply",
    "call",   "dial",  "factory", "set",     "delete", "erase",   "shutdown", "exec", "update",
};
/// Those of them that say the same within a longer word.
constexpr std::array<std::string_view, 6> acting_anywhere = {
    "reboot", "restart", "upgrade", "logout", "command", "factory",
};
/// Names of parameters by which phones are told to press a key or to dial.
constexpr std::array<std::string_view, 5> acting_names = {"key", "keys", "keypress", "number", "numbers"};

constexpr std::array attributes_of_unless = {Attribute::model, Attribute::firmware, Attribute::mac, Attribute::serial};

// Not <cctype>: that asks the locale.
constexpr bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

constexpr bool is_of_uri(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view{"-._~!$&'()*+,;=:/?"}.find(c) != std::string::npos;
}

std::string lower(std::string_view text)
{
    std::string result{text};
    for (char& c : result)
        if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find_first_of(separators);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// The parts of a run of letters: `softwareUpgrade` is software and Upgrade, `HTTPReset` HTTP and Reset.
std::vector<std::string_view> camel_words(std::string_view run)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    for (std::size_t at = 1; at < run.size(); ++at) {
        const bool starts =
            is_upper(run[at]) && (!is_upper(run[at - 1]) || (at + 1 < run.size() && !is_upper(run[at + 1])));
        if (!starts) continue;
        words.push_back(run.substr(begin, at - begin));
        begin = at;
    }
    words.push_back(run.substr(begin));
    return words;
}

/// The first of the words that the text holds, empty when it holds none.
std::string_view word_within(std::string_view text, std::span<const std::string_view> words)
{
    const auto named = [words](std::string_view text_word) {
        const auto is_it = [word = lower(text_word)](std::string_view other) {
            return word == other || (word.ends_with(other) && other != "set"); // sendkey, but offset
        };
        const auto found = std::ranges::find_if(words, is_it);
        return found == words.end() ? std::string_view{} : *found;
    };
    while (!text.empty()) {
        const auto begin = std::ranges::find_if(text, is_letter);
        const auto end = std::find_if_not(begin, text.end(), is_letter);
        const std::string_view run{begin, end};
        text = {end, text.end()};
        if (run.empty()) continue;
        if (const auto word = named(run); !word.empty()) return word;
        for (const auto part : camel_words(run))
            if (const auto word = named(part); !word.empty()) return word;
    }
    return {};
}

std::string_view act_within(std::string_view text)
{
    const auto text_in_lower = lower(text);
    for (const auto word : acting_anywhere)
        if (text_in_lower.find(word) != std::string::npos) return word;
    return word_within(text, acting);
}

std::string_view act_of_parameter(std::string_view parameter)
{
    const auto word = act_within(parameter); // of the value, too
    return word.empty() ? word_within(parameter.substr(0, parameter.find('=')), acting_names) : word;
}

std::optional<std::string> fault_of_segments(std::string_view path)
{
    if (path.find(';') != std::string_view::npos) return "expected a path without ';'";
    const auto segments = split(path.substr(1), "/");
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto segment = segments[i];
        if (segment.empty() && i + 1 < segments.size()) return "expected a path without '//'";
        if (segment == "." || segment == "..") return "expected a path without the segments '.' and '..'";
        if (const auto word = act_within(segment); !word.empty())
            return "expected a path that only reads, without the word '" + std::string{word} + "'";
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_query(std::string_view query)
{
    if (query.empty()) return "expected something after the '?'";
    if (query.find('?') != std::string_view::npos) return "expected one '?' at most";
    for (const auto parameter : split(query, "&;")) {
        if (const auto word = act_of_parameter(parameter); !word.empty())
            return "expected a query string that only reads, without the word '" + std::string{word} + "'";
    }
    return std::nullopt;
}

std::optional<unsigned> hex_digit(char c)
{
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    const auto letter = lower({&c, 1}).front();
    if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
    return std::nullopt;
}

/// Source: RFC 3986, 2.1.
std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
        decoded += low ? static_cast<char>(*high * 16 + *low) : text[i];
        if (low) i += 2;
    }
    return decoded;
}

} // namespace

bool path_acts(std::string_view path)
{
    const auto decoded = percent_decoded(path);
    const auto end = std::min(decoded.find('?'), decoded.size());
    const auto acts = [](std::string_view parameter) { return !act_of_parameter(parameter).empty(); };
    return !act_within(std::string_view{decoded}.substr(0, end)).empty() ||
           std::ranges::any_of(split(std::string_view{decoded}.substr(end), "&;?"), acts);
}

bool has_query(const WebProbe& probe) noexcept
{
    return probe.path.find('?') != std::string::npos;
}

std::optional<std::string> fault_of_path(std::string_view path)
{
    if (!path.starts_with('/')) return "expected a path that begins with '/'";
    if (path.size() > longest_path) return "expected a path of at most " + std::to_string(longest_path) + " characters";
    if (!std::ranges::all_of(path, is_of_uri)) return "expected a path of letters, digits and -._~!$&'()*+,;=:/? alone";
    const auto end = path.find('?');
    if (auto fault = fault_of_segments(path.substr(0, end))) return fault;
    return end == std::string_view::npos ? std::nullopt : fault_of_query(path.substr(end + 1));
}

std::optional<std::string> fault_of(const WebProbe& probe)
{
    if (auto fault = fault_of_path(probe.path)) return fault;
    if (probe.if_vendor.empty() || probe.if_vendor == "*")
        return "expected whose devices are asked: one 'if_vendor', or the 'vendor' of the file";
    try {
        const Pattern parsed{probe.if_model};
        if (parsed.compiled().ok()) return std::nullopt;
        return "expected a smaller pattern in 'if_model'";
    } catch (const std::invalid_argument& refusal) {
        return std::string{"expected a pattern RE2 accepts in 'if_model': "} + refusal.what();
    }
}

WebProbe web_probe(const XmlFile& xml, pugi::xml_node node, const std::string& vendor)
{
    xml.check_names(node, {"path", "source", "if_vendor", "if_model", "unless"}, {"description"});
    for (const auto child : node.children())
        if (child.type() != pugi::node_element) xml.fail(child, "expected a <description> in <probe>, not text");
    WebProbe probe;
    probe.line = xml.line_of(node);
    probe.path = xml.required(node, "path");
    probe.description = one_line(text_content(node.child("description")));
    if (probe.description.empty()) xml.fail(node, "expected a <description>");
    probe.source = one_line(node.attribute("source").value());
    probe.if_vendor = node.attribute("if_vendor") ? node.attribute("if_vendor").value() : vendor;
    probe.if_model = node.attribute("if_model").value();
    const auto unless = node.attribute("unless");
    for (const auto& word : listed_items(unless ? unless.value() : "model firmware")) {
        const auto named = std::ranges::find(attributes_of_unless, word, [](Attribute a) { return name_of(a); });
        if (named == attributes_of_unless.end())
            xml.fail(node, "expected model, firmware, mac or serial in 'unless', not '" + word + "'");
        probe.unless.push_back(*named);
    }
    if (probe.unless.empty()) xml.fail(node, "expected something in 'unless'");
    return probe;
}

ProbeCondition::ProbeCondition(WebProbe probe) : probe_{std::move(probe)}
{
    if (!probe_.if_model.empty()) if_model_ = std::make_unique<Pattern>(probe_.if_model);
}

ProbeCondition::ProbeCondition(ProbeCondition&&) noexcept = default;
ProbeCondition& ProbeCondition::operator=(ProbeCondition&&) noexcept = default;
ProbeCondition::~ProbeCondition() = default;

bool ProbeCondition::holds(const Identity& known) const
{
    if (known.kind == Kind::not_phone || known.vendor != probe_.if_vendor) return false;
    if (if_model_ && !RE2::FullMatch(known.model, if_model_->compiled())) return false;
    const auto is_known = [&known](Attribute attribute) {
        switch (attribute) {
        case Attribute::model:
            return !known.model.empty();
        case Attribute::firmware:
            return !known.firmware.empty();
        case Attribute::mac:
            return known.mac.has_value();
        case Attribute::serial:
            return !known.serial.empty();
        default:
            return false;
        }
    };
    return !std::ranges::all_of(probe_.unless, is_known);
}

} // namespace phonescan
