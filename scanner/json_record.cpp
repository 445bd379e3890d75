#include "scanner/inventory_record.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/json_writer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace phonescan {

namespace {

using Json = nlohmann::json;

constexpr std::array<Field, 7> http_fields = {
    Field::http_server,   Field::http_realm, Field::http_title,      Field::http_body,
    Field::http_location, Field::http_path,  Field::http_user_agent,
};

/// What tools write as numbers; anything else that is one has lost something on its way (5.10 is not 5.1).
constexpr std::array<Field, 4> numeric_fields = {
    Field::sip_status,
    Field::lldp_med_class,
    Field::switch_port,
    Field::vlan,
};

/// Builds a record from the events of nlohmann's parser, so that no tree is built in between. A value may be a list, a
/// list may hold {path, value}; nothing is nested deeper, except below unknown names, where all is skipped.
class RecordBuilder {
public:
    RecordBuilder(Vocabulary vocabulary, IgnoredNames& ignored, InventoryRecord& record)
        : vocabulary_{vocabulary}, ignored_{ignored}, record_{record}
    {
    }

    const std::string& error() const noexcept { return error_; }
    std::size_t error_position() const noexcept { return error_position_; }

    bool null()
    {
        if (in_id()) return echo("null");
        return skipping() || level_ != Level::outside || refuse_line();
    }

    bool boolean(bool value)
    {
        if (in_id()) return echo(value ? "true" : "false");
        return skipping() || refuse();
    }

    bool number_integer(Json::number_integer_t value) { return number(fmt::to_string(value), true); }
    bool number_unsigned(Json::number_unsigned_t value) { return number(fmt::to_string(value), true); }
    bool number_float(Json::number_float_t, const std::string& literal) { return number(literal, false); }

    bool string(const std::string& text)
    {
        if (in_id()) return echo_string(text);
        if (skipping()) return true;
        if (level_ == Level::outside) return refuse_line();
        if (level_ == Level::item) return item_member(text);
        switch (term_.kind) {
        case Term::Kind::field:
            add_observation(record_, term_.field, text);
            return true;
        case Term::Kind::attribute:
            if (level_ == Level::list) return refuse();
            record_.*term_.attribute = direct_value(text);
            return true;
        case Term::Kind::platform:
            return add_platform(record_.platforms, text) || refuse();
        case Term::Kind::id:
        case Term::Kind::unknown:
            break;
        }
        return true;
    }

    bool binary(Json::binary_t&) { return refuse(); }

    bool start_object(std::size_t)
    {
        if (in_id()) return begin_echo().begin_object(), true;
        if (skipping()) return ++skipped_depth_, true;
        if (level_ == Level::outside) return level_ = Level::top, true;
        if (level_ == Level::item || !is_in(http_fields)) return refuse();
        outer_ = level_;
        level_ = Level::item;
        path_.clear();
        value_.clear();
        return true;
    }

    bool key(const std::string& name)
    {
        if (skipped_depth_ != 0) return true;
        if (id_depth_ != 0) return id_->key(name), true;
        if (level_ == Level::item) {
            member_ = name == "path" ? &path_ : name == "value" ? &value_ : nullptr;
            return true;
        }
        name_ = name;
        term_ = term_named(name, vocabulary_);
        if (term_.kind == Term::Kind::unknown) ignored_.add(name);
        return true;
    }

    bool end_object()
    {
        if (skipped_depth_ != 0) return --skipped_depth_, true;
        if (id_depth_ != 0) return --id_depth_, id_->end_object(), true;
        if (level_ == Level::top) return level_ = Level::outside, true;
        add_observation(record_, Field::http_path, path_);
        add_observation(record_, term_.field, value_);
        level_ = outer_;
        return true;
    }

    bool start_array(std::size_t)
    {
        if (in_id()) return begin_echo().begin_array(), true;
        if (skipping()) return ++skipped_depth_, true;
        if (level_ == Level::outside) return refuse_line();
        if (level_ != Level::top) return refuse();
        return level_ = Level::list, true;
    }

    bool end_array()
    {
        if (skipped_depth_ != 0) return --skipped_depth_, true;
        if (id_depth_ != 0) return --id_depth_, id_->end_array(), true;
        return level_ = Level::top, true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&)
    {
        error_position_ = position;
        return false;
    }

private:
    enum class Level { outside, top, list, item };

    /// Is the next value one of an unknown name, or inside one?
    bool skipping() const noexcept
    {
        if (skipped_depth_ != 0) return true;
        if (level_ == Level::item) return member_ == nullptr;
        return level_ == Level::top && term_.kind == Term::Kind::unknown;
    }

    template <std::size_t Count>
    bool is_in(const std::array<Field, Count>& fields) const
    {
        return term_.kind == Term::Kind::field && std::ranges::find(fields, term_.field) != fields.end();
    }

