#include "scanner/lldpctl/lldpctl.hpp"

#include "scanner/lldpctl/readers.hpp"

namespace phonescan {

namespace {

/// Removes blanks, then `token`; false, and only blanks removed, where something else stands.
bool take(std::string_view& text, std::string_view token) noexcept
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(begin == std::string_view::npos ? text.size() : begin);
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
    return true;
}

} // namespace

bool is_lldpctl_json(std::string_view start) noexcept
{
    return take(start, "{") && take(start, "\"lldp\"") && take(start, ":");
}

bool is_lldpctl_keyvalue(std::string_view start) noexcept
{
    const auto line = start.substr(0, start.find('\n'));
    const auto key = line.substr(0, line.find('='));
    return key.size() < line.size() && key.starts_with("lldp.") && key.find('.', 5) != std::string_view::npos &&
           key.find_first_of(" \t,;\"{") == std::string_view::npos;
}

bool is_lldpctl(std::string_view start) noexcept
{
    return is_lldpctl_json(start) || is_lldpctl_keyvalue(start);
}

Observations read_lldpctl(std::string_view text, const std::string& file, std::uint64_t& neighbours,
                          WallClock::time_point time)
{
    if (text.size() > longest_lldpctl)
        throw DataError{file, 0, "longer than " + std::to_string(longest_lldpctl >> 20) + " MiB"};
    Observations observations;
    const auto read = is_lldpctl_json(text) ? lldpctl::read_json(text, file) : lldpctl::read_keyvalue(text, file);
    for (const auto& neighbour : read)
        neighbour.append_to(observations, ++neighbours, time);
    return observations;
}

} // namespace phonescan
