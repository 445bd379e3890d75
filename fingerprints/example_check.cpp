#include "fingerprints/example_check.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace phonescan {

namespace {

using Groups = std::vector<re2::StringPiece>;

/// Nullopt when a group of it captured nothing.
std::optional<std::string> value_of(const ParamTemplate& pieces, const Groups& groups)
{
    std::string value;
    for (const auto& piece : pieces) {
        const auto& captured = groups[static_cast<std::size_t>(piece.group)];
        if (piece.group == 0)
            value += piece.literal;
        else if (!captured.empty())
            value.append(captured.data(), captured.size());
        else if (!piece.otherwise.empty())
            value += piece.otherwise;
        else
            return std::nullopt;
    }
    return value;
}

/// MAC addresses are equal however they are spelt.
bool is_equal(std::string_view name, const std::string& left, const std::string& right)
{
    if (left == right) return true;
    if (name != "host.mac") return false;
    const auto one = MacAddress::parse(left);
    const auto other = MacAddress::parse(right);
    return one && other && *one == *other;
}

std::string mismatch(const std::string& name, const std::string& wanted, const std::string& value)
{
    return "it declares " + name + " '" + wanted + "'; the pattern yields '" + value + "'";
}

/// What a device gets that the example does not declare.
std::string undeclared(const FingerprintExample& example, const FingerprintElement& element, const Fingerprint& print)
{
    const auto values = print.match(example.text);
    if (!values) return {};
    for (std::size_t i = 0; i < attribute_count; ++i) {
        const auto attribute = static_cast<Attribute>(i);
        const std::string value{(*values)[attribute]};
        const auto declares = [&](const auto& declared) {
            return attribute_named(declared.first) == attribute && is_equal(declared.first, declared.second, value);
        };
        const auto is_fixed_vendor = [&](const FingerprintParam& param) {
            return attribute == Attribute::vendor && param.position == 0 && param.value == value;
        };
        if (value.empty() || std::ranges::any_of(example.attributes, declares)) continue;
        if (std::ranges::any_of(element.params, is_fixed_vendor)) continue;
        return "it yields the " + std::string{name_of(attribute)} + " '" + value + "' and does not declare that";
    }
    return {};
}

} // namespace

std::optional<ParamValues> params_of(const FingerprintElement& element, const Fingerprint& print, std::string_view text)
{
    const auto& pattern = print.pattern();
    Groups groups(static_cast<std::size_t>(pattern.groups()) + 1);
    const re2::StringPiece subject{text.data(), text.size()};
    if (!pattern.compiled().Match(subject, 0, text.size(), RE2::UNANCHORED, groups.data(), pattern.groups() + 1))
        return std::nullopt;
    ParamValues values;
    for (const auto& param : element.params)
        if (auto value = value_of(template_of(param, element, {}, pattern.groups()), groups))
            values.emplace(param.name, std::move(*value));
    return values;
}

std::string fault_of(const FingerprintExample& example, const FingerprintElement& element, const Fingerprint& print,
                     FileForm form)
{
    const auto values = params_of(element, print, example.text);
    if (!values) return "the pattern does not match it";
    for (const auto& [name, wanted] : example.attributes) {
        const auto found = values->find(name);
        const auto& value = found == values->end() ? std::string{} : found->second;
        if (!is_equal(name, value, wanted)) return mismatch(name, wanted, value);
    }
    return form == FileForm::ours ? undeclared(example, element, print) : std::string{};
}

} // namespace phonescan
