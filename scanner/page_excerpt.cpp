#include "scanner/page_excerpt.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Not inside a UTF-8 sequence: what is kept stays text.
std::size_t at_character(std::string_view text, std::size_t place)
{
    while (place > 0 && place < text.size() && (static_cast<unsigned char>(text[place]) & 0xc0) == 0x80)
        --place;
    return place;
}

std::string excerpt_of(const Observation& page, const FingerprintDb& fingerprints)
{
    const std::string_view text = page.value;
    std::vector<Range> ranges = {{0, at_character(text, page_start_kept)}};
    for (const auto stretch : fingerprints.stretches(page)) {
        const auto begin = static_cast<std::size_t>(stretch.data() - text.data());
        const auto end = begin + stretch.size();
        ranges.push_back({at_character(text, begin - std::min(begin, page_context_kept)),
                          at_character(text, std::min(text.size(), end + page_context_kept))});
    }
    std::ranges::sort(ranges, {}, &Range::begin);
    std::string kept;
    std::size_t until = 0;
    for (const auto& range : ranges) {
        const auto begin = std::max(range.begin, until);
        if (begin >= range.end) continue;
        if (begin > until && !kept.empty()) kept += '\n';
        kept += text.substr(begin, range.end - begin);
        until = range.end;
    }
    return kept;
}

} // namespace

void keep_excerpts(Observations& said, const FingerprintDb& fingerprints)
{
    for (auto& observation : said)
        if (observation.field == Field::http_body && observation.value.size() > page_start_kept)
            observation.value = excerpt_of(observation, fingerprints);
}

} // namespace phonescan
