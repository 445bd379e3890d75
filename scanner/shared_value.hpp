#pragma once

#include "catalog/verdict.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// A text that many findings have; immutable.
class SharedText {
public:
    SharedText() = default;
    SharedText(std::string text) : text_{std::make_shared<const std::string>(std::move(text))} {}
    SharedText(const char* text) : SharedText{std::string{text}} {}

    const std::string& str() const noexcept
    {
        static const std::string none;
        return text_ ? *text_ : none;
    }
    operator std::string_view() const noexcept { return str(); }
    friend bool operator==(const SharedText& text, std::string_view other) noexcept { return text.str() == other; }

private:
    std::shared_ptr<const std::string> text_;
};

/// The verdicts of a phone, one for each platform; phones of one model and firmware share them.
class Verdicts {
public:
    Verdicts() = default;
    Verdicts(std::vector<Verdict> verdicts) : verdicts_{std::make_shared<std::vector<Verdict>>(std::move(verdicts))} {}

    auto begin() const noexcept { return all().begin(); }
    auto end() const noexcept { return all().end(); }
    bool empty() const noexcept { return all().empty(); }
    std::size_t size() const noexcept { return all().size(); }
    const Verdict& front() const noexcept { return all().front(); }
    const Verdict& operator[](std::size_t index) const noexcept { return all()[index]; }
    const std::vector<Verdict>& all() const noexcept
    {
        static const std::vector<Verdict> none;
        return verdicts_ ? *verdicts_ : none;
    }

    /// This phone's own, to be changed.
    std::vector<Verdict>& edit()
    {
        if (verdicts_.use_count() != 1) verdicts_ = std::make_shared<std::vector<Verdict>>(all());
        return *verdicts_;
    }

private:
    std::shared_ptr<std::vector<Verdict>> verdicts_;
};

} // namespace phonescan
