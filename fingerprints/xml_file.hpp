#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// One of our XML data files, read whole. Every complaint names the file, the line and what was expected; an element or
/// attribute that the reader does not know is one, so that a misspelt flag cannot be lost in silence.
/// Errors: all members throw DataError.
class XmlFile {
public:
    /// root: the name the document element must have.
    XmlFile(const std::filesystem::path& path, std::string_view root);

    /// content: of that file, which is not read.
    XmlFile(std::filesystem::path path, std::string_view root, std::string content);

    const std::filesystem::path& path() const noexcept { return path_; }

    pugi::xml_node root() const { return document_.document_element(); }

    /// Throws for the line of `at`. expected: "expected …".
    [[noreturn]] void fail(pugi::xml_node at, const std::string& expected) const;

    /// Counts from 1.
    std::size_t line_of(pugi::xml_node node) const { return line_at(node.offset_debug()); }

    /// An attribute that must be there and not be empty; borrows from this file.
    std::string_view required(pugi::xml_node node, const char* attribute) const;

    /// The element's text without the blanks around it, which must not be empty.
    std::string required_text(pugi::xml_node node) const;

    /// Complains about any attribute or child element that is not named here.
    void check_names(pugi::xml_node node, std::initializer_list<std::string_view> attributes,
                     std::initializer_list<std::string_view> elements) const;

private:
    std::size_t line_at(std::ptrdiff_t offset) const;

    std::filesystem::path path_;
    std::string content_;                ///< pugixml counts offsets in it
    std::vector<std::size_t> line_ends_; ///< offsets of LF
    pugi::xml_document document_;
};

/// All text directly in an element, CDATA sections included.
std::string text_content(pugi::xml_node node);

/// The text in one line: blanks at the ends dropped, others made one space.
std::string one_line(std::string_view text);

/// The items of an attribute that is a list: separated by blanks.
std::vector<std::string> listed_items(std::string_view attribute);

} // namespace phonescan
