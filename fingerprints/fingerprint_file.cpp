#include "fingerprints/fingerprint_file.hpp"

#include "fingerprints/xml_file.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

/// One file while it is read.
class Reader {
public:
    explicit Reader(const fs::path& file) : file_{file, "fingerprints"} {}

    std::vector<FingerprintElement> read();

private:
    double share(pugi::xml_node node, const char* attribute, double otherwise) const;
    std::vector<Field> fields_of(pugi::xml_node node) const;
    std::string pattern_of(pugi::xml_node node) const;
    FingerprintElement fingerprint(pugi::xml_node node) const;
    FingerprintExample example(pugi::xml_node node) const;
    FingerprintParam param(pugi::xml_node node) const;

    XmlFile file_;
};

double Reader::share(pugi::xml_node node, const char* attribute, double otherwise) const
{
    const std::string_view text = node.attribute(attribute).value();
    if (text.empty()) return otherwise;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1))
        file_.fail(node, "expected a number from 0 to 1 for '" + std::string{attribute} + "', not '" +
                             std::string{text} + "'");
    return value;
}

std::vector<Field> Reader::fields_of(pugi::xml_node node) const
{
    std::vector<Field> fields;
    for (const auto& word : listed_items(node.attribute("matches").value())) {
        const auto field = field_named(word);
        if (!field) file_.fail(node, "unknown field '" + word + "' in 'matches'");
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
    for (const auto& flag : listed_items(flags)) {
        if (flag == "REG_ICASE")
            inline_flags += 'i';
        else if (flag == "REG_DOT_NEWLINE" || flag == "REG_MULTILINE")
            inline_flags += 's';
        else if (flag != "REG_LINE_ANY_CRLF")
            file_.fail(node, "unknown flag '" + flag + "'");
    }
    const std::string pattern = node.attribute("pattern").value();
    if (pattern.empty()) file_.fail(node, "expected a 'pattern'");
    return inline_flags.empty() ? pattern : "(?" + inline_flags + ")" + pattern;
}

FingerprintExample Reader::example(pugi::xml_node node) const
{
    FingerprintExample example;
    example.line = file_.line_of(node);
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
    file_.check_names(node, {"pos", "name", "value"}, {});
    FingerprintParam param;
    param.line = file_.line_of(node);
    param.name = node.attribute("name").value();
    param.value = node.attribute("value").value();
    if (param.name.empty()) file_.fail(node, "expected a 'name'");
    const std::string_view position = node.attribute("pos").value();
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), param.position);
    if (error != std::errc{} || end != position.data() + position.size() || param.position < 0)
        file_.fail(node, "expected the number of a group in 'pos', not '" + std::string{position} + "'");
    if (param.position == 0 && param.value.empty()) file_.fail(node, "expected a 'value' with pos=\"0\"");
    if (param.position != 0 && node.attribute("value")) file_.fail(node, "expected no 'value' unless pos=\"0\"");
    return param;
}

FingerprintElement Reader::fingerprint(pugi::xml_node node) const
{
    file_.check_names(node, {"matches", "pattern", "flags", "certainty"}, {"description", "example", "param"});
    FingerprintElement element;
    element.line = file_.line_of(node);
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
            file_.fail(child, "expected an element in <fingerprint>, not text");
    }
    if (element.description.empty()) file_.fail(node, "expected a <description>");
    if (element.params.empty()) file_.fail(node, "expected at least one <param>");
    return element;
}

std::vector<FingerprintElement> Reader::read()
{
    const auto root = file_.root();
    file_.check_names(root, {"matches", "protocol", "database_type", "preference", "vendor"}, {"fingerprint"});
    const auto fields = fields_of(root);
    const double preference = share(root, "preference", FingerprintElement{}.preference);
    const std::string vendor = root.attribute("vendor").value();

    std::vector<FingerprintElement> elements;
    for (const auto node : root.children()) {
        if (node.type() != pugi::node_element) file_.fail(node, "expected <fingerprint>, not text");
        auto element = fingerprint(node);
        if (element.fields.empty()) element.fields = fields;
        if (element.fields.empty()) file_.fail(node, "expected 'matches' here or on <fingerprints>");
        element.preference = preference;
        const bool names_vendor =
            std::ranges::find(element.params, "hw.vendor", &FingerprintParam::name) != element.params.end();
        if (!vendor.empty() && !names_vendor) element.params.push_back({0, "hw.vendor", vendor, element.line});
        elements.push_back(std::move(element));
    }
    if (elements.empty()) file_.fail(root, "expected at least one <fingerprint>");
    return elements;
}

} // namespace

std::vector<FingerprintElement> read_fingerprint_file(const fs::path& file)
{
    return Reader{file}.read();
}

} // namespace phonescan
