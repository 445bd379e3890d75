#include "fingerprints/fingerprint_file.hpp"

#include "fingerprints/example_text.hpp"
#include "fingerprints/param_template.hpp"
#include "fingerprints/recog.hpp"
#include "fingerprints/xml_file.hpp"
#include "probes/observation/printable.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

/// One file while it is read.
class Reader {
public:
    Reader(XmlFile xml, Examples examples, PatternParts parts)
        : xml_{std::move(xml)}, examples_{examples}, parts_{std::move(parts)}
    {
    }

    FingerprintFile read();

private:
    void read_form(pugi::xml_node root);
    double share(pugi::xml_node node, const char* attribute, double otherwise) const;
    std::vector<Field> fields_of(pugi::xml_node node) const;
    std::string pattern_of(pugi::xml_node node);
    std::string expanded(pugi::xml_node node, const std::string& pattern);
    FingerprintElement fingerprint(pugi::xml_node node);
    FingerprintExample example(pugi::xml_node node) const;
    FingerprintParam param(pugi::xml_node node) const;
    void add(pugi::xml_node node, const std::string& vendor);
    void add_before_fingerprints(pugi::xml_node node, const std::string& vendor);

    bool is_recog() const { return file_.form == FileForm::recog; }

    XmlFile xml_;
    Examples examples_;
    PatternParts parts_; ///< the shared ones and the file's own
    FingerprintFile file_;
    std::vector<Field> fields_; ///< of fingerprints that name none themselves
    double preference_ = 0;
};

double Reader::share(pugi::xml_node node, const char* attribute, double otherwise) const
{
    const std::string_view text = node.attribute(attribute).value();
    if (text.empty()) return otherwise;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1))
        xml_.fail(node, "expected a number from 0 to 1 for '" + std::string{attribute} + "', not '" +
                            std::string{text} + "'");
    return value;
}

std::vector<Field> Reader::fields_of(pugi::xml_node node) const
{
    std::vector<Field> fields;
    for (const auto& word : listed_items(node.attribute("matches").value())) {
        const auto field = field_named(word);
        if (!field) xml_.fail(node, "unknown field '" + word + "' in 'matches'");
        fields.push_back(*field);
    }
    return fields;
}

/// A file is recog's when its `matches` is a name of recog's, or is none of ours and recog's attributes stand beside
/// it. recog's own reader takes the file's name for a `matches` that is missing.
void Reader::read_form(pugi::xml_node root)
{
    const auto words = listed_items(root.attribute("matches").value());
    const auto names_fields = [](pugi::xml_node node) { return !node.attribute("matches").empty(); };
    const bool like_recog = root.attribute("protocol") || root.attribute("database_type");
    std::string database = words.size() == 1 ? words.front() : std::string{};
    if (words.empty() && like_recog && !std::ranges::any_of(root.children(), names_fields))
        database = file_.path.stem().string();
    const auto field = recog_field(database);
    if (field || (like_recog && !database.empty() && !field_named(database))) {
        file_.form = FileForm::recog;
        file_.database = database;
        if (field) fields_ = {*field};
    } else {
        fields_ = fields_of(root);
    }
    preference_ = share(root, "preference", is_recog() ? recog_preference : own_preference);
}

/// recog is Ruby's: there `^` and `$` are the ends of a line, and all its flags but one let `.` match an end of line.
std::string Reader::pattern_of(pugi::xml_node node)
{
    std::string flags = node.attribute("flags").value();
    std::ranges::replace(flags, ',', ' ');
    std::ranges::replace(flags, '|', ' ');
    bool dot_newline = false;
    bool any_case = false;
    for (const auto& flag : listed_items(flags)) {
        if (flag == "REG_ICASE" || flag == "IGNORECASE")
            any_case = true;
        else if (flag == "REG_DOT_NEWLINE" || flag == "REG_MULTILINE" || flag == "REG_LINE_ANY_CRLF")
            dot_newline = true;
        else
            xml_.fail(node, "unknown flag '" + flag + "'");
    }
    std::string pattern = node.attribute("pattern").value();
    if (pattern.empty()) xml_.fail(node, "expected a 'pattern'");
    if (!is_recog()) pattern = expanded(node, pattern);
    const std::string letters = std::string{is_recog() ? "m" : ""} + (any_case ? "i" : "") + (dot_newline ? "s" : "");
    return letters.empty() ? pattern : "(?" + letters + ")" + pattern;
}

std::string Reader::expanded(pugi::xml_node node, const std::string& pattern)
{
    try {
        return parts_.expanded(pattern, file_.used_parts);
    } catch (const std::invalid_argument& error) {
        xml_.fail(node, error.what());
    }
}

FingerprintExample Reader::example(pugi::xml_node node) const
{
    FingerprintExample example;
    example.line = xml_.line_of(node);
    for (const auto attribute : node.attributes()) {
        const std::string_view name = attribute.name();
        if (name == "_source")
            example.source = attribute.value();
        else if (!name.starts_with('_'))
            example.attributes.emplace_back(name, attribute.value());
    }
    const std::string name = node.attribute("_filename").value();
    const std::string_view encoding = node.attribute("_encoding").value();
    auto bytes = name.empty() ? std::optional{text_content(node)} : example_file(file_.path, name);
    if (!bytes) example.missing = "its file " + name + " is not in the folder named like this file";
    if (bytes && encoding == "base64") bytes = base64_decoded(*bytes);
    if (!bytes && example.missing.empty()) example.missing = "its text is not base64";
    if (bytes) // ours are written as observations hold them
        example.text = is_recog() || !name.empty() || !encoding.empty() ? printable(*bytes) : *bytes;
    return example;
}

