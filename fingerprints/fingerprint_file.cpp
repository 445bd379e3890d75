#include "fingerprints/fingerprint_file.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in) throw DataError{file, 0, "expected a readable file"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad()) throw DataError{file, 0, "expected a readable file"};
    return text;
}

/// Blank-separated words of an attribute.
std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    constexpr std::string_view blanks = " \t\r\n";
    for (auto begin = text.find_first_not_of(blanks); begin != std::string_view::npos;) {
        const auto end = std::min(text.find_first_of(blanks, begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(blanks, end);
    }
    return words;
}

/// One file while it is read: pugixml's nodes, and the way from a node back to its line.
class Reader {
public:
    explicit Reader(const fs::path& file) : file_{file}, text_{read_text(file)} {}

    std::vector<FingerprintElement> read();

private:
    [[noreturn]] void fail_at(std::size_t offset, const std::string& expected) const
    {
        throw DataError{file_, line_at(offset), expected};
    }
    [[noreturn]] void fail(pugi::xml_node node, const std::string& expected) const
    {
        throw DataError{file_, line_of(node), expected};
    }

    std::size_t line_at(std::size_t offset) const
    {
        const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text_.size()));
        return static_cast<std::size_t>(std::count(text_.begin(), end, '\n')) + 1;
    }
    std::size_t line_of(pugi::xml_node node) const
    {
        return line_at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
    }

    void expect_attributes(pugi::xml_node node, std::initializer_list<std::string_view> known) const;
    double share(pugi::xml_node node, const char* attribute, double otherwise) const;
    std::vector<Field> fields_of(pugi::xml_node node) const;
    std::string pattern_of(pugi::xml_node node) const;
    FingerprintElement fingerprint(pugi::xml_node node) const;
    FingerprintExample example(pugi::xml_node node) const;
    FingerprintParam param(pugi::xml_node node) const;

    const fs::path& file_;
    std::string text_;
};

void Reader::expect_attributes(pugi::xml_node node, std::initializer_list<std::string_view> known) const
{
    for (const auto attribute : node.attributes())
        if (std::ranges::find(known, std::string_view{attribute.name()}) == known.end())
            fail(node, "unknown attribute '" + std::string{attribute.name()} + "' of <" + node.name() + ">");
}

double Reader::share(pugi::xml_node node, const char* attribute, double otherwise) const
{
    const std::string_view text = node.attribute(attribute).value();
    if (text.empty()) return otherwise;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1))
        fail(node,
             "expected a number from 0 to 1 for '" + std::string{attribute} + "', not '" + std::string{text} + "'");
    return value;
}

std::vector<Field> Reader::fields_of(pugi::xml_node node) const
{
    std::vector<Field> fields;
    for (const auto word : words_of(node.attribute("matches").value())) {
        const auto field = field_named(word);
        if (!field) fail(node, "unknown field '" + std::string{word} + "' in 'matches'");
        fields.push_back(*field);
    }
    return fields;
}

/// The flags are recog's names. RE2's `^` and `$` are the ends of the text, as recog's patterns expect of a header.
std::string Reader::pattern_of(pugi::xml_node node) const
{
    std::string flags = node.attribute("flags").value();
    std::ranges::replace(flags, ',', ' ');
    std::ranges::replace(flags, '|', ' ');
    std::string inline_flags;
    for (const auto flag : words_of(flags)) {
        if (flag == "REG_ICASE")
            inline_flags += 'i';
        else if (flag == "REG_DOT_NEWLINE" || flag == "REG_MULTILINE")
            inline_flags += 's';
        else if (flag != "REG_LINE_ANY_CRLF")
            fail(node, "unknown flag '" + std::string{flag} + "'");
    }
    const std::string pattern = node.attribute("pattern").value();
    if (pattern.empty()) fail(node, "expected a 'pattern'");
    return inline_flags.empty() ? pattern : "(?" + inline_flags + ")" + pattern;
}

FingerprintExample Reader::example(pugi::xml_node node) const
{
    FingerprintExample example;
    example.line = line_of(node);
    example.text = node.text().get();
    for (const auto attribute : node.attributes()) {
        const std::string_view name = attribute.name();
        if (name == "_source")
            example.source = attribute.value();
        else if (!name.starts_with('_'))
            example.attributes.emplace_back(name, attribute.value());
    }
    return example;
}

FingerprintParam Reader::param(pugi::xml_node node) const
{
    expect_attributes(node, {"pos", "name", "value"});
    FingerprintParam param;
    param.line = line_of(node);
    param.name = node.attribute("name").value();
    param.value = node.attribute("value").value();
    if (param.name.empty()) fail(node, "expected a 'name'");
    const std::string_view position = node.attribute("pos").value();
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), param.position);
    if (error != std::errc{} || end != position.data() + position.size() || param.position < 0)
        fail(node, "expected the number of a group in 'pos', not '" + std::string{position} + "'");
    if (param.position == 0 && param.value.empty()) fail(node, "expected a 'value' with pos=\"0\"");
    if (param.position != 0 && node.attribute("value")) fail(node, "expected no 'value' unless pos=\"0\"");
    return param;
}

FingerprintElement Reader::fingerprint(pugi::xml_node node) const
{
    expect_attributes(node, {"matches", "pattern", "flags", "certainty"});
    FingerprintElement element;
    element.line = line_of(node);
    element.pattern = pattern_of(node);
    element.fields = fields_of(node);
    element.certainty = share(node, "certainty", element.certainty);
    for (const auto child : node.children()) {
        const std::string_view name = child.name();
        if (name == "description")
            element.description = child.text().get();
        else if (name == "example")
            element.examples.push_back(example(child));
        else if (name == "param")
            element.params.push_back(param(child));
        else
            fail(child,
                 "expected <description>, <example> or <param> in <fingerprint>, not '" + std::string{name} + "'");
    }
    if (element.description.empty()) fail(node, "expected a <description>");
    if (element.params.empty()) fail(node, "expected at least one <param>");
    return element;
}

std::vector<FingerprintElement> Reader::read()
{
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text_.data(), text_.size());
    if (!parsed)
        fail_at(static_cast<std::size_t>(parsed.offset),
                "expected well-formed XML: " + std::string{parsed.description()});
    const auto root = document.document_element();
    if (std::string_view{root.name()} != "fingerprints")
        fail(root, "expected <fingerprints>, not <" + std::string{root.name()} + ">");
    expect_attributes(root, {"matches", "protocol", "database_type", "preference", "vendor"});
    const auto fields = fields_of(root);
    const double preference = share(root, "preference", FingerprintElement{}.preference);
    const std::string vendor = root.attribute("vendor").value();

    std::vector<FingerprintElement> elements;
    for (const auto node : root.children()) {
        if (std::string_view{node.name()} != "fingerprint")
            fail(node, "expected <fingerprint>, not '" + std::string{node.name()} + "'");
        auto element = fingerprint(node);
        if (element.fields.empty()) element.fields = fields;
        if (element.fields.empty()) fail(node, "expected 'matches' here or on <fingerprints>");
        element.preference = preference;
        const bool names_vendor =
            std::ranges::find(element.params, "hw.vendor", &FingerprintParam::name) != element.params.end();
        if (!vendor.empty() && !names_vendor) element.params.push_back({0, "hw.vendor", vendor, element.line});
        elements.push_back(std::move(element));
    }
    if (elements.empty()) fail(root, "expected at least one <fingerprint>");
    return elements;
}

} // namespace

std::vector<FingerprintElement> read_fingerprint_file(const fs::path& file)
{
    return Reader{file}.read();
}

} // namespace phonescan
