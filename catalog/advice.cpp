#include "catalog/loaded_catalog.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// `UC 2.0.1.44.9`, `UC 3.2.1 or newer`
std::string wanted_text(const Verdict& verdict, std::size_t index)
{
    const bool is_described = index < verdict.wanted_lines.size();
    std::string text = is_described ? verdict.wanted_lines[index].edition : std::string{};
    if (!text.empty()) text += ' ';
    text += verdict.wanted[index];
    if (!is_described || !verdict.wanted_lines[index].or_newer) return text;
    text += " or newer";
    for (std::size_t i = 0; i < verdict.exceptions.size(); ++i)
        text += (i == 0 ? ", but not " : " or ") + verdict.exceptions[i];
    return text;
}

/// `5.3.0.12074 or 5.9.0.9373` where any of them will do; an edition that is the one before it is not said again.
std::string versions_text(const Verdict& verdict)
{
    std::string text;
    std::string said;
    for (std::size_t i = 0; i < verdict.wanted.size(); ++i) {
        if (i != 0) text += " or ";
        auto wanted = wanted_text(verdict, i);
        const auto edition = i < verdict.wanted_lines.size() ? verdict.wanted_lines[i].edition + ' ' : std::string{};
        if (edition.size() > 1 && edition == said) wanted.erase(0, edition.size());
        said = edition;
        text += wanted;
    }
    return text;
}

/// The first wanted version: the nearest above the phone's, or the approved one.
std::string target_text(const Verdict& verdict)
{
    return verdict.wanted.empty() ? "the listed version" : wanted_text(verdict, 0);
}

/// The values of a flag `name=value`, joined by commas.
std::string flag_values(const Verdict& verdict, std::string_view name)
{
    std::string text;
    for (const auto& flag : verdict.flags) {
        if (!flag.starts_with(name) || flag.substr(name.size(), 1) != "=") continue;
        if (!text.empty()) text += ", ";
        text += flag.substr(name.size() + 1);
    }
    return text;
}

bool has_flag(const Verdict& verdict, std::string_view flag)
{
    return std::ranges::find(verdict.flags, flag) != verdict.flags.end();
}

/// The firmware that the phone runs, not a version that the row lists.
bool is_recalled(const Verdict& verdict)
{
    return has_flag(verdict, "listed-release") && has_flag(verdict, "recalled");
}

std::string now_text(const Identity& phone)
{
    return phone.firmware.empty() ? "" : " (now " + phone.firmware + ")";
}

std::string newer_text(const Identity& phone, const Verdict& verdict)
{
    if (has_flag(verdict, "newer-policy=unsupported"))
        return "Go back to " + versions_text(verdict) + now_text(phone) + " or accept firmware without support.";
    const auto text = "Newer than the listed " + versions_text(verdict) + now_text(phone);
    if (is_recalled(verdict)) return text + ".";
    return text + ": test it before relying on it.";
}

std::string unreadable_cell_text(const Verdict& verdict)
{
    return "Ask the vendor: the listed \"" + verdict.cell + "\" is no version of this model.";
}

/// No firmware makes a phone ready whose certification has ended.
std::string ended_text(const Verdict& verdict)
{
    return "The certification ended on " + verdict.ended + ": plan a replacement.";
}

std::string firmware_unknown_text(const Verdict& verdict)
{
    if (!verdict.ended.empty()) return ended_text(verdict);
    if (verdict.wanted.empty()) return unreadable_cell_text(verdict);
    return "Find out the firmware: listed is " + versions_text(verdict) + ".";
}

std::string undetermined_text(const Verdict& verdict)
{
    if (verdict.reason == "conflict") return "Look at the phone: what it says of itself contradicts itself.";
    if (!verdict.ended.empty()) return ended_text(verdict);
    if (verdict.wanted.empty()) return unreadable_cell_text(verdict);
    return "listed; install " + versions_text(verdict) + ", then judge again";
}

std::string ambiguous_text(const Verdict& verdict)
{
    const auto agreed = flag_values(verdict, "unanimous");
    const auto close = agreed.empty() ? std::string{"."} : " (each would be " + agreed + ").";
    return "Find out the model: one of " + flag_values(verdict, "candidate") + close;
}

/// What the platform's notes say of it, as sentences with a blank before each.
std::string notes_text(const Verdict& verdict, const Platform* platform)
{
    std::string text;
    if (platform == nullptr) return text;
    for (const auto& note : platform->notes)
        if (has_flag(verdict, note.flag)) text += " " + note.text + ".";
    return text;
}

std::string not_listed_text(const Verdict& verdict, const Platform* platform)
{
    const auto nearest = flag_values(verdict, "nearest");
    const auto close = nearest.empty() ? std::string{} : " (nearest entry: " + nearest + ")";
    return "Not on the list" + close + ": plan a replacement." + notes_text(verdict, platform);
}

std::string action_text(const Identity& phone, const Verdict& verdict, const Platforms& platforms)
{
    switch (verdict.code) {
    case VerdictCode::qualified:
    case VerdictCode::meets_minimum:
        return is_recalled(verdict) ? "Ask the vendor which version to install." : "Nothing to do.";
    case VerdictCode::older_than_qualified:
    case VerdictCode::below_minimum:
        return "Install " + target_text(verdict) + now_text(phone) + ".";
    case VerdictCode::newer_than_qualified:
        return newer_text(phone, verdict);
    case VerdictCode::not_tested:
        return "Not tested for this platform: plan a replacement.";
    case VerdictCode::no_data:
        return "Ask the vendor: the list says nothing for this model.";
    case VerdictCode::companion_required:
        return "Judge the base station or server that this handset works with.";
    case VerdictCode::discontinued:
        return "Discontinued: plan a replacement.";
    case VerdictCode::firmware_unknown:
        return firmware_unknown_text(verdict);
    case VerdictCode::undetermined:
        return undetermined_text(verdict);
    case VerdictCode::model_ambiguous:
        return ambiguous_text(verdict);
    case VerdictCode::model_not_in_catalog:
        return not_listed_text(verdict, platforms.find(verdict.platform));
    case VerdictCode::certification_ended:
        return "The certification has ended: plan a replacement.";
    case VerdictCode::platform_not_covered:
        return "Load a list that covers " + verdict.platform + ".";
    case VerdictCode::model_unknown:
        break;
    }
    return "Find out the model.";
}

} // namespace

std::string CatalogSet::action(const Identity& phone, const Verdict& verdict) const
{
    auto text = action_text(phone, verdict, impl_->platforms);
    if (is_recalled(verdict)) text += " This version was recalled: do not use it.";
    return text;
}

} // namespace phonescan