FingerprintParam Reader::param(pugi::xml_node node) const
{
    if (!is_recog()) xml_.check_names(node, {"pos", "name", "value"}, {});
    FingerprintParam param;
    param.line = xml_.line_of(node);
    param.name = node.attribute("name").value();
    param.value = node.attribute("value").value();
    if (param.name.empty()) xml_.fail(node, "expected a 'name'");
    const std::string_view position = node.attribute("pos").value();
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), param.position);
    if (error != std::errc{} || end != position.data() + position.size() || param.position < 0)
        xml_.fail(node, "expected the number of a group in 'pos', not '" + std::string{position} + "'");
    if (is_recog()) return param; // where it ignores a 'value' too many, and takes none for an empty one
    if (param.position == 0 && param.value.empty()) xml_.fail(node, "expected a 'value' with pos=\"0\"");
    if (param.position != 0 && node.attribute("value")) xml_.fail(node, "expected no 'value' unless pos=\"0\"");
    return param;
}

FingerprintElement Reader::fingerprint(pugi::xml_node node)
{
    if (!is_recog())
        xml_.check_names(node, {"matches", "pattern", "flags", "certainty"}, {"description", "example", "param"});
    FingerprintElement element;
    element.line = xml_.line_of(node);
    element.pattern = pattern_of(node);
    if (!is_recog()) element.fields = fields_of(node);
    if (element.fields.empty()) element.fields = fields_;
    const double usual = FingerprintElement{}.certainty;
    element.certainty = share(node, "certainty", usual);
    if (is_recog()) element.certainty = std::min(element.certainty, usual); // its 1 is as strict as our 0.85
    element.preference = preference_;
    for (const auto child : node.children()) {
        const std::string_view name = child.name();
        if (name == "description")
            element.description = one_line(text_content(child));
        else if (name == "example" && examples_ == Examples::read)
            element.examples.push_back(example(child));
        else if (name == "param")
            element.params.push_back(param(child));
        else if (name != "example" && !is_recog())
            xml_.fail(child, "expected an element in <fingerprint>, not text");
    }
    if (element.description.empty()) xml_.fail(node, "expected a <description>");
    if (element.params.empty()) xml_.fail(node, "expected at least one <param>");
    return element;
}

void Reader::add(pugi::xml_node node, const std::string& vendor)
{
    auto element = fingerprint(node);
    if (element.fields.empty() && !is_recog()) xml_.fail(node, "expected 'matches' here or on <fingerprints>");
    if (!vendor.empty() && find_param(element, "hw.vendor") == nullptr)
        element.params.push_back({0, "hw.vendor", vendor, element.line});
    file_.elements.push_back(std::move(element));
}

/// A <part> or a <probe>.
void Reader::add_before_fingerprints(pugi::xml_node node, const std::string& vendor)
{
    const std::string name = node.name();
    if (!file_.elements.empty()) xml_.fail(node, "expected <" + name + "> before the first <fingerprint>");
    if (name == "probe")
        file_.probes.push_back(web_probe(xml_, node, vendor));
    else
        parts_.add(file_.parts.emplace_back(pattern_part(xml_, node)));
}

FingerprintFile Reader::read()
{
    const auto root = xml_.root();
    file_.path = xml_.path();
    read_form(root);
    if (!is_recog())
        xml_.check_names(root, {"matches", "protocol", "database_type", "preference", "vendor"},
                         {"part", "probe", "fingerprint"});
    const std::string vendor = root.attribute("vendor").value();
    for (const auto node : root.children()) {
        if (node.type() == pugi::node_element && std::string_view{node.name()} == "fingerprint")
            add(node, vendor);
        else if (node.type() == pugi::node_element && !is_recog())
            add_before_fingerprints(node, vendor);
        else if (!is_recog())
            xml_.fail(node, "expected <fingerprint>, not text");
    }
    if (file_.elements.empty()) xml_.fail(root, "expected at least one <fingerprint>");
    return std::move(file_);
}

} // namespace

bool FingerprintFile::takes_part() const noexcept
{
    return std::ranges::any_of(elements, [](const auto& element) { return !element.fields.empty(); });
}

FingerprintFile read_fingerprint_file(const fs::path& file, Examples examples, const PatternParts& shared)
{
    return Reader{XmlFile{file, "fingerprints"}, examples, shared}.read();
}

FingerprintFile read_fingerprint_file(const fs::path& file, Examples examples)
{
    return read_fingerprint_file(file, examples, PatternParts::beside(file));
}

FingerprintFile parse_fingerprint_file(const fs::path& file, std::string content, const PatternParts& shared)
{
    return Reader{XmlFile{file, "fingerprints", std::move(content)}, Examples::read, shared}.read();
}

} // namespace phonescan
