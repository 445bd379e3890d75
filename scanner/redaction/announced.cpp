#include "scanner/redaction/rules.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

/// Bytes that were no text, escaped or percent-encoded, and characters that hide or reorder others, with the word
/// around them: they may spell anything.
constexpr std::string_view no_text =
    R"(((?:[0-9A-Za-z\x80-\xff]|\\x[0-9a-f]{2}|%[0-9A-Fa-f]{2})*)"
    R"((?:\\x[0-9a-f]{2}|%[0-9A-Fa-f]{2}|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xef\xbf[\xbe\xbf]|)"
    R"(\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xf3\xa0..))"
    R"((?:[0-9A-Za-z\x80-\xff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\x[0-9a-f]{2}|%[0-9A-Fa-f]{2})*))";

/// Each takes its first group out. The words are those that devices, certificates and pages use; a word that announces
/// something harmless costs a text some use, a missing one costs privacy.
constexpr std::string_view rules[] = {
    // Characters that a page or JSON spells by their numbers.
    R"((\S*(?:&#x?[0-9A-Fa-f]+;?|&commat;|&period;|&colon;|\\u[0-9A-Fa-f]{4})\S*))",

    // A display name before its address, then addresses of people and pages.
    R"RE("([^"\n]*)"\s*<)RE",
    R"(((?:[A-Za-z\x80-\xff.'-]+ )*[A-Za-z\x80-\xff.'-]+)\s*[<(\[]\s*(?i:sips?|tel|mailto):)",
    R"(([^\s<>"'(),;|=]*@[^\s<>"'(),;|]*))",
    R"((?i)(?:sips?|tel|mailto|callto|h323|xmpp|\bim|\burn):([^\s<>"'(),;]+))",
    R"((?i)\b[a-z][a-z0-9+.-]*:(//[^\s<>"'()]+))",
    R"((?i)[/\\](?:home|users|profiles)[/\\]([^/\\\s]+))",
    R"((?:^|[^0-9A-Za-z])~([A-Za-z][0-9A-Za-z._-]*))",
    R"(([0-9A-Za-z._-]*\\+[0-9A-Za-z._$-]+(?:\\[^\s\\]+)*))",
    R"((\S+\s*[\[({<]\s*(?i:at)\s*[\])}>]\s*\S+))",
    R"(([0-9A-Za-z._+-]+ (?i:at) [0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*(?: (?i:dot) |\.)[A-Za-z]{2,}))",

    // Serial numbers and secrets.
    R"((?i)(?:serial|serien|\bser|\bsnr|s/n|\bsn|asset|imei|imsi|uuid|guid|udi|hwid|licen[sc]e|key|passw(?:or)?d|pwd|\bpin|token|)"
    R"(secret|session|cookie)[ _.-]?(?:number|nummer|num|no|nr|id|tag|code|key)?\.?\s*[:=#]+\s*["'(\[]?)"
    R"(([^\s,;|)\]}<>"']+))",
    R"((?i)(?:serial|serien|\bsnr|s/n|\bsn|asset|imei)[ _.-]?(?:number|nummer|num|no|nr|id|tag)?\.?[ \t_-]+#?)"
    R"(([0-9A-Za-z-]*[0-9][0-9A-Za-z._-]*))",

    R"((?i)\b(?:passw(?:or)?d|pwd|pin|token|secret)\s+([0-9A-Za-z]*[0-9][0-9A-Za-z]*))",

    R"((?i)\bbearer\s+([0-9A-Za-z+/=._~-]{6,}))",
    R"(\b(?i:basic)\s+([0-9A-Za-z+/]{3,}(?:[a-z][A-Z]|[0-9+])[0-9A-Za-z+/]{3,}={0,2}))",

    // A place on the earth.
    R"(([+-]?[0-9]{1,3}\.[0-9]{4,}\s*[NS]?\s*[,;]\s*[+-]?[0-9]{1,3}\.[0-9]{4,}))",
    R"((?i)(?:^|[^0-9a-z])(?:lat|lon|lng|latitude|longitude)\s*[:=]\s*([+-]?[0-9]+[.,0-9]*))",

    // Extensions and dialled numbers, rooms.
    R"((?i)(?:^|[^0-9a-z])(?:[a-z]{0,2}sip|sccp|iax2?|local)/([0-9]{3,})(?:[^0-9a-z.]|$))",
    R"((?:^|[^0-9A-Za-z])x[. ]?([0-9]{3,})(?:[^0-9A-Za-z_]|$))",
    R"((?:^|[^0-9A-Za-z])X[. ]?([0-9]{4,})(?:[^0-9A-Za-z_]|$))",
    R"((?:^|[^0-9A-Za-z])[#*]+\s*([0-9][0-9*#-]+))",
    R"((?i)(?:^|[^0-9a-z])(?:sn|serial|ext|extn|exten|dn|regdn|tel|fax|user|usr|acct|account|agent|line|room)[_-]?)"
    R"(([0-9]+[0-9a-z]*))",
    R"((?i)(?:^|[^0-9a-z])(?:regdn|ext|extn|exten|extension|xtn|apparat|nst|dw|durchw|rufnr|rufn|)"
    R"(dn|telephone|number|num|nr|line|account|acct|user|usr|)"
    R"(station|caller|callee|calling|called|dial(?:ed|led|ing)?|did|msisdn|mobile|fax|nebenstelle|durchwahl|rufnummer|)"
    R"(poste|interno|anexo|ramal|room|raum|zimmer|floor|suite|agent|hotline)\.?[\s:=#_-]*)"
    R"(([+*]?[0-9](?:[0-9 ()./-]*[0-9])?[0-9a-z]*))",
    R"((?i)\btel(?:\.|\s*[:=])\s*([0-9+(][0-9 ()./-]*))",
    R"((\+\s?[0-9(][0-9 ()./_-]*))",

    // Names.
    R"((?i)\b(?:user|userid|benutzer|benutzername|nutzer|teilnehmer|usuario|utilisateur|utente|gebruiker|acct|account|)"
    R"(inhaber|besitzer|mitarbeiter|kontakt|standort|login|host|owner|contact|location|site|company|customer|organi[sz]ation|department|dept|)"
    R"(realm|domain|workgroup|assigned to|belongs to|registered (?:to|as|for)|logged in as|street|city)\s*[:=]+\s*["']?)"
    R"(([^;|)\]}<>"\n\t]+?)\s*(?:,\s*[a-z][a-z0-9 ._-]{0,30}[:=]|[;|)\]}<>"\n\t]|$))",
    R"((?i)\b(?:username|hostname|registered (?:to|as|for)|logged in as|assigned to|belongs to)\s+([^,;|)\]}<>"\n\t]+))",
    R"(((?:[A-Z\x80-\xff][A-Za-z\x80-\xff-]* )?[A-Za-z\x80-\xff][0-9A-Za-z\x80-\xff-]*)(?:'|\xe2\x80\x99|`)s\b)",
    R"((@))",
};

