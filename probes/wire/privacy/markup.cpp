#include "probes/wire/header_fields.hpp"
#include "probes/wire/privacy/cells.hpp"
#include "probes/wire/privacy/private_names.hpp"
#include "probes/wire/privacy/rules.hpp"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace phonescan::wire::privacy {

namespace {

struct Tag {
    std::string_view name; ///< as written
    bool is_end = false;
    bool is_empty = false;      ///< `<name/>`
    bool is_caption = false;    ///< has `for`
    bool names_private = false; ///< by `name` or `id`, or a field for a private value
    std::size_t end = 0;        ///< behind its bracket
};

template <std::size_t Count>
bool is_one_of(std::string_view name, const std::array<std::string_view, Count>& names)
{
    return std::ranges::any_of(names, [name](auto other) { return equal_without_case(name, other); });
}

/// Without a namespace's prefix.
std::string_view local_name(std::string_view name)
{
    return name.substr(name.rfind(':') + 1);
}

/// Reads tags with their attributes; marks the values of private attributes.
class TagReader {
public:
    TagReader(std::string_view page, Marks& marks)
        : page_{page}, marks_{marks}, last_double_quote_{last('"')}, last_single_quote_{last('\'')}
    {
    }

    /// The tag at `at`, where `<` and a letter or `</` and a letter stand.
    Tag read(std::size_t at)
    {
        at_ = at + 1;
        fields_.clear();
        Tag tag;
        tag.is_end = page_[at_] == '/';
        if (tag.is_end) ++at_;
        tag.name = text(take_until(" \t\r\n\f/><"));
        for (skip_blanks(); at_ < page_.size() && page_[at_] != '>' && page_[at_] != '<'; skip_blanks()) {
            tag.is_empty = page_[at_] == '/';
            if (tag.is_empty)
                ++at_;
            else
                read_attribute(tag);
        }
        if (at_ < page_.size() && page_[at_] == '>') ++at_;
        tag.end = at_;
        if (tag.names_private)
            for (const auto& field : fields_)
                marks_.mark(field.begin, field.end);
        return tag;
    }

private:
    std::size_t last(char quote) const { return page_.rfind(quote) + 1; }

    std::string_view text(Range range) const { return page_.substr(range.begin, range.end - range.begin); }

    Range take_until(std::string_view stops)
    {
        const auto begin = at_;
        at_ = std::min(page_.find_first_of(stops, at_), page_.size());
        return {begin, at_};
    }

    void skip_blanks() { at_ = std::min(page_.find_first_not_of(" \t\r\n\f", at_), page_.size()); }

    Range take_value(std::size_t equals)
    {
        skip_blanks();
        const char quote = at_ < page_.size() ? page_[at_] : ' ';
        const bool is_closed =
            (quote == '"' && at_ + 1 < last_double_quote_) || (quote == '\'' && at_ + 1 < last_single_quote_);
        if (!is_closed) { // goes with its equals sign, or the next attribute would be its value
            const auto begin = at_;
            take_until(" \t\r\n\f><");
            return {begin == at_ ? at_ : equals, at_};
        }
        const Range value{at_ + 1, page_.find(quote, at_ + 1)};
        at_ = value.end + 1;
        return value;
    }

    void read_attribute(Tag& tag)
    {
        constexpr std::array<std::string_view, 3> private_types = {"password", "email", "tel"};
        constexpr std::array<std::string_view, 2> names = {"name", "id"};
        constexpr std::array<std::string_view, 2> values = {"value", "content"};
        const auto begin = at_++;
        take_until(" \t\r\n\f/>=<");
        const auto name = local_name(text({begin, at_}));
        skip_blanks();
        tag.is_caption = tag.is_caption || equal_without_case(name, "for");
        if (at_ >= page_.size() || page_[at_] != '=') return;
        const auto equals = at_++;
        const auto value = take_value(equals);
        const auto word = text(value).substr(value.begin == equals && value.end > equals ? 1 : 0);
        if (is_private_name(name)) marks_.mark(value.begin, value.end);
        if (is_one_of(name, names) && is_private_name(word)) tag.names_private = true;
        if (equal_without_case(name, "type") && is_one_of(word, private_types)) tag.names_private = true;
        if (is_one_of(name, values)) fields_.push_back(value);
    }

