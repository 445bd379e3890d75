#include "fingerprints/oui_table.hpp"

#include <algorithm>
#include <array>
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

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::string in_lower_case(std::string_view text)
{
    std::string result{text};
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

/// Prefix lengths the IEEE assigns (MA-L, MA-M, MA-S), in hexadecimal digits, the longest first.
constexpr std::array<std::size_t, 3> prefix_digits = {9, 7, 6};

constexpr std::uint64_t key_of(std::uint64_t prefix, std::size_t digits)
{
    return prefix << 8 | digits;
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
        std::uint64_t oui = 0;
        const auto& text = cells[0];
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), oui, 16);
        const bool is_prefix = error == std::errc{} && end == text.data() + text.size() &&
                               std::ranges::find(prefix_digits, text.size()) != prefix_digits.end();
        if (!is_prefix) throw DataError{file, number, "expected 6, 7 or 9 hexadecimal digits, not '" + text + "'"};
        if (cells[1].empty()) throw DataError{file, number, "expected a vendor"};
        const auto& use = cells[2];
        if (use != "dedicated" && use != "mixed" && use != "other")
            throw DataError{file, number, "expected 'dedicated' or 'mixed' or 'other', not '" + use + "'"};
        OuiOwner owner{cells[1], {}, use == "dedicated", use != "other"};
        if (!cells[3].empty()) owner.also = split(cells[3], ';');
        for (const auto& name : owner.also) {
            const auto pair = std::pair{in_lower_case(owner.vendor), in_lower_case(name)};
            kin_.insert({pair, {pair.second, pair.first}});
        }
        if (!owners_.emplace(key_of(oui, text.size()), std::move(owner)).second)
            throw DataError{file, number, "expected each OUI once: " + text};
    }
    if (!headed) throw DataError{file, number, "expected the header 'oui,vendor,use,also'"};
}

const OuiOwner* OuiTable::find(MacAddress mac) const
{
    std::uint64_t address = 0;
    for (const auto octet : mac.octets())
        address = address << 8 | octet;
    for (const auto digits : prefix_digits) {
        const auto found = owners_.find(key_of(address >> (48 - 4 * digits), digits));
        if (found != owners_.end()) return &found->second;
    }
    return nullptr;
}

bool OuiTable::may_be(const OuiOwner& owner, std::string_view vendor)
{
    return equal_ignoring_case(owner.vendor, vendor) ||
           std::ranges::any_of(owner.also, [vendor](const auto& name) { return equal_ignoring_case(name, vendor); });
}

bool OuiTable::are_kin(std::string_view vendor, std::string_view other) const
{
    return equal_ignoring_case(vendor, other) || kin_.contains({in_lower_case(vendor), in_lower_case(other)});
}

} // namespace phonescan