/// Names of a certificate, each up to the next one.
constexpr std::string_view certificate_name =
    R"((?is)(?:^|[^0-9a-z])(?:CN|L|ST|S|street|postalCode|DC|SN|GN|givenName|surname|serialNumber|UID|userid|)"
    R"(emailAddress|E|title|description|name|dnQualifier|initials|pseudonym|(?:OID\.)?[0-9]+(?:\.[0-9]+){3,})\s*=\s*)"
    R"((.+?)(?:\s*[,/;+\n|]\s*[a-z][a-z0-9.]*\s*=|\s*\n|\s*$))";

/// The form in which a name may stay, because it tells the maker once its last half is zero.
constexpr std::string_view mac_at_end =
    R"((?i)(?:^|[^0-9a-z])((?:SEP)?(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:.-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:[.-][0-9a-f]{4}){2}))$)";

/// `name:`, `address:` and the word before: a device's or a person's, unless it is a product's or a number's.
constexpr std::string_view named_value =
    R"((?i)((?:[a-z]+[ _-]?)?(?:name|address|addr)\s*[:=]+\s*["']?[^;|)\]}<>"\n\t]+?))"
    R"(\s*(?:,\s*[a-z][a-z0-9 ._-]{0,30}[:=]|[;|)\]}<>"\n\t]|$))";
