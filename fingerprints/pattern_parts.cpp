#include "fingerprints/pattern_parts.hpp"

#include "fingerprints/pattern.hpp"
#include "fingerprints/pattern_operators.hpp"
#include "fingerprints/xml_file.hpp"
#include "probes/observation/error.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view reference = "(?P>";

/// A small file must not become a large one by many references to a long part.
constexpr std::size_t longest_pattern = std::size_t{64} << 10;

bool is_name(std::string_view name)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    return !name.empty() && letters.find(name.front()) != std::string_view::npos &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// Whether it is another thing between other patterns than alone: alternatives, and flags that would hold behind it.
bool falls_apart_in_a_row(std::string_view pattern)
{
    int depth = 0;
    for (const auto at : operators_of(pattern)) {
        const auto rest = pattern.substr(at);
        if (depth == 0 && rest.starts_with('|')) return true;
        if (depth == 0 && rest.starts_with("(?")) {
            const auto end = rest.find_first_not_of("imsU-", 2);
            if (end != std::string_view::npos && rest[end] == ')') return true;
        }
        if (rest.starts_with('(')) ++depth;
        if (rest.starts_with(')')) --depth;
    }
    return false;
}

bool refers_to_parts(std::string_view pattern)
{
    return std::ranges::any_of(operators_of(pattern),
                               [&](std::size_t at) { return pattern.substr(at).starts_with(reference); });
}

void check_pattern(const PatternPart& part)
{
    const auto fail = [&part](const std::string& expected) { throw DataError{part.file, part.line, expected}; };
    if (refers_to_parts(part.pattern)) fail("expected no reference to a part in the part '" + part.name + "'");
    try {
        if (Pattern{part.pattern}.groups() != 0)
            fail("expected no group that captures in the part '" + part.name + "'; (?:…) does not");
        const Pattern enclosed{"(?:" + part.pattern + ")"}; // a \Q without its \E would take what follows
    } catch (const std::invalid_argument& error) {
        fail(std::string{"expected a pattern RE2 accepts: "} + error.what());
    }
}

} // namespace

PatternPart pattern_part(const XmlFile& xml, pugi::xml_node node)
{
    xml.check_names(node, {"name", "pattern"}, {"description"});
    for (const auto child : node.children())
        if (child.type() != pugi::node_element) xml.fail(child, "expected a <description> in <part>, not text");
    if (one_line(text_content(node.child("description"))).empty()) xml.fail(node, "expected a <description>");
    return {std::string{xml.required(node, "name")}, std::string{xml.required(node, "pattern")}, xml.path(),
            xml.line_of(node)};
}

PatternParts PatternParts::beside(const fs::path& fingerprints)
{
    PatternParts parts;
    parts.add_beside(fingerprints);
    return parts;
}

void PatternParts::add_beside(const fs::path& fingerprints)
{
    std::error_code error;
    const auto path = fingerprints.parent_path() / file_name;
    const auto same = fs::canonical(path, error);
    if (error || !shared_files_.insert(same).second) return;
    const XmlFile xml{path, "pattern-parts"};
    xml.check_names(xml.root(), {}, {"part"});
    for (const auto node : xml.root().children()) {
        if (node.type() != pugi::node_element) xml.fail(node, "expected <part>, not text");
        add_shared(pattern_part(xml, node));
    }
}

void PatternParts::add_shared(PatternPart part)
{
    const auto there = parts_.find(part.name);
    const bool is_copy =
        there != parts_.end() && there->second.part.file != part.file && there->second.part.pattern == part.pattern;
    if (!is_copy) add(std::move(part));
}

void PatternParts::add(PatternPart part)
{
    if (!is_name(part.name))
        throw DataError{part.file, part.line,
                        "expected a name of lower-case letters, digits and '-', not '" + part.name + "'"};
    if (const auto there = parts_.find(part.name); there != parts_.end())
        throw DataError{part.file, part.line,
                        "expected another name: the part '" + part.name + "' stands in " +
                            there->second.part.file.string() + ":" + std::to_string(there->second.part.line)};
    check_pattern(part);
    const bool falls_apart = falls_apart_in_a_row(part.pattern);
    auto name = part.name;
    parts_.try_emplace(std::move(name), Known{std::move(part), falls_apart});
}

std::string PatternParts::expanded(std::string_view pattern, std::set<std::string>& used) const
{
    std::string text;
    std::size_t copied = 0;
    for (const auto at : operators_of(pattern)) {
        if (!pattern.substr(at).starts_with(reference)) continue;
        const auto begin = at + reference.size();
        const auto end = std::min(pattern.find(')', begin), pattern.size());
        const auto name = pattern.substr(begin, end - begin);
        const auto known = parts_.find(name);
        if (known == parts_.end())
            throw std::invalid_argument{"expected in (?P>…) the name of a part, not '" + std::string{name} +
                                        "'; there is " + names()};
        const auto rest = pattern.substr(std::min(end + 1, pattern.size()));
        const bool is_repeated = !rest.empty() && std::string_view{"*+?{"}.find(rest.front()) != std::string_view::npos;
        const auto& part = known->second.part.pattern;
        text += pattern.substr(copied, at - copied);
        text += is_repeated || known->second.falls_apart ? "(?:" + part + ")" : part;
        copied = end + 1;
        used.emplace(name);
        if (text.size() > longest_pattern)
            throw std::invalid_argument{"expected a pattern of at most " + std::to_string(longest_pattern) +
                                        " bytes with the parts it refers to"};
    }
    return text += pattern.substr(std::min(copied, pattern.size()));
}

std::vector<PatternPart> PatternParts::all() const
{
    std::vector<PatternPart> parts;
    for (const auto& [name, known] : parts_)
        parts.push_back(known.part);
    return parts;
}

std::string PatternParts::names() const
{
    std::string text;
    for (const auto& [name, known] : parts_)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

} // namespace phonescan
