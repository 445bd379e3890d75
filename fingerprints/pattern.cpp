#include "fingerprints/pattern.hpp"

#include "fingerprints/pattern_operators.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <atomic>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace phonescan {

namespace {

/// RE2's default of 8 MiB refuses `\pL{1,900}`.
constexpr std::int64_t most_memory = std::int64_t{64} << 20;

/// RE2 tells the number only of what it has compiled. The pattern is one that it parses.
int count_groups(std::string_view pattern)
{
    int groups = 0;
    for (const auto at : operators_of(pattern)) {
        const auto rest = pattern.substr(at);
        if (rest.starts_with('('))
            groups += !rest.starts_with("(?") || rest.starts_with("(?P<") || rest.starts_with("(?<");
    }
    return groups;
}

} // namespace

struct Pattern::Compiled {
    std::atomic<const RE2*> regex{nullptr};

    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;
    ~Compiled() { delete regex.load(); }
};

Pattern::Pattern(std::string text) : text_{std::move(text)}, compiled_{std::make_unique<Compiled>()}
{
    RE2::Set parser{RE2::Options{RE2::Quiet}, RE2::UNANCHORED};
    std::string reason;
    if (parser.Add(text_, &reason) < 0) throw std::invalid_argument{reason};
    groups_ = count_groups(text_);
}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

const re2::RE2& Pattern::compiled() const
{
    if (const auto* const regex = compiled_->regex.load(std::memory_order_acquire)) return *regex;
    RE2::Options options{RE2::Quiet};
    options.set_max_mem(most_memory);
    auto mine = std::make_unique<const RE2>(text_, options);
    const RE2* theirs = nullptr; // of another thread that was faster
    if (compiled_->regex.compare_exchange_strong(theirs, mine.get(), std::memory_order_acq_rel)) return *mine.release();
    return *theirs;
}

} // namespace phonescan
