#include "catalog/version_scheme.hpp"

#include <algorithm>

namespace phonescan {

namespace {

constexpr std::size_t max_digits = 9; // so that every number fits 32 bits

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
bool is_upper(char c) noexcept
{
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

bool is_word(char c) noexcept
{
    return is_digit(c) || is_upper(c) || is_lower(c);
}

template <class Predicate>
std::size_t run_length(std::string_view text, Predicate predicate) noexcept
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, predicate) - text.begin());
}

/// Takes one component's text off the front. False when it is not there; nothing is taken then.
bool take_component(const VersionComponent& component, std::size_t index, std::string_view& rest, Version& version)
{
    std::uint32_t value = 0;
    std::size_t length = 0;
    switch (component.kind) {
    case VersionComponent::Kind::number:
        if (component.wildcard && !rest.empty() && (rest.front() == 'x' || rest.front() == 'X')) {
            version.any = static_cast<std::uint8_t>(version.any | 1U << index);
            length = 1;
            break;
        }
        length = run_length(rest, is_digit);
        if (length == 0 || length > max_digits) return false;
        if (component.digits != 0 && length != component.digits) return false;
        for (const char digit : rest.substr(0, length))
            value = value * 10 + static_cast<std::uint32_t>(digit - '0');
        if (component.most != 0 && value > component.most) return false;
        break;
    case VersionComponent::Kind::upper:
        if (rest.empty() || !is_upper(rest.front())) return false;
        value = static_cast<std::uint32_t>(rest.front() - 'A' + 1);
        length = 1;
        break;
    case VersionComponent::Kind::lower:
        if (rest.empty()) break;
        if (is_lower(rest.front())) value = static_cast<std::uint32_t>(rest.front() - 'a' + 1);
        length = value != 0 || rest.front() == '_' ? 1 : 0;
        break;
    case VersionComponent::Kind::letter:
        length = run_length(rest, is_upper);
        if (length == 0 || length > 2) return false;
        for (const char letter : rest.substr(0, length))
            value = value * 27 + static_cast<std::uint32_t>(letter - 'A' + 1);
        break;
    case VersionComponent::Kind::text:
        length = run_length(rest, [](char c) { return is_word(c) || c == '-'; });
        if (length == 0 || length > max_text) return false;
        std::ranges::copy(rest.substr(0, length), version.text.begin());
        break;
    }
    rest.remove_prefix(length);
    version.values[index] = value;
    version.present = static_cast<std::uint8_t>(version.present | 1U << index);
    return true;
}

/// Does the text begin with the literal, separators taken for one another?
bool begins_with(std::string_view text, std::string_view literal, std::string_view separators)
{
    const auto is_separator = [separators](char c) { return separators.find(c) != std::string_view::npos; };
    return text.size() >= literal.size() &&
           std::ranges::equal(text.substr(0, literal.size()), literal, [&](char written, char meant) {
               return written == meant || (is_separator(written) && is_separator(meant));
           });
}

std::optional<Version> parse_form(const VersionScheme& scheme, const VersionForm& form, std::string_view rest)
{
    Version version;
    version.edition = form.edition;
    std::size_t taken = 0;
    for (const auto& piece : form.pieces) {
        if (rest.empty() && piece.may_end && taken >= form.minimum) return version;
        if (piece.component) {
            if (!take_component(scheme.components[*piece.component], *piece.component, rest, version))
                return std::nullopt;
            ++taken;
        } else if (piece.run) {
            const auto length = run_length(rest, is_word);
            if (length == 0) return std::nullopt;
            rest.remove_prefix(length);
        } else {
            if (!begins_with(rest, piece.literal, scheme.separators)) return std::nullopt;
            rest.remove_prefix(piece.literal.size());
        }
    }
    if (!rest.empty()) return std::nullopt;
    return version;
}

