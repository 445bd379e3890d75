#include "catalog/model_names.hpp"

#include "catalog/xml_file.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace phonescan {

namespace {

constexpr std::string_view no_break_space = "\xc2\xa0";

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// Lower-case words between blanks, `_` and `-`. Every other sign stays part of its word.
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    bool inside = false;
    while (!text.empty()) {
        const bool wide = text.starts_with(no_break_space);
        const char c = text.front();
        text.remove_prefix(wide ? no_break_space.size() : 1);
        if (wide || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '_' || c == '-') {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return words;
}

std::string joined(std::span<const std::string> words)
{
    std::string key;
    for (const auto& word : words)
        key += word;
    return key;
}

/// Vendor names lose all punctuation: `Hewlett-Packard`, `HP | Poly`, `Cisco Systems, Inc.`.
std::string letters_and_digits(std::string text)
{
    std::erase_if(text, [](char c) { return c == '.' || c == ',' || c == '|' || c == '/' || c == '&'; });
    return text;
}

} // namespace

ModelPattern::ModelPattern(std::string_view pattern) : pattern_{joined(words_of(pattern))} {}

bool ModelPattern::matches(std::string_view model_key) const noexcept
{
    std::string_view pattern = pattern_;
    const bool open = pattern.ends_with('*');
    if (open) pattern.remove_suffix(1);
    if (open ? model_key.size() < pattern.size() : model_key.size() != pattern.size()) return false;
    return std::ranges::equal(pattern, model_key.substr(0, pattern.size()),
                              [](char wanted, char c) { return wanted == '#' ? is_digit(c) : wanted == c; });
}

std::string ModelNames::vendor_key(std::string_view vendor) const
{
    auto words = words_of(vendor);
    for (auto& word : words)
        word = letters_and_digits(word);
    std::erase(words, "");
    while (words.size() > 1 && std::ranges::find(company_words_, words.back()) != company_words_.end())
        words.pop_back();
    auto key = joined(words);
    if (const auto found = vendor_of_.find(key); found != vendor_of_.end()) return found->second;
    return key;
}

std::size_t ModelNames::vendor_words(const Words& words, std::string_view vendor_key) const
{
    std::size_t longest = 0;
    std::string key;
    for (std::size_t count = 1; count <= words.size() && count <= 3; ++count) {
        key += letters_and_digits(words[count - 1]);
        const auto found = vendor_of_.find(key);
        if (found != vendor_of_.end() && (vendor_key.empty() || found->second == vendor_key)) longest = count;
    }
    return longest;
}

std::string ModelNames::vendor_in(std::string_view model) const
{
    const auto words = words_of(model);
    const auto count = vendor_words(words, {});
    if (count == 0) return {};
    return vendor_of_.at(letters_and_digits(joined(std::span{words}.first(count))));
}

std::string ModelNames::model_key(std::string_view vendor_key, std::string_view model) const
{
    auto words = words_of(model);
    if (!vendor_key.empty())
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(vendor_words(words, vendor_key)));
    const auto drop = [&words](const std::vector<Words>& noise) {
        for (const auto& phrase : noise)
            for (auto at = std::ranges::search(words, phrase); !at.empty(); at = std::ranges::search(words, phrase))
                words.erase(at.begin(), at.end());
    };
    drop(noise_);
    const auto vendor = vendors_.find(vendor_key);
    if (vendor == vendors_.end()) return joined(words);
    drop(vendor->second.noise);
    auto key = joined(words);
    for (const auto& spelling : vendor->second.spellings)
        if (key.size() > spelling.written.size() && key.starts_with(spelling.written) &&
            is_digit(key[spelling.written.size()]))
            return spelling.meant + key.substr(spelling.written.size());
    return key;
}

std::vector<std::string> ModelNames::aliases_of(std::string_view vendor_key, std::string_view model_key) const
{
    const auto vendor = vendors_.find(vendor_key);
    if (vendor == vendors_.end()) return {};
    const auto found = vendor->second.aliases.find(model_key);
    return found == vendor->second.aliases.end() ? std::vector<std::string>{} : found->second;
}

ModelNames ModelNames::load(const std::filesystem::path& path)
{
    ModelNames names;
    const XmlFile file{path, "models"};
    file.check_names(file.root(), {}, {"company-word", "noise", "vendor"});
    for (const auto node : file.root().children("company-word"))
        names.company_words_.push_back(joined(words_of(letters_and_digits(file.required_text(node)))));
    for (const auto node : file.root().children("noise"))
        names.noise_.push_back(words_of(file.required_text(node)));

    for (const auto node : file.root().children("vendor")) {
        file.check_names(node, {"name"}, {"alias", "noise", "spelling", "model"});
        const auto vendor_key = letters_and_digits(joined(words_of(file.required(node, "name"))));
        auto& vendor = names.vendors_[vendor_key];
        const auto add_name = [&](pugi::xml_node at, std::string_view name) {
            const auto key = letters_and_digits(joined(words_of(name)));
            if (!names.vendor_of_.emplace(key, vendor_key).second)
                file.fail(at, "expected each vendor name once, not " + std::string{name} + " again");
        };
        add_name(node, file.required(node, "name"));
        for (const auto alias : node.children("alias"))
            add_name(alias, file.required_text(alias));
        for (const auto noise : node.children("noise"))
            vendor.noise.push_back(words_of(file.required_text(noise)));
        for (const auto spelling : node.children("spelling")) {
            file.check_names(spelling, {"of"}, {});
            vendor.spellings.push_back(
                {joined(words_of(file.required_text(spelling))), joined(words_of(file.required(spelling, "of")))});
        }
    }
    // Second pass: the keys of models need all the words above.
    for (const auto node : file.root().children("vendor")) {
        const auto vendor_key = letters_and_digits(joined(words_of(file.required(node, "name"))));
        for (const auto model : node.children("model")) {
            file.check_names(model, {"name"}, {"alias"});
            auto& aliases =
                names.vendors_[vendor_key].aliases[names.model_key(vendor_key, file.required(model, "name"))];
            for (const auto alias : model.children("alias"))
                aliases.push_back(names.model_key(vendor_key, file.required_text(alias)));
        }
    }
    return names;
}

} // namespace phonescan
