#include "fingerprints/xml_file.hpp"

#include "probes/observation/error.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace phonescan {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string content_of(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file || std::filesystem::is_directory(path)) throw DataError{path, 0, "expected a readable file"};
    std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad()) throw DataError{path, 0, "expected a readable file"};
    return content;
}

std::string quoted_list(std::initializer_list<std::string_view> names)
{
    std::string text;
    for (const auto name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text.empty() ? "none" : text;
}

} // namespace

XmlFile::XmlFile(const std::filesystem::path& path, std::string_view root) : XmlFile{path, root, content_of(path)} {}

XmlFile::XmlFile(std::filesystem::path path, std::string_view root, std::string content)
    : path_{std::move(path)}, content_{std::move(content)}
{
    for (auto end = content_.find('\n'); end != std::string::npos; end = content_.find('\n', end + 1))
        line_ends_.push_back(end);
    const auto parsed =
        document_.load_buffer(content_.data(), content_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed)
        throw DataError{path_, line_at(parsed.offset),
                        std::string{"expected well-formed XML: "} + parsed.description()};
    if (document_.document_element().name() != root)
        fail(document_.document_element(), "expected the document element <" + std::string{root} + ">");
}

std::size_t XmlFile::line_at(std::ptrdiff_t offset) const
{
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    return 1 + static_cast<std::size_t>(std::ranges::lower_bound(line_ends_, at) - line_ends_.begin());
}

void XmlFile::fail(pugi::xml_node at, const std::string& expected) const
{
    throw DataError{path_, line_at(at.offset_debug()), expected};
}

std::string_view XmlFile::required(pugi::xml_node node, const char* attribute) const
{
    const std::string_view value = node.attribute(attribute).value();
    if (value.empty())
        fail(node, "expected attribute " + std::string{attribute} + " of <" + std::string{node.name()} + ">");
    return value;
}

std::string XmlFile::required_text(pugi::xml_node node) const
{
    const std::string_view text = node.text().get();
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) fail(node, "expected text in <" + std::string{node.name()} + ">");
    return std::string{text.substr(first, text.find_last_not_of(blanks) - first + 1)};
}

void XmlFile::check_names(pugi::xml_node node, std::initializer_list<std::string_view> attributes,
                          std::initializer_list<std::string_view> elements) const
{
    for (const auto attribute : node.attributes())
        if (std::ranges::find(attributes, std::string_view{attribute.name()}) == attributes.end())
            fail(node, "expected of <" + std::string{node.name()} + "> the attributes " + quoted_list(attributes) +
                           ", not " + attribute.name());
    for (const auto child : node.children())
        if (child.type() == pugi::node_element &&
            std::ranges::find(elements, std::string_view{child.name()}) == elements.end())
            fail(child, "expected in <" + std::string{node.name()} + "> the elements " + quoted_list(elements) +
                            ", not <" + child.name() + ">");
}

std::string text_content(pugi::xml_node node)
{
    std::string text;
    for (const auto child : node.children())
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
    return text;
}

std::string one_line(std::string_view text)
{
    std::string line;
    for (const auto& word : listed_items(text))
        line += (line.empty() ? "" : " ") + word;
    return line;
}

std::vector<std::string> listed_items(std::string_view attribute)
{
    std::vector<std::string> items;
    while (true) {
        const auto first = attribute.find_first_not_of(blanks);
        if (first == std::string_view::npos) return items;
        attribute.remove_prefix(first);
        const auto length = std::min(attribute.find_first_of(blanks), attribute.size());
        items.emplace_back(attribute.substr(0, length));
        attribute.remove_prefix(length);
    }
}

} // namespace phonescan
