#include "scanner/fingerprint_draft.hpp"

#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_breadth.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

using Kind = TextPiece::Kind;

constexpr std::size_t longest_example = 1024;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// A pattern for exactly this text.
std::string literally(std::string_view text)
{
    std::string pattern;
    for (const char c : text) {
        if (c == '\n' || c == '\r' || c == '\t') {
            pattern += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
            continue;
        }
        if (std::string_view{R"(\.+*?()[]{}^$|)"}.find(c) != std::string_view::npos) pattern += '\\';
        pattern += c;
    }
    return pattern;
}

/// `\d+(?:\.\d+)+`
std::string version_pattern(std::string_view version)
{
    const auto separator = version[std::min(version.find_first_not_of("0123456789"), version.size() - 1)];
    return R"(\d+(?:)" + literally({&separator, 1}) + R"(\d+)+)";
}

/// The letters in front as they are, then a number and what may follow it.
std::string model_pattern(std::string_view model)
{
    const auto number = std::min(model.find_first_of("0123456789"), model.size());
    const bool ends_in_number = std::ranges::all_of(model.substr(number), is_digit);
    return literally(model.substr(0, number)) + (ends_in_number ? R"(\d+)" : R"(\d[0-9A-Za-z]*)");
}

std::string mac_pattern(std::string_view mac)
{
    std::string pattern;
    for (std::size_t at = 0; at < mac.size();) {
        const auto end = static_cast<std::size_t>(std::ranges::find_if_not(mac.substr(at), is_hex) - mac.begin());
        if (end == at)
            pattern += literally(mac.substr(at++, 1));
        else
            pattern += end - at == 1 ? "[0-9A-Fa-f]{1,2}" : "[0-9A-Fa-f]{" + std::to_string(end - at) + "}";
        at = std::max(at, end);
    }
    return pattern;
}

/// A pattern that the piece matches both as it was and as it is shown.
std::string pattern_of(const TextPiece& piece)
{
    switch (piece.kind) {
    case Kind::version:
        return version_pattern(piece.original);
    case Kind::model:
        return piece.shown == piece.original ? literally(piece.original) : R"(\d+)";
    case Kind::mac:
        return mac_pattern(piece.original);
    case Kind::address:
        return piece.original.find(':') != std::string::npos ? "[0-9A-Fa-f:.]+" : version_pattern(piece.original);
    case Kind::removed:
        if (piece.original.find_first_of("\r\n") != std::string::npos) return "(?s:.+)";
        return piece.original.find_first_of(" \t") != std::string::npos ? ".+" : R"(\S+)";
    case Kind::literal:
        break;
    }
    return literally(piece.original);
}

/// Drops what stands behind the longest example. Returns whether anything was dropped.
bool cut(std::vector<TextPiece>& pieces)
{
    std::size_t length = 0;
    for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
        if (length + piece->shown.size() <= longest_example) {
            length += piece->shown.size();
            continue;
        }
        if (piece->kind == Kind::literal) {
            const auto blank = piece->shown.find_last_of(" \t\n", longest_example - length);
            piece->shown.resize(blank == std::string::npos ? 0 : blank);
            piece->original = piece->shown;
            if (!piece->shown.empty()) ++piece;
        }
        pieces.erase(piece, pieces.end());
        return true;
    }
    return false;
}

/// Which pieces are captured; as many as there are pieces when none is.
struct Captured {
    std::size_t model;
    std::size_t version;
    std::size_t mac;
};

bool ends_with_protocol(std::string_view text)
{
    return text.ends_with("SIP/") || text.ends_with("HTTP/") || text.ends_with("TLS/");
}

/// The first that may be a model, the first version behind it, else the first version, and the first MAC address.
Captured choose(const std::vector<TextPiece>& pieces)
{
    const auto none = pieces.size();
    Captured captured{none, none, none};
    std::size_t first_version = none;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto* const before = i == 0 ? nullptr : &pieces[i - 1];
        const bool follows_version = before != nullptr && before->kind == Kind::version; // `rc2`
        if (pieces[i].kind == Kind::model && captured.model == none && !follows_version) captured.model = i;
        if (pieces[i].kind == Kind::version && !(before != nullptr && ends_with_protocol(before->shown))) {
            if (first_version == none) first_version = i;
            if (captured.model != none && captured.version == none) captured.version = i;
        }
        if (pieces[i].kind == Kind::mac && captured.mac == none && MacAddress::parse(pieces[i].shown)) captured.mac = i;
    }
    if (captured.version == none) captured.version = first_version;
    return captured;
}