    std::string_view page_;
    Marks& marks_;
    std::size_t last_double_quote_; ///< behind it; 0 without
    std::size_t last_single_quote_;
    std::size_t at_ = 0;
    std::vector<Range> fields_; ///< values that are private when the tag's name is
};

class MarkupRule {
public:
    MarkupRule(std::string_view page, Marks& marks)
        : page_{page}, marks_{marks}, tags_{page, marks}, last_cdata_end_{page.rfind("]]>") + 1}
    {
    }

    void run()
    {
        find_end_tags();
        std::size_t text_begin = 0;
        for (auto at = page_.find('<'); at != std::string_view::npos; at = page_.find('<', at)) {
            if (!is_tag(at)) {
                at = behind_no_tag(at);
                continue;
            }
            add_text({text_begin, at});
            const auto tag = tags_.read(at);
            tag.is_end ? end_tag(tag) : start_tag(tag);
            text_begin = at = tag.end;
        }
        add_text({text_begin, page_.size()});
        cells_.mark(marks_);
    }

private:
    bool is_tag(std::size_t at) const
    {
        const auto name = at + (page_.substr(at + 1).starts_with('/') ? 2 : 1);
        return name < page_.size() && is_letter(page_[name]);
    }

    /// A CDATA section is text, whatever it holds.
    std::size_t behind_no_tag(std::size_t at) const
    {
        const bool is_cdata = page_.substr(at).starts_with("<![CDATA[") && last_cdata_end_ > at;
        return is_cdata ? page_.find("]]>", at) : at + 1;
    }

    void find_end_tags()
    {
        for (auto at = page_.find("</"); at != std::string_view::npos; at = page_.find("</", at + 2)) {
            const auto end = std::min(page_.find_first_of(" \t\r\n\f/><", at + 2), page_.size());
            const auto name = page_.substr(at + 2, end - at - 2);
            if (is_private_name(local_name(name))) last_end_[name] = at;
        }
    }

    void add_text(Range range)
    {
        if (!private_element_.empty() || is_private_text_) marks_.mark(range.begin, range.end);
        cells_.add_text(page_, range);
        is_private_text_ = false;
    }

    void start_tag(const Tag& tag)
    {
        constexpr std::array<std::string_view, 4> cells = {"td", "th", "dt", "dd"};
        constexpr std::array<std::string_view, 3> rows = {"tr", "table", "dl"};
        if (is_one_of(tag.name, cells)) cells_.begin_cell();
        if (is_one_of(tag.name, rows)) cells_.end_row();
        if (tag.is_empty) return;

        constexpr std::array<std::string_view, 6> without_text = {"input", "meta", "link", "img", "br", "hr"};
        is_private_text_ = tag.names_private && !is_one_of(tag.name, without_text);
        const bool is_caption = tag.is_caption && equal_without_case(tag.name, "label");
        if (is_caption || !private_element_.empty() || !is_private_name(local_name(tag.name))) return;
        const auto end = last_end_.find(tag.name);
        if (end != last_end_.end() && end->second >= tag.end)
            private_element_ = tag.name;
        else
            is_private_text_ = true; // never closed
    }

    void end_tag(const Tag& tag)
    {
        constexpr std::array<std::string_view, 4> cells = {"td", "th", "dt", "dd"};
        constexpr std::array<std::string_view, 3> rows = {"tr", "table", "dl"};
        if (is_one_of(tag.name, cells)) cells_.end_cell();
        if (is_one_of(tag.name, rows)) cells_.end_row();
        if (tag.name == private_element_) private_element_ = {};
    }

    std::string_view page_;
    Marks& marks_;
    TagReader tags_;
    std::size_t last_cdata_end_; ///< 0 without
    Cells cells_;
    std::unordered_map<std::string_view, std::size_t> last_end_; ///< of elements with a private name
    std::string_view private_element_;                           ///< the one that is open; empty without
    bool is_private_text_ = false;                               ///< up to the next tag
};

} // namespace

void mark_markup(std::string_view page, Marks& marks)
{
    MarkupRule{page, marks}.run();
}

} // namespace phonescan::wire::privacy
