#include "fingerprints/fingerprint.hpp"

#include "fingerprints/agreement.hpp"
#include "fingerprints/check_code.hpp"
#include "fingerprints/recog.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <stdexcept>

namespace phonescan {

namespace {

constexpr int most_groups = 16;
using Groups = std::array<re2::StringPiece, most_groups + 1>;

std::optional<Kind> kind_named(std::string_view name)
{
    for (const Kind kind : {Kind::phone, Kind::possible_phone, Kind::not_phone})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

/// The fixed text that a param sets; empty when it sets none.
std::string_view fixed_value(const FingerprintElement& element, std::string_view name)
{
    const auto* const param = find_param(element, name);
    const bool is_fixed = param != nullptr && param->position == 0 && param->value.find('{') == std::string::npos;
    return is_fixed ? std::string_view{param->value} : std::string_view{};
}

Kind device_class(const FingerprintElement& element)
{
    const auto kind = kind_of_device(fixed_value(element, "hw.device"));
    return kind == Kind::unknown ? kind_of_device(fixed_value(element, "os.device")) : kind;
}

/// Ours says it; otherwise recog's device classes.
Kind kind_of(const FingerprintElement& element, const std::filesystem::path& file)
{
    const auto* const ours = find_param(element, "phonescan.kind");
    if (ours == nullptr) return device_class(element);
    const auto kind = kind_named(ours->value);
    if (!kind)
        throw FingerprintError{CheckCode::schema, file, ours->line,
                               "expected phone, possible-phone or not-phone, not '" + ours->value + "'"};
    return *kind;
}

/// Whether the operating system it names is a device's firmware. A text may name no more than the system a service
/// runs on; and a device may run a system that another maker made, whose version is not the device's.
bool os_is_firmware(const FingerprintElement& element)
{
    const auto names = [&element](std::string_view name) { return find_param(element, name) != nullptr; };
    const auto maker = fixed_value(element, "hw.vendor");
    const auto system_maker = fixed_value(element, "os.vendor");
    if (!maker.empty() && !system_maker.empty() && maker != system_maker) return false;
    return names("phonescan.kind") || names("phonescan.if_vendor") || device_class(element) != Kind::unknown ||
           (names("hw.vendor") && (names("hw.product") || names("hw.model")));
}

/// Two params may name one attribute. recog says the model in hw.product, with hw.model as a part of it, or says the
/// family in a fixed hw.product and the model in hw.model; hw.* is closer to the device than os.*.
bool is_only_a_variable(const FingerprintParam& param, const FingerprintElement& element)
{
    const auto names = [&element](std::string_view name) { return find_param(element, name) != nullptr; };
    if (param.name == "os.version") return names("hw.version") || !os_is_firmware(element);
    if (param.name == "os.vendor") return names("hw.vendor") || device_class(element) == Kind::unknown;
    const bool product_is_family = !fixed_value(element, "hw.product").empty() && names("hw.model");
    if (param.name == "hw.product") return product_is_family;
    return param.name == "hw.model" && names("hw.product") && !product_is_family;
}

Pattern parsed(const FingerprintElement& element, const std::filesystem::path& file)
{
    try {
        return Pattern{element.pattern};
    } catch (const std::invalid_argument& refusal) {
        throw FingerprintError{CheckCode::pattern, file, element.line,
                               std::string{"expected a pattern RE2 accepts: "} + refusal.what()};
    }
}

/// Half a value is none; and a grammar may have one attribute in either of two places.
AttributeValues values_of(std::span<const std::pair<Attribute, ParamTemplate>> templates, const Groups& groups)
{
    const auto text_of = [&groups](const TemplatePiece& piece) -> std::string_view {
        if (piece.group == 0) return piece.literal;
        const auto& captured = groups[static_cast<std::size_t>(piece.group)];
        return {captured.data(), captured.size()};
    };
    const auto is_missing = [&text_of](const TemplatePiece& piece) {
        return piece.group != 0 && text_of(piece).empty();
    };
    AttributeValues values;
    std::string made;
    std::array<std::pair<std::size_t, std::size_t>, attribute_count> stretches{}; // of `made`: begin, length
    for (const auto& [attribute, pieces] : templates) {
        auto& stretch = stretches[index_of(attribute)];
        if (!values[attribute].empty() || stretch.second != 0 || std::ranges::any_of(pieces, is_missing)) continue;
        if (pieces.size() == 1) {
            values.set(attribute, text_of(pieces.front()));
            continue;
        }
        stretch.first = made.size();
        for (const auto& piece : pieces)
            made += text_of(piece);
        stretch.second = made.size() - stretch.first;
    }
    if (made.empty()) return values;
    const auto held = std::make_shared<const std::string>(std::move(made));
    for (std::size_t i = 0; i < attribute_count; ++i)
        if (const auto& [begin, length] = stretches[i]; length != 0)
            values.set(static_cast<Attribute>(i), std::string_view{*held}.substr(begin, length));
    values.hold(held);
    return values;
}

bool are_two_devices(const AttributeValues& first, const AttributeValues& second)
{
    constexpr std::array identifying = {Attribute::model, Attribute::mac, Attribute::serial, Attribute::name};
    return std::ranges::any_of(identifying, [&](Attribute attribute) {
        const auto ours = first[attribute];
        const auto theirs = second[attribute];
        if (ours.empty() || theirs.empty()) return false;
        const auto our_mac = MacAddress::parse(ours);
        const auto their_mac = MacAddress::parse(theirs);
        if (attribute == Attribute::mac && our_mac && their_mac)
            return *our_mac != *their_mac; // however they are spelled
        return compare_values(attribute, ours, theirs) == Agreement::contradiction;
    });
}

} // namespace

Fingerprint::Fingerprint(const FingerprintElement& element, const std::filesystem::path& file)
    : description_{element.description}, pattern_{parsed(element, file)}, fields_{element.fields},
      kind_{kind_of(element, file)}, certainty_{element.certainty}, preference_{element.preference}
{
    if (const auto* const condition = find_param(element, "phonescan.if_vendor")) if_vendor_ = condition->value;
    for (const auto& param : element.params) {
        auto pieces = template_of(param, element, file, pattern_.groups());
        const auto attribute = attribute_named(param.name);
        if (!attribute || is_only_a_variable(param, element)) continue;
        for (const auto& piece : pieces)
            groups_ = std::max(groups_, piece.group);
        if (!pieces.empty()) templates_.emplace_back(*attribute, std::move(pieces));
    }
    if (groups_ > most_groups)
        throw FingerprintError{CheckCode::group, file, element.line,
                               "expected no param from a group after " + std::to_string(most_groups)};
    if (groups_ == 0) fixed_values_ = values_of(templates_, {});
}

std::optional<AttributeValues> Fingerprint::match(std::string_view text) const
{
    Groups groups;
    const re2::StringPiece subject{text.data(), text.size()};
    if (!pattern_.compiled().Match(subject, 0, text.size(), RE2::UNANCHORED, groups.data(), groups_ + 1))
        return std::nullopt;
    return groups_ == 0 ? fixed_values_ : values_of(templates_, groups);
}

std::string_view Fingerprint::stretch(std::string_view text) const
{
    re2::StringPiece found;
    const re2::StringPiece all{text.data(), text.size()};
    if (!pattern_.compiled().Match(all, 0, all.size(), re2::RE2::UNANCHORED, &found, 1)) return {};
    return {found.data(), found.size()};
}

bool Fingerprint::finds_several_devices(std::string_view text) const
{
    if (groups_ == 0) return false;
    constexpr int most_places = 5;
    const re2::StringPiece subject{text.data(), text.size()};
    std::optional<AttributeValues> first;
    std::size_t from = 0;
    for (int place = 0; place < most_places && from <= text.size(); ++place) {
        Groups groups;
        if (!pattern_.compiled().Match(subject, from, text.size(), RE2::UNANCHORED, groups.data(), groups_ + 1))
            return false;
        auto values = values_of(templates_, groups);
        if (first && are_two_devices(*first, values)) return true;
        if (!first) first = std::move(values);
        const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
        from = std::max(end, from + 1);
    }
    return false;
}

} // namespace phonescan
