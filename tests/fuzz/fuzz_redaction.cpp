// Any text through redaction: nothing is lost, nothing private of an unmistakable spelling is left, and what is drafted
// of it matches.

#include "probes/observation/printable.hpp"
#include "scanner/fingerprint_draft.hpp"

#include <boost/asio/ip/address.hpp>
#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace phonescan;
using boost::asio::ip::make_address;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string in_lower_case(std::string_view text)
{
    std::string lowered{text};
    for (char& c : lowered)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lowered;
}

/// What is shown of the text itself, pieces kept apart.
std::string kept_text(const std::vector<TextPiece>& pieces)
{
    std::string kept;
    for (const auto& piece : pieces) {
        using enum TextPiece::Kind;
        const bool as_it_was = piece.kind == literal || piece.kind == version || piece.kind == model;
        kept += as_it_was && piece.shown == piece.original ? piece.shown : "\x01";
        if (piece.kind == literal) require(piece.shown == piece.original);
    }
    return in_lower_case(kept);
}

/// Calls for each stretch of `allowed` characters that stands alone.
template <class Allowed, class Visit>
void for_each_run(std::string_view text, Allowed allowed, Visit visit)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), allowed) - text.begin());
        const bool alone = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
        if (end > at && alone) visit(text.substr(at, end - at));
        at = end + 1;
    }
}

void check_macs(std::string_view text, const std::string& kept)
{
    for (const char separator : {':', '-', '.'})
        for_each_run(
            text, [separator](char c) { return is_hex(c) || c == separator; },
            [&](std::string_view run) {
                const auto mac = MacAddress::parse(run);
                if (!mac) return;
                const auto tail = mac->to_string().substr(9);
                if (tail == "00:00:00") return;
                std::string bare;
                std::copy_if(tail.begin(), tail.end(), std::back_inserter(bare), is_hex);
                std::string dashed = tail;
                std::replace(dashed.begin(), dashed.end(), ':', '-');
                for (const auto& spelling : {tail, bare, dashed})
                    require(kept.find(spelling) == std::string::npos);
            });
}

/// `::` of a programming language.
bool says_nothing(std::string_view run)
{
    return std::count_if(run.begin(), run.end(), is_hex) < 2;
}

void check_addresses(std::string_view text, const std::string& kept)
{
    const auto check = [&](auto allowed) {
        for_each_run(text, allowed, [&](std::string_view run) {
            boost::system::error_code error;
            const auto address = make_address(std::string{run}, error);
            if (error || says_nothing(run)) return;
            for_each_run(kept, allowed, [&](std::string_view left) {
                const auto other = make_address(std::string{left}, error);
                require(error || says_nothing(left) || other != address);
            });
        });
    };
    check([](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    check([](char c) { return is_hex(c) || c == ':'; });
}

/// Half a MAC address that stands alone or behind a word.
void check_halves(std::string_view text, const std::string& kept)
{
    const auto is_half = [](std::string_view run) {
        return run.size() == 6 && std::any_of(run.begin(), run.end(), [](char c) { return c > '9'; });
    };
    for_each_run(text, is_hex, [&](std::string_view run) {
        const auto at = static_cast<std::size_t>(run.data() - text.data());
        const char before = at == 0 ? ' ' : text[at - 1];
        const bool behind_word = at >= 2 && (before == '-' || before == '_') && is_word(text[at - 2]) &&
                                 !(text[at - 2] >= '0' && text[at - 2] <= '9');
        const bool ends = at + run.size() == text.size() || text[at + run.size()] == ' ';
        if (!is_half(run) || !ends || (before != ' ' && !behind_word)) return;
        const auto half = in_lower_case(run);
        for_each_run(kept, is_hex, [&](std::string_view left) { require(left != half); });
    });
}

/// Nothing that is left of a SIP address names a user.
void check_users(const std::string& kept)
{
    for (const std::string_view scheme : {"sip:", "sips:", "tel:", "mailto:"})
        for (auto at = kept.find(scheme); at != std::string::npos; at = kept.find(scheme, at + 1)) {
            const auto end = at + scheme.size();
            if (end < kept.size()) require(!is_word(kept[end]));
        }
}

/// Digits of other scripts spell numbers and addresses.
void check_digits(const std::string& shown)
{
    static const re2::RE2 number{"(\\p{N}|[\\x{ff01}-\\x{ff5e}])"};
    re2::StringPiece rest{shown};
    for (re2::StringPiece found; re2::RE2::FindAndConsume(&rest, number, &found);)
        require(found.size() == 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = printable_again({reinterpret_cast<const char*>(data), size});
    const Redactor redactor{SipHashKey{}};
    const auto pieces = redactor.redact(text);
    std::string whole;
    for (const auto& piece : pieces)
        whole += piece.original;
    require(whole == text);
    const auto shown = shown_text(pieces);
    require(printable_again(shown) == shown); // still valid UTF-8
    require(shown.find('@') == std::string::npos);
    const auto kept = kept_text(pieces);
    check_macs(text, kept);
    check_addresses(text, kept);
    check_halves(text, kept);
    check_users(kept);
    check_digits(shown);
    if (const auto draft = draft_of(pieces)) require(draft->examples.size() == 1 && draft->pattern.starts_with('^'));

    redactor.redact({reinterpret_cast<const char*>(data), size}); // bytes that are no text do no harm
    return 0;
}
