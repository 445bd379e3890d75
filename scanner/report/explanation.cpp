#include "scanner/report/explanation.hpp"

#include "fingerprints/merge.hpp"
#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t column = 12; ///< where values begin

/// An attribute, the fields that usually tell it, and whether a verdict needs it.
struct Attribute {
    std::string_view name;
    std::vector<Field> told_by;
    bool is_needed;
};

const std::array<Attribute, 8>& attributes()
{
    static const std::array<Attribute, 8> all = {{
        {"kind", {}, false},
        {"vendor", {Field::sip_user_agent, Field::lldp_med_manufacturer, Field::http_title, Field::mac}, true},
        {"model", {Field::sip_user_agent, Field::lldp_med_model, Field::cdp_platform, Field::http_title}, true},
        {"firmware",
         {Field::sip_user_agent, Field::lldp_med_software_revision, Field::cdp_version, Field::http_user_agent},
         true},
        {"edition", {}, false},
        {"mac", {}, false},
        {"serial", {}, false},
        {"name", {}, false},
    }};
    return all;
}

std::string value_of(const Identity& identity, std::string_view attribute)
{
    if (attribute == "kind") return std::string{name_of(identity.kind)};
    if (attribute == "vendor") return identity.vendor;
    if (attribute == "model") return identity.model;
    if (attribute == "firmware") return identity.firmware;
    if (attribute == "edition") return identity.edition;
    if (attribute == "mac") return identity.mac ? identity.mac->to_string() : std::string{};
    return attribute == "serial" ? identity.serial : identity.name;
}

/// How specific a fingerprint is, in a word.
std::string_view word_for(double certainty)
{
    constexpr double more_than_a_hint = 0.5;
    if (certainty >= strict_certainty) return "strict";
    return certainty >= more_than_a_hint ? "inferred" : "hint";
}

/// SGR parameters.
std::string_view colour_of(Kind kind)
{
    switch (kind) {
    case Kind::phone:
        return "32";
    case Kind::possible_phone:
        return "33";
    case Kind::not_phone:
        return "36";
    case Kind::unknown:
        break;
    }
    return "35";
}

bool is_same_source(const Evidence& a, const Evidence& b)
{
    return a.field == b.field && a.value == b.value && a.fingerprint == b.fingerprint;
}

class Explanation {
public:
    Explanation(std::string& out, const Explained& explained, const ExplanationLayout& layout)
        : out_{out}, explained_{explained}, identity_{explained.identity}, colour_{layout.colour}, width_{std::max(
                                                                                                       layout.width,
                                                                                                       narrowest)}
    {
    }

    void write()
    {
        heading();
        said();
        missing();
        confidence();
        reason();
        for (const auto& conflict : identity_.conflicts)
            contradiction(conflict);
        unrecognised();
        out_ += '\n';
    }

private:
    void heading();
    void said();
    void source(const Evidence& evidence);
    void missing();
    void confidence();
    void reason();
    void contradiction(const Conflict& conflict);
    void unrecognised();

    void line(std::string_view label, std::string_view text, std::string_view colour = {});
    bool was_given(Field field) const
    {
        return std::ranges::find(explained_.observations, field, &Observation::field) != explained_.observations.end();
    }
    /// A text that proves nothing is named as unrecognised.
    bool is_shown_below(const Evidence& evidence) const
    {
        return evidence.certainty == 0 &&
               std::ranges::any_of(explained_.unrecognised, [&evidence](const Observation* said) {
                   return said->field == evidence.field && said->value == evidence.value;
               });
    }
    const Evidence* evidence_for(std::string_view attribute) const
    {
        const auto found = std::ranges::find(identity_.evidence, attribute, &Evidence::attribute);
        return found == identity_.evidence.end() ? nullptr : &*found;
    }

    std::string& out_;
    const Explained& explained_;
    const Identity& identity_;
    bool colour_;
    std::size_t width_;
};

/// A label and a text beside it in as many lines as it takes. Colour goes to the first word of one line.
void Explanation::line(std::string_view label, std::string_view text, std::string_view colour)
{
    const auto lead = fmt::format("  {:<{}}", label, column - 2);
    auto lines = wrapped(text, width_, lead);
    if (colour_ && !colour.empty()) {
        const auto end = std::min(lines.find_first_of(" \n", lead.size()), lines.size());
        lines.insert(end, "\x1b[0m");
        lines.insert(lead.size(), fmt::format("\x1b[{}m", colour));
    }
    out_ += lines;
}

void Explanation::heading()
{
    constexpr std::size_t longest_id = 24;
    auto place = fmt::format("Line {}", explained_.line);
    if (explained_.id != "null") place += fmt::format(", id {}", shortened(terminal_text(explained_.id), longest_id));
    auto name = terminal_text(identity_.vendor);
    if (!identity_.model.empty()) name += (name.empty() ? "" : " ") + terminal_text(identity_.model);
    if (name.empty()) name = "no vendor, no model";
    out_ += shortened(fmt::format("{}: {}", place, name), width_) + '\n';
}

