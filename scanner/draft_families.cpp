#include "scanner/draft_families.hpp"

#include "fingerprints/fingerprint.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace phonescan {

namespace {

/// With a group for a model's number that takes letters behind it, too.
std::string shape_of(std::string pattern)
{
    constexpr std::string_view number = R"(\d+))";
    constexpr std::string_view number_and_letters = R"(\d[0-9A-Za-z]*))";
    for (auto at = pattern.find(number); at != std::string::npos; at = pattern.find(number, at + number.size())) {
        const auto end = at + number.size();
        if (end < pattern.size() && pattern[end] == '+') continue; // of a version
        return pattern.replace(at, number.size(), number_and_letters);
    }
    return pattern;
}

/// What every text that the pattern matches begins with.
std::string literal_front(std::string_view pattern)
{
    std::string front;
    for (std::size_t at = 1; at < pattern.size(); ++at) { // behind ^
        const bool is_escaped = pattern[at] == '\\' && at + 1 < pattern.size();
        const char c = pattern[is_escaped ? ++at : at];
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (is_escaped ? is_word : std::string_view{"([.$"}.find(c) != std::string_view::npos) break;
        front += c;
    }
    return front;
}

/// How much of a pattern is quoted text.
std::size_t quoted_in(std::string_view pattern)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] == '\\')
            ++at;
        else if (pattern[at] == '[')
            at = std::min(pattern.find(']', at), pattern.size());
        else if (std::string_view{"(){}?:*+^$.,"}.find(pattern[at]) == std::string_view::npos)
            ++count;
    }
    return count;
}

/// What a fingerprint reads in the example's text, as the example must declare it.
std::vector<std::pair<std::string, std::string>> attributes_read(const FingerprintElement& element,
                                                                 const AttributeValues& values)
{
    std::vector<std::pair<std::string, std::string>> attributes;
    for (const auto& param : element.params) {
        const auto attribute = attribute_named(param.name);
        if (param.position != 0 && attribute && !values[*attribute].empty())
            attributes.emplace_back(param.name, values[*attribute]);
    }
    return attributes;
}

bool reads_its_examples(const FingerprintElement& element, const std::vector<FingerprintExample>& examples)
{
    const Fingerprint print{element, {}};
    return std::ranges::all_of(examples, [&](const FingerprintExample& example) {
        const auto values = print.match(example.text);
        return values && attributes_read(element, *values) == example.attributes;
    });
}

void add_example(Draft& to, FingerprintExample example, std::uint64_t seen, const std::set<Field>& fields)
{
    const auto known = std::ranges::find(to.element.examples, example.text, &FingerprintExample::text);
    if (known == to.element.examples.end()) {
        to.element.examples.push_back(std::move(example));
        to.seen.push_back(seen);
    } else {
        to.seen[static_cast<std::size_t>(known - to.element.examples.begin())] += seen;
    }
    to.fields.insert(fields.begin(), fields.end());
}

/// Joins what has one shape, where every text is still read as it was.
std::vector<Draft> joined_by_shape(std::vector<Draft> drafts)
{
    std::vector<Draft> joined;
    std::map<std::string, std::size_t> places;
    for (auto& draft : drafts) {
        const auto shape = shape_of(draft.element.pattern);
        const auto [place, is_new] = places.try_emplace(shape, joined.size());
        if (is_new) {
            joined.push_back(std::move(draft));
            continue;
        }
        auto& first = joined[place->second];
        auto general = first.element;
        general.pattern = shape;
        if (!reads_its_examples(general, first.element.examples) ||
            !reads_its_examples(general, draft.element.examples)) {
            joined.push_back(std::move(draft));
            continue;
        }
        first.element.pattern = shape;
        for (std::size_t i = 0; i < draft.element.examples.size(); ++i)
            add_example(first, std::move(draft.element.examples[i]), draft.seen[i], draft.fields);
    }
    return joined;
}

/// Drafts in order, found by what their texts begin with.
class Order {
public:
    explicit Order(const std::vector<Draft>& drafts)
    {
        for (const auto& draft : drafts) {
            by_front_[literal_front(draft.element.pattern)].push_back(prints_.size());
            prints_.emplace_back(draft.element, std::filesystem::path{});
        }
    }

    /// The first before `limit` that matches, with what it reads.
    std::optional<std::pair<std::size_t, AttributeValues>> first_before(std::size_t limit, std::string_view text) const
    {
        std::vector<std::size_t> candidates;
        for (std::size_t length = 0; length <= text.size(); ++length)
            if (const auto found = by_front_.find(text.substr(0, length)); found != by_front_.end())
                std::ranges::copy_if(found->second, std::back_inserter(candidates),
                                     [limit](std::size_t index) { return index < limit; });
        std::ranges::sort(candidates);
        for (const auto index : candidates)
            if (auto values = prints_[index].match(text)) return std::pair{index, std::move(*values)};
        return std::nullopt;
    }

private:
    std::map<std::string, std::vector<std::size_t>, std::less<>> by_front_;
    std::vector<Fingerprint> prints_;
};

} // namespace

std::vector<Draft> families_of(std::vector<Draft> drafts)
{
    std::ranges::sort(drafts, {}, &Draft::number);
    drafts = joined_by_shape(std::move(drafts));
    std::ranges::stable_sort(drafts, std::ranges::greater{},
                             [](const Draft& draft) { return quoted_in(draft.element.pattern); });
    const Order order{drafts};
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        auto examples = std::exchange(drafts[i].element.examples, {});
        const auto seen = std::exchange(drafts[i].seen, {});
        const auto fields = drafts[i].fields;
        for (std::size_t k = 0; k < examples.size(); ++k) {
            const auto taker = order.first_before(i, examples[k].text);
            auto& owner = drafts[taker ? taker->first : i];
            if (taker) examples[k].attributes = attributes_read(owner.element, taker->second);
            add_example(owner, std::move(examples[k]), seen[k], fields);
        }
    }
    std::erase_if(drafts, [](const Draft& draft) { return draft.element.examples.empty(); });
    return drafts;
}

} // namespace phonescan
