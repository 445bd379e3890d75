#include "scanner/column_names.hpp"

#include "fingerprints/xml_file.hpp"
#include "probes/observation/printable.hpp"
#include "scanner/inventory_record.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr std::size_t longest_name = 200; // bytes; what is longer names no column and is no placeholder
constexpr std::array<std::string_view, 2> kept_meanings = {"serial", "name"};

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_ascii_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// A column's name without what differs between exports; of a byte that is no UTF-8, the character of that number.
std::string key_of(std::string_view column)
{
    std::string key;
    while (!column.empty()) {
        const auto length = utf8_sequence(column);
        const char c = lower(column.front());
        if (length > 1) {
            key += column.substr(0, length);
        } else if (length == 0) {
            const auto number = static_cast<unsigned char>(c);
            key += static_cast<char>(0xc0U | number >> 6U);
            key += static_cast<char>(0x80U | (number & 0x3fU));
        } else if (is_ascii_letter_or_digit(c)) {
            key += c;
        }
        column.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return key;
}

std::string lower_case(std::string_view text)
{
    std::string lowered{text};
    std::ranges::transform(lowered, lowered.begin(), lower);
    return lowered;
}

bool is_meaning(std::string_view name)
{
    const auto kind = term_named(name, Vocabulary::inventory).kind;
    return kind == Term::Kind::attribute || kind == Term::Kind::field ||
           std::ranges::find(kept_meanings, name) != kept_meanings.end();
}

} // namespace

ColumnNames ColumnNames::load(const std::filesystem::path& path)
{
    ColumnNames names;
    const XmlFile file{path, "inventory-columns"};
    file.check_names(file.root(), {}, {"meaning", "nothing"});
    for (const auto node : file.root().children("meaning")) {
        file.check_names(node, {"of"}, {"column"});
        Meaning meaning{std::string{file.required(node, "of")}, {}};
        if (!is_meaning(meaning.of)) file.fail(node, "expected in of an attribute of phones or the name of a field");
        std::size_t rank = 0;
        for (const auto column : node.children("column")) {
            file.check_names(column, {"name", "may-be-version"}, {"source"});
            const auto name = file.required(column, "name");
            const bool may_be_version = column.attribute("may-be-version").as_bool();
            if (!names.names_.emplace(key_of(name), Named{names.meanings_.size(), rank++, may_be_version}).second)
                file.fail(column, "expected each name once, however it is written");
            if (meaning.example.empty()) meaning.example = name;
        }
        names.meanings_.push_back(std::move(meaning));
    }
    for (const auto node : file.root().children("nothing"))
        names.nothing_.insert(lower_case(file.required_text(node)));
    return names;
}

std::optional<ColumnNames::Found> ColumnNames::find(std::string_view column) const
{
    if (column.size() > longest_name) return std::nullopt;
    const auto found = names_.find(key_of(column));
    if (found == names_.end()) return std::nullopt;
    const auto& named = found->second;
    return Found{meanings_[named.meaning].of, named.rank, named.may_be_version};
}

bool ColumnNames::says_nothing(std::string_view value) const
{
    return value.size() <= longest_name && nothing_.contains(lower_case(value));
}

std::vector<std::string> ColumnNames::examples() const
{
    std::vector<std::string> examples;
    for (const auto& meaning : meanings_)
        if (identifies(term_named(meaning.of, Vocabulary::inventory))) examples.push_back(meaning.example);
    return examples;
}

} // namespace phonescan
