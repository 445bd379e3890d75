#include "scanner/redaction/rules.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace phonescan {

namespace {

/// A person: one word, and a second one with a capital.
constexpr std::string_view any_name =
    R"(([A-Za-z\x80-\xff][0-9A-Za-z\x80-\xff._'-]*(?: [A-Z\x80-\xff][a-z\x80-\xff'-]+)?))";
constexpr std::string_view proper_name = R"(([A-Z\x80-\xff][A-Za-z\x80-\xff'-]+(?: [A-Z\x80-\xff][a-z\x80-\xff'-]+)?))";
/// Two words and more.
constexpr std::string_view full_name = R"(([A-Z\x80-\xff][a-z\x80-\xff.-]+(?: [A-Z\x80-\xff][a-z\x80-\xff.-]*){1,3}))";

/// What stands before a name that only a blank separates from it, the name, and what stands behind it.
struct Announcement {
    std::string_view before;
    std::string_view name;
    std::string_view after = {};
};
constexpr Announcement announcements[] = {
    {R"((?:^|[^0-9A-Za-z])(?i:user|users|username|userid|benutzer|benutzername|nutzer|teilnehmer|usuario|utilisateur|)"
     R"(utente|gebruiker|login|logon|owner|owned by|inhaber|besitzer|operator|subscriber|employee|mitarbeiter|)"
     R"(mailbox|voicemail|caller|callee|host|hostname|contact|kontakt|location|standort|logged (?:in|on)(?: as)?|)"
     R"(signed in(?: as)?|assigned to|belongs to|registered (?:to|as|for))[ \t_-]+)",
     any_name},
    {R"((?:^|[^0-9A-Za-z])(?i:phone|telephone|telefon|handset|desk|office|extension|mobile|handy|laptop|pc|computer) )"
     R"((?i:of|von|de|di|van) )",
     any_name},
    {R"((?:^|[^0-9A-Za-z])(?i:hello|hallo|hi|dear|welcome back|welcome,)[, ] ?)", proper_name},
    {R"((?:^|[^0-9A-Za-z])(?:Mr|Mrs|Ms|Miss|Herr|Frau|Hr|Fr|Dr|Prof|Mme|Madame|Monsieur)\.? )", proper_name},
    // In quotes, and no value of anything.
    {R"RE((?:^|[^=:A-Za-z])")RE", full_name, R"(")"},
    {R"((?:^|[^=:A-Za-z])')", full_name, "'"},
};

/// Where products stand, too: two words with capitals are a person unless one of them is a thing.
constexpr Announcement perhaps[] = {
    {"<", full_name, ">"},
    {R"(\[)", full_name, R"(\])"},
    {R"(\()", full_name, R"(\))"},
    {R"((?:^|[^0-9A-Za-z])(?i:for|pour|para|per|f\xc3\xbcr|fuer) )", full_name},
};

/// What stands behind such words where nobody is named, in lower case.
constexpr std::string_view nobody[] = {
    "agent",    "agents",   "interface", "interfaces", "login",    "logon",    "name",       "names",    "id",
    "ids",      "guide",    "manual",    "page",       "portal",   "panel",    "web",        "access",   "password",
    "passwd",   "required", "failed",    "error",      "phone",    "phones",   "device",     "type",     "mode",
    "menu",     "settings", "setting",   "setup",      "account",  "accounts", "admin",      "not",      "is",
    "are",      "and",      "or",        "to",         "in",       "of",       "on",         "the",      "a",
    "an",       "for",      "with",      "by",         "at",       "from",     "you",        "your",     "please",
    "via",      "as",       "center",    "centre",     "us",       "info",     "data",       "group",    "list",
    "server",   "service",  "level",     "control",    "session",  "help",     "support",    "screen",   "view",
    "role",     "license",  "software",  "equipment",  "space",    "port",     "media",      "protocol", "sip",
    "terminal", "console",  "network",   "networks",   "language", "security", "management", "form",     "window",
    "system",   "address",  "number"};

constexpr std::string_view things[] = {
    "ip",       "voip",       "telephone",  "handset",        "desk",        "desktop",   "office",
    "home",     "business",   "enterprise", "edition",        "series",      "model",     "version",
    "firmware", "release",    "build",      "teams",          "color",       "colour",    "wireless",
    "wired",    "conference", "room",       "video",          "audio",       "touch",     "base",
    "station",  "gateway",    "router",     "switch",         "platform",    "linux",     "hat",
    "windows",  "cloud",      "client",     "agent",          "corporation", "systems",   "networks",
    "company",  "limited",    "unified",    "communications", "internet",    "expansion", "module"};

/// Is one of the words that of a thing?
bool names_a_thing(std::string_view name)
{
    while (!name.empty()) {
        const auto end = std::min(name.find_first_of(" .-"), name.size());
        std::string word{name.substr(0, end)};
        std::ranges::transform(word, word.begin(), lower);
        if (std::ranges::find(things, word) != std::end(things) || std::ranges::find(nobody, word) != std::end(nobody))
            return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

std::vector<BytePattern> compiled(std::span<const Announcement> rules)
{
    std::vector<BytePattern> patterns;
    for (const auto& [before, name, after] : rules)
        patterns.emplace_back(std::string{before} + std::string{name} + std::string{after});
    return patterns;
}

bool names_nobody(std::string_view name)
{
    std::string word{name.substr(0, name.find_first_of(" .-_"))};
    std::ranges::transform(word, word.begin(), lower);
    return std::ranges::find(nobody, word) != std::end(nobody);
}

} // namespace

void take_persons(Canvas& canvas)
{
    static const auto announced = compiled(announcements);
    static const auto uncertain = compiled(perhaps);
    const auto take = [&canvas](const BytePattern& rule, auto is_excused) {
        canvas.for_each(*rule, 1, [&](auto begin, auto end) {
            if (!is_excused(canvas.text().substr(begin, end - begin))) canvas.remove(begin, end);
        });
    };
    for (const auto& rule : announced)
        take(rule, names_nobody);
    for (const auto& rule : uncertain)
        take(rule, names_a_thing);
}

} // namespace phonescan