constexpr std::string_view public_things[] = {
    "model",   "product", "vendor", "file",   "image",  "firmware", "software", "platform", "brand", "hardware",
    "project", "type",    "class",  "series", "family", "chip",     "mac",      "ip",       "ipv4",  "ethernet"};

std::vector<BytePattern> compiled_rules()
{
    std::vector<BytePattern> compiled;
    for (const auto rule : rules)
        compiled.emplace_back(rule);
    return compiled;
}

std::string in_lower_case(std::string_view text)
{
    std::string lowered{text};
    std::ranges::transform(lowered, lowered.begin(), lower);
    return lowered;
}

void take_named_value(Canvas& canvas, std::size_t begin, std::size_t end)
{
    const auto phrase = in_lower_case(canvas.text().substr(begin, end - begin));
    const auto sign = std::min(phrase.find_first_of(":="), phrase.size());
    auto thing = phrase.substr(0, std::min(phrase.find_first_of(" _-:="), sign));
    for (const std::string_view suffix : {"name", "address", "addr"})
        if (thing.ends_with(suffix)) thing.erase(thing.size() - suffix.size());
    if (std::ranges::find(public_things, thing) != std::end(public_things)) return;
    const auto value = phrase.find_first_not_of(":= \t\"'", sign);
    if (value != std::string::npos) canvas.remove(begin + value, end);
}

/// A word with escaped bytes; one that only ends in the NULs of a fixed length stays.
void take_escaped(Canvas& canvas, std::size_t begin, std::size_t end)
{
    constexpr std::string_view nul = "\\x00";
    const auto word = canvas.text().substr(begin, end - begin);
    auto last = word.size();
    while (last >= nul.size() && word.substr(last - nul.size(), nul.size()) == nul)
        last -= nul.size();
    const bool is_padded = end == canvas.text().size() && std::ranges::all_of(word.substr(0, last), is_word);
    canvas.remove(is_padded ? begin + last : begin, end);
}

void take_certificate_name(Canvas& canvas, std::size_t begin, std::size_t end)
{
    static const BytePattern mac{mac_at_end};
    const auto name = canvas.text().substr(begin, end - begin);
    re2::StringPiece kept;
    if (re2::RE2::PartialMatch({name.data(), name.size()}, *mac, &kept))
        end = begin + static_cast<std::size_t>(kept.data() - name.data());
    canvas.remove(begin, end);
}

/// A text that is known to be private, wherever it stands as a word.
void take_known(Canvas& canvas, std::string_view known)
{
    constexpr std::size_t shortest = 3; // what is shorter stands in other words by chance
    if (known.size() < shortest) return;
    const auto wanted = in_lower_case(known);
    const auto text = in_lower_case(canvas.text());
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
        if (!is_word(canvas.before(at)) && !is_word(canvas.at(at + wanted.size())))
            canvas.remove(at, at + wanted.size());
}

} // namespace

void take_announced(Canvas& canvas, std::span<const std::string> known)
{
    static const auto compiled = compiled_rules();
    static const BytePattern certificate{certificate_name};
    static const BytePattern named{named_value};
    static const BytePattern escapes{no_text};
    canvas.for_each(*escapes, 1,
                    [&](auto begin, auto end) { take_escaped(canvas, begin, end); }); // nothing is hidden yet
    for (const auto& text : known)
        take_known(canvas, text);
    canvas.for_each(*certificate, 1, [&](auto begin, auto end) { take_certificate_name(canvas, begin, end); });
    for (const auto& rule : compiled)
        canvas.for_each(*rule, 1, [&](auto begin, auto end) { canvas.remove(begin, end); });
    canvas.for_each(*named, 1, [&](auto begin, auto end) { take_named_value(canvas, begin, end); });
}

} // namespace phonescan
