#include "probes/wire/header_fields.hpp"
#include "probes/wire/privacy/private_names.hpp"
#include "probes/wire/privacy/rules.hpp"

#include <array>

namespace phonescan::wire::privacy {

namespace {

constexpr std::size_t longest_name = 64; ///< how far back a name is looked for: keeps the whole linear

/// What a string may begin and end with; the longer ones are quotes inside of another string or attribute.
constexpr std::array<std::string_view, 8> quotes = {"\"", "'", "`", "\\\"", "\\'", "&quot;", "&#34;", "&#39;"};

std::string_view quote_before(std::string_view text)
{
    std::string_view found;
    for (const auto quote : quotes)
        if (text.ends_with(quote) && quote.size() > found.size()) found = quote;
    return found;
}

std::string_view without_blanks_behind(std::string_view text)
{
    for (std::size_t i = 0; i < longest_name && !text.empty() && is_blank(text.back()); ++i)
        text.remove_suffix(1);
    return text;
}

std::string_view name_at_end(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && length < longest_name && is_name_character(text[text.size() - 1 - length]))
        ++length;
    return text.substr(text.size() - length);
}

/// The name that a value is given to; borrows from the page.
std::string_view assigned_name(std::string_view before)
{
    before = without_blanks_behind(before);
    if (const auto quote = quote_before(before); !quote.empty()) {
        before.remove_suffix(quote.size());
        const auto reach = before.substr(before.size() - std::min(before.size(), longest_name));
        const auto opening = reach.rfind(quote);
        return opening == std::string_view::npos ? name_at_end(before) : reach.substr(opening + quote.size());
    }
    const auto name = name_at_end(before);
    constexpr std::array<std::string_view, 4> contents = {"value", "innerHTML", "innerText", "textContent"};
    auto object = before.substr(0, before.size() - name.size());
    if (!object.ends_with('.') || std::ranges::find(contents, name) == contents.end()) return name;
    object.remove_suffix(1); // user.value, getElementById("user").innerHTML
    for (std::size_t i = 0; i < 4 && !object.empty() && !is_name_character(object.back()); ++i)
        object.remove_suffix(1);
    return name_at_end(object);
}

/// The values behind one equals sign or colon.
class Value {
public:
    Value(std::string_view page, std::size_t begin, bool across_lines, Marks& marks)
        : page_{page}, at_{begin}, operator_{begin - 1}, across_lines_{across_lines}, marks_{marks}
    {
    }

    std::size_t end() const { return at_; }

    /// Marks a string, a number or a list of them. False when there is none of them.
    bool mark_literals()
    {
        const auto begin = at_;
        skip_blanks();
        if (at_ < page_.size() && page_[at_] == '[') {
            for (++at_; mark_literal(); ++at_) {
                skip_blanks();
                if (at_ >= page_.size() || page_[at_] != ',') break;
            }
            return true;
        }
        if (mark_literal()) return true;
        at_ = begin;
        return false;
    }

    /// Marks up to one of the stops, which the value must not hold.
    void mark_up_to(std::string_view stops)
    {
        const auto end = std::min(page_.find_first_of(stops, at_), page_.size());
        marks_.mark(at_, end);
        at_ = end;
    }

    /// Marks the rest of the line, if it looks like no code.
    void mark_plain_line()
    {
        const auto end = std::min(page_.find_first_of("\r\n(){}[]<>;\"'", at_), page_.size());
        if (end < page_.size() && page_[end] != '\r' && page_[end] != '\n') return;
        marks_.mark(at_, end);
        at_ = end;
    }

private:
    void skip_blanks()
    {
        while (at_ < page_.size() && is_blank(page_[at_]) && (across_lines_ || page_[at_] != '\n'))
            ++at_;
    }

    bool mark_literal()
    {
        skip_blanks();
        for (const auto quote : quotes)
            if (page_.substr(at_).starts_with(quote)) {
                mark_string(quote);
                return true;
            }
        return mark_number();
    }

    /// A string that is not closed on its line ends there, or at the next tag.
    void mark_string(std::string_view quote)
    {
        const auto begin = at_ + quote.size();
        auto end = begin;
        while (end < page_.size() && page_[end] != '\n' && !page_.substr(end).starts_with(quote))
            end += page_[end] == '\\' && quote.size() == 1 ? 2U : 1U;
        end = std::min(end, page_.size());
        const bool is_closed = page_.substr(end).starts_with(quote);
        if (!is_closed) end = std::min(page_.find_first_of("\n<", begin), page_.size());
        marks_.mark(begin, end);
        at_ = is_closed ? end + quote.size() : end;
    }

    bool mark_number()
    {
        const auto end = std::min(page_.find_first_not_of("0123456789+-.", at_), page_.size());
        const bool goes_on = end < page_.size() && (is_name_character(page_[end]) || page_[end] == '@');
        if (end == at_ || goes_on) return false;
        const bool quote_follows = end < page_.size() && std::string_view{"\"'`\\&["}.find(page_[end]) < 6;
        marks_.mark(quote_follows ? operator_ : at_, end); // what follows would be the value else
        at_ = end;
        return true;
    }

    std::string_view page_;
    std::size_t at_;
    std::size_t operator_; ///< where the equals sign or colon stands
    bool across_lines_;    ///< may the value begin on a later line?
    Marks& marks_;
};

/// Is it one of `==`, `!=`, `<=`, `=>`, or the colons of `::`?
bool is_other_operator(std::string_view page, std::size_t at)
{
    const char before = at > 0 ? page[at - 1] : ' ';
    const char behind = at + 1 < page.size() ? page[at + 1] : ' ';
    if (page[at] == ':') return before == ':' || behind == ':';
    return behind == '=' || behind == '>' || before == '=' || before == '!' || before == '<' || before == '>';
}

std::size_t mark_assigned(std::string_view page, std::size_t at, Marks& marks)
{
    const auto name = assigned_name(page.substr(0, at));
    if (name.empty() || is_other_operator(page, at) || !is_private_name(name)) return at + 1;
    const bool is_quoted = !quote_before(without_blanks_behind(page.substr(0, at))).empty();
    Value value{page, at + 1, is_quoted, marks};
    auto before = page.substr(0, static_cast<std::size_t>(name.data() - page.data()));
    const bool is_parameter =
        page[at] == '=' && (before.ends_with('?') || before.ends_with('&') || before.ends_with("&amp;"));
    if (!is_parameter && value.mark_literals()) return value.end();
    while (before.ends_with(' ') || before.ends_with('\t'))
        before.remove_suffix(1);
    if (is_parameter)
        value.mark_up_to("&\"'#<> \t\r\n");
    else if (before.empty() || before.back() == '\n' || before.back() == '\r')
        value.mark_plain_line();
    return value.end();
}

} // namespace

void mark_assignments(std::string_view page, Marks& marks)
{
    std::size_t next = 0;
    for (auto at = page.find_first_of("=:"); at != std::string_view::npos; at = page.find_first_of("=:", next))
        next = mark_assigned(page, at, marks);
}

} // namespace phonescan::wire::privacy
