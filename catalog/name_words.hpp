#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// The words of a vendor's or model's name: lower case, what stands between blanks, `_` and `-`. Every other sign stays
/// part of its word.
class NameWords {
public:
    explicit NameWords(std::string_view name);

    std::size_t count() const noexcept { return ends_.size(); }
    std::string_view word(std::size_t index) const noexcept;

    /// All words in one: what is left when case and separators are taken away.
    const std::string& joined() const noexcept { return text_; }

    /// Where those words stand one after another; nothing when they do not.
    std::optional<std::size_t> find(const NameWords& phrase) const noexcept;

    void erase(std::size_t first, std::size_t words);

private:
    std::string text_;
    std::vector<std::size_t> ends_; ///< of each word in text_
};

} // namespace phonescan
