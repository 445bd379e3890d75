#include "fingerprints/fingerprint.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr int most_groups = 16;

const FingerprintParam* find_param(const FingerprintElement& element, std::string_view name)
{
    const auto found = std::ranges::find(element.params, name, &FingerprintParam::name);
    return found == element.params.end() ? nullptr : &*found;
}

std::optional<Kind> kind_named(std::string_view name)
{
    for (const Kind kind : {Kind::phone, Kind::possible_phone, Kind::not_phone})
        if (name == name_of(kind)) return kind;
    return std::nullopt;
}

/// Ours says it; otherwise recog's device classes, where "VoIP" is a phone as well as a gateway or a PBX.
Kind kind_of(const FingerprintElement& element, const std::filesystem::path& file)
{
    if (const auto* const ours = find_param(element, "phonescan.kind")) {
        const auto kind = kind_named(ours->value);
        if (!kind)
            throw DataError{file, ours->line, "expected phone, possible-phone or not-phone, not '" + ours->value + "'"};
        return *kind;
    }
    const auto* device = find_param(element, "hw.device");
    if (device == nullptr) device = find_param(element, "os.device");
    if (device == nullptr || device->value.empty()) return Kind::unknown;
    return device->value == "VoIP" ? Kind::possible_phone : Kind::not_phone;
}

/// Two params may name one attribute. recog says the model in hw.product, with hw.model as a part of it, or says the
/// family in a fixed hw.product and the model in hw.model; hw.version is closer than os.version.
bool is_only_a_variable(const FingerprintParam& param, const FingerprintElement& element)
{
    if (param.name == "os.version") return find_param(element, "hw.version") != nullptr;
    const auto* const product = find_param(element, "hw.product");
    const bool product_is_family = product != nullptr && product->position == 0 &&
                                   product->value.find('{') == std::string::npos &&
                                   find_param(element, "hw.model") != nullptr;
    if (param.name == "hw.product") return product_is_family;
    return param.name == "hw.model" && product != nullptr && !product_is_family;
}

} // namespace

/// Turns params into templates: `{name}` in a value becomes that param's own template.
class Fingerprint::Resolver {
public:
    Resolver(const FingerprintElement& element, const std::filesystem::path& file, int groups)
        : element_{element}, file_{file}, groups_{groups}
    {
    }

    Template resolve(const FingerprintParam& param, std::size_t depth = 0) const
    {
        if (depth > element_.params.size()) fail(param, "a value that does not refer to itself");
        if (param.position > groups_)
            fail(param, "a position up to " + std::to_string(groups_) + ", the number of groups in the pattern");
        if (param.position > 0) return {{{}, param.position}};
        Template pieces;
        std::string_view rest = param.value;
        while (!rest.empty()) {
            const auto open = std::min(rest.find('{'), rest.size());
            const auto close = rest.find('}', open);
            if (open == rest.size() || close == std::string_view::npos) {
                pieces.push_back({std::string{rest}, 0});
                break;
            }
            if (open > 0) pieces.push_back({std::string{rest.substr(0, open)}, 0});
            const auto name = rest.substr(open + 1, close - open - 1);
            const auto* const other = find_param(element_, name);
            if (other == nullptr) fail(param, "a <param> named '" + std::string{name} + "' for the value to refer to");
            for (auto& piece : resolve(*other, depth + 1))
                pieces.push_back(std::move(piece));
            rest.remove_prefix(close + 1);
        }
        return pieces;
    }

private:
    [[noreturn]] void fail(const FingerprintParam& param, const std::string& expected) const
    {
        throw DataError{file_, param.line, "expected " + expected};
    }

    const FingerprintElement& element_;
    const std::filesystem::path& file_;
    int groups_;
};

Fingerprint::Fingerprint(const FingerprintElement& element, const std::filesystem::path& file)
    : description_{element.description}, fields_{element.fields}, kind_{kind_of(element, file)},
      certainty_{element.certainty}, preference_{element.preference}
{
    const RE2::Options options{RE2::Quiet};
    auto pattern = std::make_unique<RE2>(element.pattern, options);
    if (!pattern->ok()) throw DataError{file, element.line, "expected a pattern RE2 accepts: " + pattern->error()};
    if (pattern->NumberOfCapturingGroups() > most_groups)
        throw DataError{file, element.line, "expected at most " + std::to_string(most_groups) + " groups in a pattern"};
    if (const auto* const condition = find_param(element, "phonescan.if_vendor")) if_vendor_ = condition->value;
    const Resolver resolver{element, file, pattern->NumberOfCapturingGroups()};
    pattern_ = std::move(pattern);

    for (const auto& param : element.params) {
        auto pieces = resolver.resolve(param);
        const auto attribute = attribute_named(param.name);
        if (!attribute || is_only_a_variable(param, element)) continue;
        for (const auto& piece : pieces)
            groups_ = std::max(groups_, piece.group);
        templates_.emplace_back(*attribute, std::move(pieces));
    }
}

Fingerprint::Fingerprint(Fingerprint&&) noexcept = default;
Fingerprint& Fingerprint::operator=(Fingerprint&&) noexcept = default;
Fingerprint::~Fingerprint() = default;

std::optional<AttributeValues> Fingerprint::match(std::string_view text) const
{
    std::array<re2::StringPiece, most_groups + 1> groups;
    const re2::StringPiece subject{text.data(), text.size()};
    if (!pattern_->Match(subject, 0, text.size(), RE2::UNANCHORED, groups.data(), groups_ + 1)) return std::nullopt;
    const auto captured = [&groups](const Piece& piece) { return groups[static_cast<std::size_t>(piece.group)]; };
    const auto is_missing = [&captured](const Piece& piece) { return piece.group != 0 && captured(piece).empty(); };
    AttributeValues values;
    for (const auto& [attribute, pieces] : templates_) {
        auto& value = values[index_of(attribute)];
        // Half a value is none; and a grammar may have one attribute in either of two places.
        if (!value.empty() || std::ranges::any_of(pieces, is_missing)) continue;
        for (const auto& piece : pieces) {
            if (piece.group == 0)
                value += piece.literal;
            else
                value.append(captured(piece).data(), captured(piece).size());
        }
    }
    return values;
}

} // namespace phonescan
