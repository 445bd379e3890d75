#include "fingerprints/re2_set.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

namespace phonescan {

namespace {

RE2::Options options_with(std::int64_t memory)
{
    RE2::Options options{RE2::Quiet};
    options.set_max_mem(memory);
    return options;
}

} // namespace

struct Re2Set::Impl {
    explicit Impl(std::int64_t memory) : set{options_with(memory), RE2::UNANCHORED} {}

    RE2::Set set;
};

Re2Set::Re2Set(std::vector<const Pattern*> patterns, std::int64_t memory) : patterns_{std::move(patterns)}
{
    auto impl = std::make_unique<Impl>(memory);
    const bool added = std::ranges::all_of(
        patterns_, [&impl](const Pattern* pattern) { return impl->set.Add(pattern->text(), nullptr) >= 0; });
    // Match() on a set that failed to compile crashes, so such a set is not kept.
    if (added && impl->set.Compile()) impl_ = std::move(impl);
}

Re2Set::Re2Set(Re2Set&&) noexcept = default;
Re2Set& Re2Set::operator=(Re2Set&&) noexcept = default;
Re2Set::~Re2Set() = default;

bool Re2Set::is_compiled() const noexcept
{
    return impl_ != nullptr;
}

std::vector<int> Re2Set::matches(std::string_view text) const
{
    if (!impl_) return matches_one_by_one(text);
    std::vector<int> found;
    RE2::Set::ErrorInfo error{};
    if (impl_->set.Match(re2::StringPiece{text.data(), text.size()}, &found, &error)) {
        std::ranges::sort(found);
        return found;
    }
    // An automaton that outgrew its memory looks like "no match".
    if (error.kind != RE2::Set::kNoError) return matches_one_by_one(text);
    return {};
}

std::vector<int> Re2Set::matches_one_by_one(std::string_view text) const
{
    std::vector<int> found;
    for (std::size_t i = 0; i < patterns_.size(); ++i)
        if (RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, patterns_[i]->compiled()))
            found.push_back(static_cast<int>(i));
    return found;
}

} // namespace phonescan
