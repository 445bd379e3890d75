#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace phonescan::wire {

using Bytes = std::span<const std::byte>;

/// The same bytes as text; borrows.
inline std::string_view text_of(Bytes bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Cursor over untrusted bytes, big-endian. A read either succeeds and advances, or returns nullopt and leaves the
/// cursor where it was. It cannot leave its span.
class ByteReader {
public:
    explicit constexpr ByteReader(Bytes bytes) noexcept : rest_{bytes} {}

    [[nodiscard]] constexpr std::optional<Bytes> take(std::size_t count) noexcept
    {
        if (count > rest_.size()) return std::nullopt;
        const Bytes head = rest_.first(count);
        rest_ = rest_.subspan(count);
        return head;
    }

    [[nodiscard]] constexpr std::optional<std::uint8_t> u8() noexcept { return number<std::uint8_t>(); }
    [[nodiscard]] constexpr std::optional<std::uint16_t> u16() noexcept { return number<std::uint16_t>(); }
    [[nodiscard]] constexpr std::optional<std::uint32_t> u32() noexcept { return number<std::uint32_t>(); }

    [[nodiscard]] constexpr Bytes rest() const noexcept { return rest_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return rest_.empty(); }

private:
    template <class Number>
    [[gnu::always_inline]] constexpr std::optional<Number> number() noexcept
    {
        if (rest_.size() < sizeof(Number)) return std::nullopt;
        Number value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            value = static_cast<Number>(std::uint64_t{value} << 8 | std::to_integer<unsigned>(rest_[i]));
        rest_ = rest_.subspan(sizeof(Number));
        return value;
    }

    Bytes rest_;
};

} // namespace phonescan::wire