/// A family before the number, as in `SIP-T48G`, becomes part of the model.
void join_family(std::vector<TextPiece>& pieces, const Captured& captured)
{
    if (captured.model == 0 || captured.model >= pieces.size()) return;
    auto& before = pieces[captured.model - 1];
    if (before.kind != Kind::literal || (!before.shown.ends_with('-') && !before.shown.ends_with('_'))) return;
    constexpr std::size_t longest_family = 4;
    auto begin = before.shown.size() - 1;
    while (begin > 0 && is_capital(before.shown[begin - 1]))
        --begin;
    const auto letters = before.shown.size() - 1 - begin;
    if (letters == 0 || letters > longest_family) return;
    auto& model = pieces[captured.model];
    const auto family = before.shown.substr(begin);
    model.original = family + model.original;
    model.shown = family + model.shown;
    before.shown.resize(begin);
    before.original.resize(begin);
}

/// The element with a group for each captured piece.
FingerprintElement element_of(const std::vector<TextPiece>& pieces, const Captured& captured, bool is_cut)
{
    FingerprintElement element;
    element.params.push_back({0, "phonescan.kind", "possible-phone", 0});
    element.pattern = "^";
    FingerprintExample example;
    int position = 0;
    const auto capture = [&](const TextPiece& piece, const std::string& pattern, const char* name) {
        element.pattern += "(" + pattern + ")";
        element.params.push_back({++position, name, {}, 0});
        example.attributes.emplace_back(name, piece.shown);
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& piece = pieces[i];
        if (i == captured.model)
            capture(piece, model_pattern(piece.original), "hw.product");
        else if (i == captured.version)
            capture(piece, pattern_of(piece), "hw.version");
        else if (i == captured.mac)
            capture(piece, pattern_of(piece), "host.mac");
        else
            element.pattern += pattern_of(piece);
        example.text += piece.shown;
    }
    if (!is_cut) element.pattern += '$';
    element.examples.push_back(std::move(example));
    return element;
}

/// Does the pattern find in both texts what it should, and nothing in texts that say nothing?
bool works(const FingerprintElement& element, std::string_view original)
{
    const Fingerprint print{element, {}};
    const auto& example = element.examples.front();
    const auto values = print.match(example.text);
    if (!values || !print.match(original)) return false;
    return std::ranges::all_of(example.attributes, [&values](const auto& attribute) {
        return (*values)[*attribute_named(attribute.first)] == attribute.second;
    });
}

/// Is there a word that belongs to what the text speaks of, not to the form of its field?
bool names_something(const TextPiece& piece)
{
    constexpr std::array<std::string_view, 19> words_of_forms = {
        "basic", "digest", "realm", "cn", "o",   "ou",   "c",   "l", "st",     "dc",
        "title", "html",   "login", "ua", "sip", "http", "tls", "v", "version"};
    if (piece.kind != Kind::literal && piece.kind != Kind::model) return false;
    const auto is_of_word = [](char c) { return is_capital(c) || (c >= 'a' && c <= 'z') || (c & 0x80) != 0; };
    std::string word;
    for (const char c : piece.shown + ' ') {
        if (is_of_word(c)) {
            word += is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
            continue;
        }
        if (!word.empty() &&
            (piece.kind == Kind::model || std::ranges::find(words_of_forms, word) == words_of_forms.end()))
            return true;
        word.clear();
    }
    return false;
}

bool says_something(const FingerprintElement& element, const std::vector<TextPiece>& pieces)
{
    constexpr std::array<std::string_view, 8> nothing = {
        "", " ", "phone", "SIP", "SIP/2.0", "1.2.3.4", "00:04:f2:aa:bb:cc", "VoIP Phone"};
    const Fingerprint print{element, {}};
    return std::ranges::any_of(pieces, names_something) && !form_taken_by(print) &&
           std::ranges::none_of(nothing, [&print](auto text) { return print.match(text).has_value(); });
}

} // namespace

std::optional<FingerprintElement> draft_of(std::vector<TextPiece> pieces)
{
    const bool is_cut = cut(pieces);
    const auto captured = choose(pieces);
    auto joined = pieces;
    join_family(joined, captured);
    std::string original;
    for (const auto& piece : pieces)
        original += piece.original;
    const auto none = pieces.size();
    auto element = element_of(joined, captured, is_cut);
    // Where redacted stretches touch a group, it may catch another part: then it catches nothing.
    if (!works(element, original)) element = element_of(pieces, {none, none, none}, is_cut);
    if (!works(element, original) || !says_something(element, pieces)) return std::nullopt;
    return element;
}

} // namespace phonescan
