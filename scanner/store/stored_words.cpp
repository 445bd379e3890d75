#include "scanner/store/stored_words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>
#include <unordered_map>

namespace phonescan {

namespace {

std::optional<Field> known_field(std::string_view name)
{
    static const auto known = [] {
        std::unordered_map<std::string_view, Field> fields;
        for (const auto field : all_fields())
            fields.emplace(name_of(field), field);
        return fields;
    }();
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional{found->second};
}

/// The text up to a blank, which is taken away with it; nullopt without one.
std::optional<std::string_view> take_word(std::string_view& text)
{
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto word = text.substr(0, blank);
    text.remove_prefix(blank + 1);
    return word;
}

std::optional<std::string_view> take_value(std::string_view& text)
{
    const auto length = take_word(text);
    std::size_t size = 0;
    if (!length) return std::nullopt;
    const auto* const end = length->data() + length->size();
    if (const auto read = std::from_chars(length->data(), end, size); read.ec != std::errc{} || read.ptr != end)
        return std::nullopt;
    if (size >= text.size() || text[size] != '\n') return std::nullopt;
    const auto value = text.substr(0, size);
    text.remove_prefix(size + 1);
    return value;
}

/// Calls with each observation of a text in turn; false where the text goes wrong.
template <class Take>
bool read_words(std::string_view words, Take take)
{
    while (!words.empty()) {
        const auto channel = take_word(words);
        const auto field = channel ? take_word(words) : std::nullopt;
        const auto value = field ? take_value(words) : std::nullopt;
        const auto channel_known = value ? channel_named(*channel) : std::nullopt;
        const auto field_known = value ? known_field(*field) : std::nullopt;
        if (!channel_known || !field_known) return false;
        take(*channel_known, *field_known, *value);
    }
    return true;
}

} // namespace

std::string to_words(std::span<const Observation> observations)
{
    std::string words;
    for (const auto& observation : observations) {
        fmt::format_to(std::back_inserter(words), "{} {} {} ", name_of(observation.channel), name_of(observation.field),
                       observation.value.size());
        words.append(observation.value).push_back('\n');
    }
    return words;
}

Result<void> append_words(std::string_view words, const Source& source, WallClock::time_point time,
                          WallClock::time_point since, Observations& into)
{
    const auto before = into.size();
    const auto append = [&](Channel channel, Field field, std::string_view value) {
        into.push_back({source, field, std::string{value}, channel, time, since});
    };
    if (read_words(words, append)) return {};
    into.resize(before);
    return Errc::malformed;
}

bool are_words(std::string_view words)
{
    return read_words(words, [](Channel, Field, std::string_view) {});
}

} // namespace phonescan
