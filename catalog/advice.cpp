#include "catalog/catalog.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// `UC 2.0.1.44.9`, or `5.3.0.12074 or 5.9.0.9373` where any of them will do.
std::string versions_text(const Verdict& verdict)
{
    std::string text = verdict.wanted_edition;
    for (const auto& version : verdict.wanted) {
        if (!text.empty()) text += &version == &verdict.wanted.front() ? " " : " or ";
        text += version;
    }
    return text;
}

/// The first wanted version: the nearest above the phone's.
std::string target_text(const Verdict& verdict)
{
    if (verdict.wanted.empty()) return "the listed version";
    return verdict.wanted_edition.empty() ? verdict.wanted.front()
                                          : verdict.wanted_edition + " " + verdict.wanted.front();
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

std::string now_text(const Identity& phone)
{
    return phone.firmware.empty() ? "" : " (now " + phone.firmware + ")";
}

std::string newer_text(const Identity& phone, const Verdict& verdict)
{
    if (has_flag(verdict, "newer-policy=unsupported"))
        return "Go back to " + versions_text(verdict) + now_text(phone) + " or accept firmware without support.";
    return "Newer than the listed " + versions_text(verdict) + now_text(phone) + ": test it before relying on it.";
}

std::string unreadable_cell_text(const Verdict& verdict)
{
    return "Ask the vendor: the listed \"" + verdict.cell + "\" is no version of this model.";
}

std::string firmware_unknown_text(const Verdict& verdict)
{
    if (verdict.wanted.empty()) return unreadable_cell_text(verdict);
    return "Find out the firmware: listed is " + versions_text(verdict) + ".";
}

std::string undetermined_text(const Verdict& verdict)
{
    if (verdict.reason == "conflict") return "Look at the phone: what it says of itself contradicts itself.";
    if (verdict.wanted.empty()) return unreadable_cell_text(verdict);
    return "listed; install " + versions_text(verdict) + ", then judge again";
}

std::string ambiguous_text(const Verdict& verdict)
{
    const auto agreed = flag_values(verdict, "unanimous");
    const auto close = agreed.empty() ? std::string{"."} : " (each would be " + agreed + ").";
    return "Find out the model: one of " + flag_values(verdict, "candidate") + close;
}

std::string not_listed_text(const Verdict& verdict)
{
    const auto nearest = flag_values(verdict, "nearest");
    if (nearest.empty()) return "Not on the list: plan a replacement.";
    return "Not on the list (nearest entry: " + nearest + "): plan a replacement.";
}

} // namespace

std::string CatalogSet::action(const Identity& phone, const Verdict& verdict) const
{
    switch (verdict.code) {
    case VerdictCode::qualified:
    case VerdictCode::meets_minimum:
        return "Nothing to do.";
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
        return not_listed_text(verdict);
    case VerdictCode::certification_ended:
        return "The certification has ended: plan a replacement.";
    case VerdictCode::platform_not_covered:
        return "Load a list that covers " + verdict.platform + ".";
    case VerdictCode::model_unknown:
        break;
    }
    return "Find out the model.";
}

} // namespace phonescan
