#include "scanner/report/evidence_cell.hpp"

#include "probes/observation/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace phonescan {

namespace {

constexpr std::size_t longest_evidence = 500; // characters

/// `text` with each of `reserved` written in hex.
std::string without(std::string_view text, std::string_view reserved)
{
    if (text.find_first_of(reserved) == std::string_view::npos) return std::string{text};
    std::string out;
    for (const char c : text) {
        if (reserved.find(c) == std::string_view::npos)
            out += c;
        else
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

/// The first `count` code points of valid UTF-8; the last is an ellipsis when something was cut.
void cut_to_characters(std::string& text, std::size_t count)
{
    std::size_t characters = 0;
    std::size_t keep = 0; // where the ellipsis would go
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
        if (++characters == count) keep = i;
    }
    if (characters > count) text.replace(keep, std::string::npos, "…");
}

/// `sip.user_agent=Acme Desk;sip.server=…`
std::string unread_banners(const Observations& observations)
{
    std::vector<std::string> banners;
    for (const auto& said : observations)
        if (said.field == Field::sip_user_agent || said.field == Field::sip_server)
            banners.push_back(fmt::format("{}={}", name_of(said.field), said.value));
    std::ranges::sort(banners);
    banners.erase(std::ranges::unique(banners).begin(), banners.end());
    return joined_list(banners);
}

} // namespace

std::string joined_list(std::span<const std::string> items)
{
    std::string cell;
    for (const auto& item : items) {
        if (!cell.empty()) cell += ';';
        cell += without(item, ";");
    }
    return cell;
}

std::string evidence_cell(const std::vector<Evidence>& evidence, const Observations& observations)
{
    struct Said {
        const Evidence* by;
        std::string attributes;
    };
    std::vector<Said> said;
    for (const auto& one : evidence) {
        const auto same = [&one](const Said& other) {
            return other.by->field == one.field && other.by->value == one.value;
        };
        const auto found = std::ranges::find_if(said, same);
        if (found == said.end())
            said.push_back({&one, std::string{one.attribute}});
        else
            found->attributes.append(",").append(one.attribute);
    }
    std::string cell;
    for (const auto& [by, attributes] : said) {
        if (!cell.empty()) cell += ';';
        cell += fmt::format("{}: {}={}", without(attributes, ";"), name_of(by->field), without(by->value, ";"));
    }
    if (cell.empty()) cell = unread_banners(observations);
    cell = printable_again(cell);
    cut_to_characters(cell, longest_evidence);
    return cell;
}

std::string conflicts_cell(const std::vector<Conflict>& conflicts)
{
    std::string cell;
    for (const auto& conflict : conflicts) {
        if (!cell.empty()) cell += ';';
        cell += without(conflict.attribute, ";") + "=";
        bool first = true;
        for (const auto& [value, field] : conflict.values) {
            if (!first) cell += '|';
            first = false;
            cell += fmt::format("{}({})", without(value, ";|"), name_of(field));
        }
    }
    return cell;
}

} // namespace phonescan
