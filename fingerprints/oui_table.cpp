#include "fingerprints/oui_table.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace phonescan {

namespace {

/// The parts of `text` between separators; empty parts are kept.
std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

bool equal_ignoring_case(std::string_view left, std::string_view right)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

} // namespace

void OuiTable::read(const std::filesystem::path& file)
{
    std::ifstream in{file};
    if (!in) throw DataError{file, 0, "expected a readable file"};
    std::size_t number = 0;
    bool headed = false;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        if (line.empty() || line.starts_with('#')) continue;
        if (!headed) {
            if (line != "oui,vendor,use,also")
                throw DataError{file, number, "expected the header 'oui,vendor,use,also'"};
            headed = true;
            continue;
        }
        const auto cells = split(line, ',');
        if (cells.size() != 4) throw DataError{file, number, "expected four cells: oui,vendor,use,also"};
        std::uint32_t oui = 0;
        const auto& text = cells[0];
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), oui, 16);
        if (error != std::errc{} || end != text.data() + text.size() || text.size() != 6)
            throw DataError{file, number, "expected six hexadecimal digits, not '" + text + "'"};
        if (cells[1].empty()) throw DataError{file, number, "expected a vendor"};
        if (cells[2] != "dedicated" && cells[2] != "mixed")
            throw DataError{file, number, "expected 'dedicated' or 'mixed', not '" + cells[2] + "'"};
        OuiOwner owner{cells[1], {}, cells[2] == "dedicated"};
        if (!cells[3].empty()) owner.also = split(cells[3], ';');
        if (!owners_.emplace(oui, std::move(owner)).second)
            throw DataError{file, number, "expected each OUI once: " + text};
    }
    if (!headed) throw DataError{file, number, "expected the header 'oui,vendor,use,also'"};
}

const OuiOwner* OuiTable::find(MacAddress mac) const
{
    const auto found = owners_.find(mac.oui());
    return found == owners_.end() ? nullptr : &found->second;
}

bool OuiTable::may_be(const OuiOwner& owner, std::string_view vendor)
{
    return equal_ignoring_case(owner.vendor, vendor) ||
           std::ranges::any_of(owner.also, [vendor](const auto& name) { return equal_ignoring_case(name, vendor); });
}

} // namespace phonescan