void Explanation::source(const Evidence& evidence)
{
    const auto quoted = fmt::format("{} says \"{}\"", name_of(evidence.field), terminal_text(evidence.value));
    const std::string indent(column, ' ');
    auto text = shortened(quoted, width_ - column);
    if (text != quoted) text = shortened(quoted, width_ - column - 1) + '"';
    out_ += indent + text + '\n';
    line({}, fmt::format("{}: {}", word_for(evidence.certainty), terminal_text(evidence.fingerprint)));
}

/// The attributes, those from one source together, and below them their source.
void Explanation::said()
{
    std::vector<const Evidence*> told;
    for (const auto& attribute : attributes()) {
        const auto* const evidence = evidence_for(attribute.name);
        if (evidence == nullptr && attribute.name == "kind") line("kind", "unknown", colour_of(identity_.kind));
        if (evidence == nullptr) continue;
        const auto is_told = [&](const Evidence* other) { return is_same_source(*evidence, *other); };
        if (std::ranges::any_of(told, is_told)) continue;
        told.push_back(evidence);
        for (const auto& with : attributes()) {
            const auto* const other = evidence_for(with.name);
            if (other == nullptr || !is_same_source(*evidence, *other)) continue;
            const auto colour = with.name == "kind" ? colour_of(identity_.kind) : std::string_view{};
            line(with.name, terminal_text(value_of(identity_, with.name)), colour);
        }
        if (!is_shown_below(*evidence)) source(*evidence);
    }
}

void Explanation::missing()
{
    if (identity_.kind == Kind::not_phone) return;
    for (const auto& [name, told_by, is_needed] : attributes()) {
        if (!is_needed || !value_of(identity_, name).empty()) continue;
        std::vector<std::string_view> fields;
        for (const Field field : told_by)
            if (!was_given(field)) fields.push_back(name_of(field));
        line(name, fields.empty() ? std::string{"not said"}
                                  : fmt::format("not said; {} may tell it", fmt::join(fields, ", ")));
    }
}

void Explanation::confidence()
{
    std::string_view why = "nothing names the vendor or the kind for certain";
    if (identity_.confidence == Confidence::high)
        why = "one strict fingerprint names kind, vendor and model, and nothing contradicts it";
    else if (identity_.confidence == Confidence::medium && !identity_.conflicts.empty())
        why = "what the device says contradicts itself";
    else if (identity_.confidence == Confidence::medium)
        why = "no strict fingerprint names kind, vendor and model at once";
    line("sure", fmt::format("{}: {}", name_of(identity_.confidence), why));
}

/// Why it is no phone for certain.
void Explanation::reason()
{
    const auto* const evidence = evidence_for("kind");
    if (identity_.kind == Kind::not_phone && evidence != nullptr)
        line("why",
             fmt::format("what the fingerprint \"{}\" recognises is no phone", terminal_text(evidence->fingerprint)));
    else if (identity_.kind == Kind::possible_phone && evidence != nullptr && evidence->certainty == 0)
        line("why", "whatever speaks SIP may be a phone, and nothing that it says names a device known here");
    else if (identity_.kind == Kind::possible_phone && evidence != nullptr && evidence->field == Field::mac)
        line("why", "its maker makes telephones, and nothing else says what this is");
    else if (identity_.kind == Kind::possible_phone)
        line("why", "phones say this, and other devices do, too");
    else if (identity_.kind == Kind::unknown && explained_.unrecognised.empty())
        line("why", "nothing was given that tells a kind of device");
    else if (identity_.kind == Kind::unknown)
        line("why", "no fingerprint knows what it says");
}

void Explanation::contradiction(const Conflict& conflict)
{
    std::string text = terminal_text(conflict.attribute) + " is";
    for (std::size_t i = 0; i < conflict.values.size(); ++i) {
        const auto& [value, field] = conflict.values[i];
        text += fmt::format("{} {} by {}", i == 0 ? "" : ", but", terminal_text(value), name_of(field));
    }
    line("conflict", text + "; both cannot be true, the first counts", "31");
}

void Explanation::unrecognised()
{
    for (const auto* said : explained_.unrecognised) {
        const auto quoted = fmt::format("{} \"{}\"", name_of(said->field), terminal_text(said->value));
        auto text = shortened(quoted, width_ - column);
        if (text != quoted) text = shortened(quoted, width_ - column - 1) + '"';
        out_ += fmt::format("  {:<{}}{}\n", "no match", column - 2, text);
    }
    if (!explained_.unrecognised.empty()) line({}, "No fingerprint knows this; --unknown-out FILE drafts one.");
}

} // namespace

void append_explanation(std::string& out, const Explained& explained, const ExplanationLayout& layout)
{
    Explanation{out, explained, layout}.write();
}

void append_unreadable(std::string& out, std::uint64_t line, std::string_view why, const ExplanationLayout& layout)
{
    out += wrapped(fmt::format("Line {}: not read: {}", line, terminal_text(why)), std::max(layout.width, narrowest));
    out += '\n';
}

} // namespace phonescan
