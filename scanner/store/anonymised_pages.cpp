// What web servers and certificates say: anything may stand there, so what fingerprints do not read goes.
#include "fingerprints/fingerprint_db.hpp"
#include "scanner/store/anonymiser.hpp"

#include <string>
#include <vector>

namespace phonescan {

namespace {

/// Where the values of a distinguished name begin and end. Source: RFC 4514, 2: `\` before a character that is no
/// separator.
std::vector<std::pair<std::size_t, std::size_t>> values_of(std::string_view name)
{
    std::vector<std::pair<std::size_t, std::size_t>> values;
    std::size_t begin = 0; // behind the `=`; 0: it has not come
    for (std::size_t i = 0; i <= name.size(); ++i) {
        const bool is_end = i == name.size() || name[i] == ',' || name[i] == '+';
        if (is_end && begin != 0) {
            values.emplace_back(begin, i);
            begin = 0;
        } else if (!is_end && name[i] == '\\')
            ++i;
        else if (!is_end && name[i] == '=' && begin == 0)
            begin = i + 1;
    }
    return values;
}

} // namespace

/// From the last value to the first, so that the places before stay where they are.
std::string Anonymiser::distinguished_name(Field field, std::string_view original) const
{
    std::string made{original};
    const auto values = values_of(original);
    for (auto value = values.rbegin(); value != values.rend(); ++value) {
        const auto [begin, end] = *value;
        auto shorter = made;
        shorter.replace(begin, end - begin, name(original.substr(begin, end - begin)));
        if (reads_alike(field, made, shorter)) made = std::move(shorter);
    }
    return made;
}

std::string Anonymiser::page(std::string_view original) const
{
    if (!fingerprints_) return name(original);
    Observation whole;
    whole.field = Field::http_body;
    whole.value = original;
    std::string made;
    for (const auto stretch : fingerprints_->stretches(whole)) {
        if (!made.empty()) made += '\n';
        made += stretch;
    }
    if (made.empty()) return name(original); // equal pages stay equal
    return reads_alike(whole.field, original, made) ? made : std::string{original};
}

} // namespace phonescan
