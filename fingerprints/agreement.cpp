#include "fingerprints/agreement.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Letters and digits alone; a plus sign tells models apart, too, and two numbers stay two.
std::string bare(std::string_view text)
{
    std::string kept;
    bool separated = false;
    for (const char c : text) {
        const bool counts = is_digit(c) || is_letter(c) || c == '+' || static_cast<unsigned char>(c) >= 0x80;
        if (counts && separated && is_digit(c) && !kept.empty() && is_digit(kept.back())) kept += '-';
        if (counts) kept += lower(c);
        separated = !counts;
    }
    return kept;
}

std::string_view without_head(std::string_view model)
{
    const auto* const number = std::ranges::find_if_not(model, is_letter);
    return model.substr(static_cast<std::size_t>(number - model.begin()));
}

/// Does `whole` go on where `part` ends, without making its last number another one?
bool goes_on(std::string_view whole, std::string_view part)
{
    return !part.empty() && whole.size() > part.size() && whole.starts_with(part) &&
           !(is_digit(part.back()) && is_digit(whole[part.size()]));
}

/// Is `part` a model that `whole` says more of: with a family word before it, with letters after it (SIP-T58A, T58)?
bool is_within(std::string_view whole, std::string_view part)
{
    const auto head = whole.find(part);
    return head != std::string_view::npos && head != 1 && std::ranges::all_of(whole.substr(0, head), is_letter) &&
           (head == 0 || std::ranges::any_of(part, is_digit)) &&
           (whole.size() == head + part.size() || goes_on(whole.substr(head), part));
}

bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_' || c == ' ';
}

bool digit_at(std::string_view text, std::size_t index)
{
    return index < text.size() && is_digit(text[index]);
}

/// The numbers of an image's name that announces them by R or V behind other words: 6_5_0 of S96x1_SALBR6_5_0_V4.tar.
/// What follows them (a build's date, a variant) is none of the version. Empty when there are none.
std::string_view announced_version(std::string_view image)
{
    const auto end_of_number = [image](std::size_t from) {
        while (digit_at(image, from))
            ++from;
        return from;
    };
    bool has_letter = false; // in this part of the name
    for (std::size_t i = 0; i < image.size() && image[i] != ' '; ++i) {
        const auto end = end_of_number(i + 1);
        const bool is_announced = (lower(image[i]) == 'r' || lower(image[i]) == 'v') && end > i + 1 &&
                                  end < image.size() && is_separator(image[end]) && digit_at(image, end + 1);
        if (is_announced && i > 0) {
            auto stop = end;
            while (stop < image.size() && image[stop] == image[end] && digit_at(image, stop + 1))
                stop = end_of_number(stop + 1);
            return image.substr(i + 1, stop - i - 1);
        }
        if (is_separator(image[i]) && !std::exchange(has_letter, false)) return {}; // a number stands there already
        has_letter = has_letter || is_letter(image[i]);
    }
    return {};
}

/// Without the name of the image before it: `sip8845_65.`, `Main `, `P0S3-`, `v`.
std::string_view without_image_name(std::string_view version)
{
    if (const auto announced = announced_version(version); !announced.empty()) return announced;
    if (version.empty() || !is_letter(version[0])) return version;
    if ((lower(version[0]) == 'v' || lower(version[0]) == 'r') && digit_at(version, 1)) return version.substr(1);
    const auto end = version.find_first_of(". ");
    if (end != std::string_view::npos && digit_at(version, end + 1)) {
        const auto rest = version.substr(end + 1);
        const auto again = rest.find(version[end]);
        if (again == std::string_view::npos || !digit_at(rest, again + 1)) return rest;
    }
    const auto dash = version.find_first_of("-_. ");
    return dash != std::string_view::npos && digit_at(version, dash + 1) ? version.substr(dash + 1) : version;
}

/// The numbers of an image's name without separators, two digits each: P00308010100 is 08 01 01 00. Empty for others.
std::string undivided(std::string_view image)
{
    constexpr std::size_t numbers = 8; // digits of four numbers
    const auto head = static_cast<std::size_t>(std::ranges::find_if_not(image, is_letter) - image.begin());
    if (head == 0 || image.size() - head <= numbers || !std::ranges::all_of(image.substr(head), is_digit)) return {};
    std::string divided;
    for (auto i = image.size() - numbers; i < image.size(); i += 2)
        divided.append(image.substr(i, 2)).push_back('.');
    return divided;
}

/// The parts of a version between separators, in lower case and without leading zeros.
std::vector<std::string> parts_of(std::string_view version)
{
    const auto divided = undivided(version);
    version = divided.empty() ? without_image_name(version) : divided;
    std::vector<std::string> parts(1);
    for (const char c : version) {
        if (!is_digit(c) && !is_letter(c))
            parts.emplace_back();
        else if (parts.back() == "0" && is_digit(c))
            parts.back() = c;
        else
            parts.back() += lower(c);
    }
    std::erase(parts, std::string{});
    return parts;
}

/// Is `less` how `more` begins? Its last part may end before letters: 1, 1ES.
bool begins_with(const std::vector<std::string>& more, const std::vector<std::string>& less)
{
    if (less.size() < 2 || less.size() > more.size()) return false;
    const auto last = less.size() - 1;
    if (!std::equal(less.begin(), less.begin() + static_cast<std::ptrdiff_t>(last), more.begin())) return false;
    return less[last] == more[last] || goes_on(more[last], less[last]);
}

} // namespace

Agreement compare_models(std::string_view first, std::string_view second)
{
    const std::string bare_first = bare(first);
    const std::string bare_second = bare(second);
    std::string_view left = bare_first;
    std::string_view right = bare_second;
    if (left.empty() || right.empty()) return first == second ? Agreement::same : Agreement::contradiction;
    if (is_digit(left[0]) && !is_digit(right[0])) right = without_head(right);
    if (is_digit(right[0]) && !is_digit(left[0])) left = without_head(left);
    if (left.empty() || right.empty()) return Agreement::contradiction;
    if (left == right) {
        if (bare_first.size() == bare_second.size()) return Agreement::same;
        return bare_first.size() > bare_second.size() ? Agreement::first_more : Agreement::second_more;
    }
    if (is_within(left, right)) return Agreement::first_more;
    if (is_within(right, left)) return Agreement::second_more;
    return Agreement::contradiction;
}

Agreement compare_firmware(std::string_view first, std::string_view second)
{
    const auto left = parts_of(first);
    const auto right = parts_of(second);
    if (left == right) return left.empty() && first != second ? Agreement::contradiction : Agreement::same;
    if (begins_with(left, right)) return Agreement::first_more;
    if (begins_with(right, left)) return Agreement::second_more;
    return Agreement::contradiction;
}

Agreement compare_values(Attribute attribute, std::string_view first, std::string_view second)
{
    if (attribute == Attribute::model) return compare_models(first, second);
    if (attribute == Attribute::firmware) return compare_firmware(first, second);
    return std::ranges::equal(first, second, {}, lower, lower) ? Agreement::same : Agreement::contradiction;
}

} // namespace phonescan
