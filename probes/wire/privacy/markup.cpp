#include "probes/wire/header_fields.hpp"
#include "probes/wire/privacy/private_names.hpp"
#include "probes/wire/privacy/rules.hpp"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace phonescan::wire::privacy {

namespace {

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Tag {
    std::string_view name; ///< as written
    bool is_end = false;
    bool is_empty = false;      ///< `<name/>`
    bool is_caption = false;    ///< has `for`
    bool names_private = false; ///< by `name` or `id`, or a field for a private value
    std::size_t end = 0;        ///< behind its bracket
};

/// One cell of a table or definition list; its texts are segments [first, last) of the page.
struct Cell {
    std::size_t row = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    bool is_blank = true;
    bool is_label = false;
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

/// Rows and cells, and what their labels say.
class Cells {
public:
    void begin_cell()
    {
        end_cell();
        cells_.push_back({row_, segments_.size(), segments_.size()});
        is_open_ = true;
    }

    void end_cell()
    {
        if (is_open_) cells_.back().is_label = is_private_name(label_);
        is_open_ = false;
        label_.clear();
    }

    void end_row()
    {
        end_cell();
        ++row_;
    }

    void add_text(std::string_view page, Range range)
    {
        if (!is_open_) return;
        segments_.push_back(range);
        cells_.back().last = segments_.size();
        for (auto text = page.substr(range.begin, range.end - range.begin); !text.empty();) {
            const auto reference = reference_at_start(text);
            if (reference == 0) {
                if (!is_blank(text.front())) cells_.back().is_blank = false;
                if (label_.size() < longest_label) label_ += text.front();
            }
            text.remove_prefix(std::max<std::size_t>(reference, 1));
        }
    }

    /// What stands behind a private label goes: in the next cell, or in the row's last when an empty one is between.
    void mark(Marks& marks)
    {
        end_cell();
        const auto in_row = [this](std::size_t cell, std::size_t row) {
            return cell < cells_.size() && cells_[cell].row == row;
        };
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const auto row = cells_[i].row;
            auto value = i + 1;
            if (!cells_[i].is_label || !in_row(value, row)) continue;
            if (cells_[value].is_blank && in_row(value + 1, row) && !in_row(value + 2, row)) ++value;
            for (auto segment = cells_[value].first; segment < cells_[value].last; ++segment)
                marks.mark(segments_[segment].begin, segments_[segment].end);
        }
    }

private:
    static constexpr std::size_t longest_label = 64;

    /// Length of `&nbsp;` or another reference; 0 without.
    static std::size_t reference_at_start(std::string_view text)
    {
        constexpr std::size_t longest = 10;
        if (text.front() != '&') return 0;
        return text.substr(0, longest).find(';') + 1;
    }

    std::vector<Cell> cells_;
    std::vector<Range> segments_;
    std::string label_; ///< text of the open cell, cut when it is too long for a label
    bool is_open_ = false;
    std::size_t row_ = 0;
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
