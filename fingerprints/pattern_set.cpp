#include "fingerprints/pattern_set.hpp"

#include "fingerprints/pattern_automaton.hpp"
#include "fingerprints/re2_set.hpp"
#include "probes/observation/printable.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>

namespace phonescan {

namespace {

bool is_ascii(std::string_view text)
{
    unsigned bits = 0;
    for (const char byte : text)
        bits |= static_cast<unsigned char>(byte);
    return bits < other_character;
}

} // namespace

struct PatternSet::Impl {
    Impl(std::vector<const Pattern*> borrowed, std::int64_t memory_of_re2);

    void add_unread(std::string_view text, std::vector<int>& found) const;
    const Re2Set& all() const;

    std::vector<const Pattern*> patterns;
    std::int64_t memory;
    std::unique_ptr<const PatternAutomaton> automaton;
    std::vector<int> unread; ///< patterns that the automaton is without
    std::unique_ptr<const Re2Set> unread_set;

    mutable std::once_flag all_made;
    mutable std::unique_ptr<const Re2Set> all_set;
};

PatternSet::Impl::Impl(std::vector<const Pattern*> borrowed, std::int64_t memory_of_re2)
    : patterns{std::move(borrowed)}, memory{memory_of_re2}
{
    PatternNfa nfa;
    std::vector<const Pattern*> left;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (nfa.add_pattern(patterns[i]->text(), static_cast<int>(i))) continue;
        unread.push_back(static_cast<int>(i));
        left.push_back(patterns[i]);
    }
    automaton = std::make_unique<const PatternAutomaton>(std::move(nfa), static_cast<std::size_t>(memory) / 4);
    if (!left.empty()) unread_set = std::make_unique<const Re2Set>(std::move(left), memory);
}

/// What the automaton could not look for, in its place among what it found.
void PatternSet::Impl::add_unread(std::string_view text, std::vector<int>& found) const
{
    for (const int index : unread_set->matches(text))
        found.push_back(unread[static_cast<std::size_t>(index)]);
    std::ranges::sort(found);
}

const Re2Set& PatternSet::Impl::all() const
{
    std::call_once(all_made, [this] { all_set = std::make_unique<const Re2Set>(patterns, memory); });
    return *all_set;
}

PatternSet::PatternSet(std::vector<const Pattern*> patterns, std::int64_t memory)
    : impl_{std::make_unique<const Impl>(std::move(patterns), memory)}
{
}

PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

std::span<const int> PatternSet::matches(std::string_view text, std::vector<int>& room) const
{
    const bool exact = is_ascii(text);
    const auto found = exact || is_utf8(text) ? impl_->automaton->matches(text) : std::nullopt;
    if (!found) return room = impl_->all().matches(text);
    if (exact && !impl_->unread_set) return *found;
    room.assign(found->begin(), found->end());
    if (!exact) // outside ASCII the automaton takes one character for another
        std::erase_if(room, [&](int index) {
            return !RE2::PartialMatch(re2::StringPiece{text.data(), text.size()},
                                      impl_->patterns[static_cast<std::size_t>(index)]->compiled());
        });
    if (impl_->unread_set) impl_->add_unread(text, room);
    return room;
}

std::vector<int> PatternSet::matches(std::string_view text) const
{
    std::vector<int> room;
    const auto found = matches(text, room);
    return {found.begin(), found.end()};
}

} // namespace phonescan