/// The edition by the value of the component that tells it.
std::optional<std::size_t> edition_by_value(const VersionScheme& scheme, const Version& version)
{
    for (std::size_t i = 0; i < scheme.editions.size(); ++i) {
        const auto& edition = scheme.editions[i];
        if (!edition.component || !version.has(*edition.component)) continue;
        const auto value = version.values[*edition.component];
        const auto holds = [value](const Edition::Range& range) { return value >= range.from && value <= range.to; };
        if (std::ranges::any_of(edition.ranges, holds)) return i;
    }
    return std::nullopt;
}

std::string component_text(const VersionComponent& component, std::uint32_t value)
{
    switch (component.kind) {
    case VersionComponent::Kind::number:
    case VersionComponent::Kind::text:
        break;
    case VersionComponent::Kind::upper:
        return {static_cast<char>('A' + value - 1)};
    case VersionComponent::Kind::lower:
        return value == 0 ? "" : std::string{static_cast<char>('a' + value - 1)};
    case VersionComponent::Kind::letter: {
        std::string text{static_cast<char>('A' + (value - 1) % 27)};
        if (value > 26) text.insert(text.begin(), static_cast<char>('A' + value / 27 - 1));
        return text;
    }
    }
    auto text = std::to_string(value);
    if (text.size() < component.digits) text.insert(0, component.digits - text.size(), '0');
    return text;
}

std::string_view text_of(const Version& version)
{
    return {version.text.begin(), std::ranges::find(version.text, '\0')};
}

/// What of the version the form can hold.
std::string print_form(const VersionScheme& scheme, const VersionForm& form, const Version& version)
{
    std::string text;
    std::string pending; // a separator is written only when a component follows
    for (const auto& piece : form.pieces) {
        if (!piece.component) {
            pending += piece.run ? "0" : piece.literal;
            continue;
        }
        const auto index = *piece.component;
        if (!version.has(index)) return piece.may_end ? text + pending : text;
        text += pending;
        pending.clear();
        const auto& component = scheme.components[index];
        if (component.kind == VersionComponent::Kind::text)
            text += text_of(version);
        else
            text += version.is_any(index) ? "x" : component_text(component, version.values[index]);
    }
    return text + pending;
}

bool same_but_for_case(std::string_view a, std::string_view b) noexcept
{
    const auto lower = [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

std::optional<std::size_t> VersionScheme::edition_named(std::string_view name) const
{
    for (std::size_t i = 0; i < editions.size(); ++i) {
        const auto is_name = [name](const std::string& alias) { return same_but_for_case(alias, name); };
        if (is_name(editions[i].name) || std::ranges::any_of(editions[i].aliases, is_name)) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> VersionScheme::edition_told_by(std::string_view model) const
{
    if (std::ranges::all_of(editions, [](const Edition& edition) { return edition.words.empty(); }))
        return std::nullopt;
    const NameWords words{model};
    for (std::size_t i = 0; i < editions.size(); ++i)
        for (const auto& word : editions[i].words)
            if (words.find(word)) return i;
    return std::nullopt;
}

bool VersionScheme::tells_edition() const noexcept
{
    return std::ranges::any_of(editions, [](const Edition& edition) { return edition.component.has_value(); });
}

std::optional<Version> VersionScheme::parse(std::string_view text) const
{
    return parse(text, true);
}

std::optional<Version> VersionScheme::parse_observed(std::string_view text) const
{
    auto version = parse(text, false);
    if (version && version->any != 0) return std::nullopt;
    return version;
}

std::optional<Version> VersionScheme::parse(std::string_view text, bool of_list) const
{
    for (const auto& form : forms) {
        if (form.list_only && !of_list) continue;
        auto version = parse_form(*this, form, text);
        if (!version) continue;
        if (!version->edition) version->edition = edition_by_value(*this, *version);
        return version;
    }
    return std::nullopt;
}

std::string VersionScheme::print(const Version& version) const
{
    // A form that proves the edition comes before one that leaves it open.
    for (const bool proves : {true, false})
        for (const auto& form : forms) {
            if (proves != (form.edition && form.edition == version.edition)) continue;
            auto text = print_form(*this, form, version);
            auto again = parse(text);
            if (!again) continue;
            if (!again->edition) again->edition = version.edition;
            if (*again == version) return text;
        }
    return {};
}

} // namespace phonescan
