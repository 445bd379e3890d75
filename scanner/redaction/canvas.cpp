#include "scanner/redaction/canvas.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace phonescan {

void Canvas::take(std::size_t begin, std::size_t end, TextPiece::Kind kind, std::string_view shown)
{
    end = std::min(end, text_.size());
    while (begin < end) {
        if (text_[begin] == hidden) {
            ++begin;
            continue;
        }
        const auto stop = std::min(text_.find(hidden, begin), end);
        taken_.push_back({begin, stop, kind, std::string{shown}});
        std::fill(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.begin() + static_cast<std::ptrdiff_t>(stop),
                  hidden);
        begin = stop;
    }
}

void Canvas::for_each(const re2::RE2& pattern, int group, const OnMatch& on_match)
{
    std::array<re2::StringPiece, 4> groups;
    const auto wanted = static_cast<std::size_t>(group);
    for (std::size_t at = 0; at < text_.size();) {
        const re2::StringPiece subject{text_.data(), text_.size()};
        if (!pattern.Match(subject, at, text_.size(), re2::RE2::UNANCHORED, groups.data(), group + 1)) return;
        const auto& found = groups[wanted];
        const auto begin = static_cast<std::size_t>(found.data() - text_.data());
        const auto end = begin + found.size();
        if (!found.empty()) on_match(begin, end);
        at = std::max(end, at + 1);
    }
}

std::vector<TextPiece> Canvas::pieces() const
{
    auto sorted = taken_;
    std::ranges::sort(sorted, {}, &Taken::begin);
    std::vector<TextPiece> pieces;
    const auto add = [&](TextPiece::Kind kind, std::size_t begin, std::size_t end, std::string shown) {
        if (begin == end) return;
        const auto original = original_.substr(begin, end - begin);
        const bool joins = !pieces.empty() && kind == TextPiece::Kind::removed && pieces.back().kind == kind;
        if (joins)
            pieces.back().original += original;
        else
            pieces.push_back({kind, original, std::move(shown)});
    };
    std::size_t done = 0;
    for (const auto& [begin, end, kind, shown] : sorted) {
        add(TextPiece::Kind::literal, done, begin, original_.substr(done, begin - done));
        add(kind, begin, end, shown);
        done = end;
    }
    add(TextPiece::Kind::literal, done, original_.size(), original_.substr(done));
    return pieces;
}

BytePattern::BytePattern(std::string_view pattern)
{
    re2::RE2::Options options{re2::RE2::Quiet};
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    auto compiled = std::make_unique<re2::RE2>(re2::StringPiece{pattern.data(), pattern.size()}, options);
    if (!compiled->ok()) throw std::logic_error{"pattern of a redaction rule: " + compiled->error()};
    compiled_ = std::move(compiled);
}

BytePattern::BytePattern(BytePattern&&) noexcept = default;
BytePattern::~BytePattern() = default;

std::vector<std::string_view> parts_of(std::string_view run, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= run.size();) {
        const auto end = std::min(run.find(separator, at), run.size());
        parts.push_back(run.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

} // namespace phonescan
