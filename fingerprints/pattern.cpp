#include "fingerprints/pattern.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace phonescan {

namespace {

/// RE2's default of 8 MiB refuses `\pL{1,900}`.
constexpr std::int64_t most_memory = std::int64_t{64} << 20;

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

/// RE2 tells the number only of what it has compiled. The pattern is one that it parses.
int count_groups(std::string_view pattern)
{
    int groups = 0;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const auto rest = pattern.substr(at);
        if (rest.starts_with("\\Q"))
            at = std::min(pattern.find("\\E", at), pattern.size());
        else if (rest.starts_with('\\'))
            ++at;
        else if (rest.starts_with('['))
            at = end_of_class(pattern, at);
        else if (rest.starts_with('('))
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
