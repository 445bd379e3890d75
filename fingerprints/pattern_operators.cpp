#include "fingerprints/pattern_operators.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// Index of the `]` that ends the character class which begins at `open`.
std::size_t end_of_class(std::string_view pattern, std::size_t open)
{
    auto at = open + 1;
    if (pattern.substr(at).starts_with('^')) ++at;
    if (pattern.substr(at).starts_with(']')) ++at; // the first one is a member
    for (; at < pattern.size() && pattern[at] != ']'; ++at) {
        if (pattern[at] == '\\') {
            ++at;
        } else if (pattern.substr(at).starts_with("[:")) {
            const auto close = pattern.find(":]", at + 2);
            if (close != std::string_view::npos) at = close + 1;
        }
    }
    return at;
}

} // namespace

std::vector<std::size_t> operators_of(std::string_view pattern)
{
    std::vector<std::size_t> operators;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const auto rest = pattern.substr(at);
        if (rest.starts_with("\\Q"))
            at = std::min(pattern.find("\\E", at), pattern.size() - 1) + 1;
        else if (rest.starts_with('\\'))
            ++at;
        else if (rest.starts_with('['))
            at = end_of_class(pattern, at);
        else if (rest.starts_with('(') || rest.starts_with(')') || rest.starts_with('|'))
            operators.push_back(at);
    }
    return operators;
}

} // namespace phonescan
