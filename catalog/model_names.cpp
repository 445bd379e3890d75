#include "catalog/model_names.hpp"

#include "fingerprints/xml_file.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace phonescan {

namespace {

constexpr std::string_view no_break_space = "\xc2\xa0";

/// What is longer names no model; it is not worth searching for noise words.
constexpr std::size_t longest_name = 200;

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

/// Vendor names lose all punctuation: that between two names and that of `Inc.` alike.
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

std::string ModelPattern::shortest() const
{
    auto key = pattern_;
    std::ranges::replace(key, '#', '0');
    if (key.ends_with('*')) key.pop_back();
    return key;
}

std::string ModelNames::vendor_key(std::string_view vendor) const
{
    auto words = words_of(vendor);
    for (auto& word : words)
        word = letters_and_digits(word);
    std::erase(words, "");
    while (true) {
        auto key = joined(words);
        if (const auto found = vendor_of_.find(key); found != vendor_of_.end()) return found->second;
        if (words.size() < 2 || std::ranges::find(company_words_, words.back()) == company_words_.end()) return key;
        words.pop_back();
    }
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
    if (model.size() > longest_name) return joined(words);
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

class ModelNames::Reader {
public:
    explicit Reader(const std::filesystem::path& path) : file_{path, "models"} {}

    ModelNames read()
    {
        const auto root = file_.root();
        file_.check_names(root, {}, {"company-word", "noise", "vendor"});
        for (const auto node : root.children("company-word"))
            names_.company_words_.push_back(key_of(file_.required_text(node)));
        for (const auto node : root.children("noise"))
            names_.noise_.push_back(words_of(file_.required_text(node)));
        for (const auto node : root.children("vendor"))
            read_vendor(node);
        // The keys of models need all the words above.
        for (const auto node : root.children("vendor"))
            read_models(node);
        return std::move(names_);
    }

private:
    static std::string key_of(std::string_view name) { return letters_and_digits(joined(words_of(name))); }

    void add_name(pugi::xml_node at, std::string_view name, const std::string& vendor_key)
    {
        if (!names_.vendor_of_.emplace(key_of(name), vendor_key).second)
            file_.fail(at, "expected each vendor name once, not " + std::string{name} + " again");
    }

    void read_vendor(pugi::xml_node node)
    {
        file_.check_names(node, {"name"}, {"alias", "noise", "spelling", "model"});
        const auto name = file_.required(node, "name");
        const auto vendor_key = key_of(name);
        add_name(node, name, vendor_key);
        auto& vendor = names_.vendors_[vendor_key];
        for (const auto alias : node.children("alias"))
            add_name(alias, file_.required_text(alias), vendor_key);
        for (const auto noise : node.children("noise"))
            vendor.noise.push_back(words_of(file_.required_text(noise)));
        for (const auto spelling : node.children("spelling")) {
            file_.check_names(spelling, {"of"}, {});
            vendor.spellings.push_back(
                {joined(words_of(file_.required_text(spelling))),
                 joined(words_of(spelling.attribute("of") ? file_.required(spelling, "of") : ""))});
        }
    }

    void read_models(pugi::xml_node node)
    {
        const auto vendor_key = key_of(file_.required(node, "name"));
        auto& aliases = names_.vendors_[vendor_key].aliases;
        for (const auto model : node.children("model")) {
            file_.check_names(model, {"name"}, {"alias"});
            auto& others = aliases[names_.model_key(vendor_key, file_.required(model, "name"))];
            for (const auto alias : model.children("alias")) {
                auto key = names_.model_key(vendor_key, file_.required_text(alias));
                if (std::ranges::find(others, key) != others.end())
                    file_.fail(alias, "expected each alias once, however it is written");
                others.push_back(std::move(key));
            }
        }
    }

    XmlFile file_;
    ModelNames names_;
};

ModelNames ModelNames::load(const std::filesystem::path& path)
{
    return Reader{path}.read();
}

} // namespace phonescan