    bool item_member(const std::string& text)
    {
        *member_ = text;
        return true;
    }

    /// Is the next value the id, or a part of it?
    bool in_id() const noexcept { return id_depth_ != 0 || (level_ == Level::top && term_.kind == Term::Kind::id); }

    /// The id's writer; outside an array or object it begins anew, so that the last of several ids counts.
    JsonWriter& id_writer()
    {
        if (id_depth_ != 0) return *id_;
        record_.id.clear();
        return id_.emplace(record_.id);
    }

    JsonWriter& begin_echo()
    {
        auto& writer = id_writer();
        ++id_depth_;
        return writer;
    }

    bool echo(std::string_view json) { return id_writer().raw(json), true; }
    bool echo_string(std::string_view text) { return id_writer().string(text), true; }

    bool number(const std::string& literal, bool whole)
    {
        if (in_id()) return echo(literal);
        if (skipping()) return true;
        if (level_ == Level::outside) return refuse_line();
        const bool is_model = term_.kind == Term::Kind::attribute && term_.attribute == &InventoryRecord::model;
        if (whole && level_ != Level::item && (is_model || is_in(numeric_fields))) return string(literal);
        return refuse();
    }

    bool refuse_line()
    {
        error_ = "not a JSON object";
        return false;
    }

    bool refuse()
    {
        append_json_string(error_, name_);
        switch (term_.kind) {
        case Term::Kind::attribute:
            error_ += " must be a string";
            break;
        case Term::Kind::platform:
            error_ += " must be a platform's name (lower-case letters, digits, dashes) or a list of them";
            break;
        default:
            error_ += is_in(http_fields) ? " must be a string, {path, value}, or a list of these"
                                         : " must be a string or a list of strings";
        }
        return false;
    }

    Vocabulary vocabulary_;
    IgnoredNames& ignored_;
    InventoryRecord& record_;
    Level level_ = Level::outside;
    Level outer_ = Level::top; ///< where the {path, value} began
    std::size_t skipped_depth_ = 0;
    std::size_t id_depth_ = 0; ///< arrays and objects begun within the id
    std::optional<JsonWriter> id_;
    std::string name_;
    Term term_;
    std::string path_;
    std::string value_;
    std::string* member_ = nullptr; ///< of {path, value}, nullptr at any other key
    std::string error_;
    std::size_t error_position_ = 0;
};

/// A line whose strings hold bytes that are no UTF-8 as `\xNN`, the form of printable(). Outside strings, and behind a
/// backslash, they stay and make the line bad.
struct WrittenOut {
    std::string text;
    std::vector<std::size_t> places; ///< where in `text` such a byte is written

    /// A position in `text` as one in the line that was read.
    std::size_t position_in_line(std::size_t position) const
    {
        const auto before = std::ranges::lower_bound(places, position) - places.begin();
        return position - static_cast<std::size_t>(before) * (length - 1);
    }

    static constexpr std::size_t length = 5; ///< of a byte as JSON writes it, `\\xNN`
};

WrittenOut write_out(std::string_view line)
{
    WrittenOut out;
    bool in_string = false;
    bool escaped = false;
    while (!line.empty()) {
        const auto sequence = utf8_sequence(line);
        const auto bytes = line.substr(0, std::max(sequence, std::size_t{1}));
        if (sequence == 0 && in_string && !escaped) {
            out.places.push_back(out.text.size());
            out.text += '\\' + printable(bytes);
        } else {
            out.text += bytes;
        }
        if (bytes == "\"" && !escaped) in_string = !in_string;
        escaped = in_string && !escaped && bytes == "\\";
        line.remove_prefix(bytes.size());
    }
    return out;
}

/// position: from 1, in the line as it is written out.
std::string syntax_error(std::string_view line, std::size_t position, const WrittenOut& written)
{
    for (std::size_t at = 0; at < line.size();) {
        const auto length = utf8_sequence(line.substr(at));
        if (length == 0) return fmt::format("not valid UTF-8 at byte {}", written.position_in_line(at) + 1);
        at += length;
    }
    return fmt::format("not valid JSON at byte {}", written.position_in_line(position));
}

} // namespace

std::optional<std::string> read_json_record(std::string_view line, Vocabulary vocabulary, IgnoredNames& ignored,
                                            InventoryRecord& record)
{
    record = {};
    WrittenOut written;
    if (!is_utf8(line)) {
        written = write_out(line);
        line = written.text;
    }
    // nlohmann takes a NUL for the end of the input and would not see what follows it.
    if (const auto nul = line.find('\0'); nul != std::string_view::npos) return syntax_error(line, nul + 1, written);
    RecordBuilder builder{vocabulary, ignored, record};
    if (Json::sax_parse(line.begin(), line.end(), &builder)) return std::nullopt;
    return builder.error().empty() ? syntax_error(line, builder.error_position(), written) : builder.error();
}

} // namespace phonescan
