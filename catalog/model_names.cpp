#include "catalog/model_names.hpp"

#include "fingerprints/xml_file.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// What is longer names no model; it is not worth searching for noise words.
constexpr std::size_t longest_name = 200;

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// Vendor names lose all punctuation: that between two names and that of `Inc.` alike.
void append_letters_and_digits(std::string& key, std::string_view text)
{
    for (const char c : text)
        if (c != '.' && c != ',' && c != '|' && c != '/' && c != '&') key += c;
}

std::string letters_and_digits(std::string_view text)
{
    std::string key;
    append_letters_and_digits(key, text);
    return key;
}

} // namespace

ModelPattern::ModelPattern(std::string_view pattern) : pattern_{NameWords{pattern}.joined()} {}

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
    if (vendor.empty()) return {};
    const NameWords words{vendor};
    auto key = letters_and_digits(words.joined());
    for (auto count = words.count();; --count) {
        if (const auto found = vendor_of_.find(key); found != vendor_of_.end()) return found->second;
        // A company's word behind the name says nothing; punctuation alone is no word.
        auto last = letters_and_digits(count == 0 ? std::string_view{} : words.word(count - 1));
        while (last.empty() && count > 1)
            last = letters_and_digits(words.word(--count - 1));
        if (last.size() == key.size() || std::ranges::find(company_words_, last) == company_words_.end()) return key;
        key.resize(key.size() - last.size());
    }
}

std::size_t ModelNames::vendor_words(const NameWords& words, std::string_view vendor_key) const
{
    std::size_t longest = 0;
    std::string key;
    for (std::size_t count = 1; count <= words.count() && count <= 3; ++count) {
        append_letters_and_digits(key, words.word(count - 1));
        const auto found = vendor_of_.find(key);
        if (found != vendor_of_.end() && (vendor_key.empty() || found->second == vendor_key)) longest = count;
    }
    return longest;
}

std::string ModelNames::vendor_in(std::string_view model) const
{
    const NameWords words{model};
    std::string key;
    for (std::size_t count = vendor_words(words, {}), i = 0; i < count; ++i)
        append_letters_and_digits(key, words.word(i));
    const auto found = vendor_of_.find(key);
    return found == vendor_of_.end() ? std::string{} : found->second;
}

std::string ModelNames::brand_in(std::string_view vendor_key, std::string_view model) const
{
    const auto vendor = vendors_.find(vendor_key);
    if (vendor == vendors_.end() || vendor->second.brands.empty()) return {};
    auto maker = vendor_in(model);
    const auto& brands = vendor->second.brands;
    return std::ranges::find(brands, maker) == brands.end() ? std::string{} : maker;
}

std::string ModelNames::model_key(std::string_view vendor_key, std::string_view model) const
{
    NameWords words{model};
    if (model.size() > longest_name) return words.joined();
    if (!vendor_key.empty()) words.erase(0, vendor_words(words, vendor_key));
    const auto drop = [&words](const std::vector<NameWords>& noise) {
        for (const auto& phrase : noise)
            while (const auto at = words.find(phrase))
                words.erase(*at, phrase.count());
    };
    drop(noise_);
    const auto vendor = vendors_.find(vendor_key);
    if (vendor == vendors_.end()) return words.joined();
    drop(vendor->second.noise);
    const auto& key = words.joined();
    for (const auto& spelling : vendor->second.spellings)
        if (key.size() > spelling.written.size() && key.starts_with(spelling.written) &&
            is_digit(key[spelling.written.size()]))
            return spelling.meant + key.substr(spelling.written.size());
    return key;
}

bool ModelNames::is_complete(std::string_view vendor_key, std::string_view model_key) const
{
    const auto vendor = vendors_.find(vendor_key);
    if (vendor == vendors_.end()) return false;
    const auto found = vendor->second.aliases.find(model_key);
    return found != vendor->second.aliases.end() && found->second.empty();
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
            names_.noise_.emplace_back(file_.required_text(node));
        for (const auto node : root.children("vendor"))
            read_vendor(node);
        // The keys of models need all the words above.
        for (const auto node : root.children("vendor"))
            read_models(node);
        return std::move(names_);
    }

private:
    static std::string key_of(std::string_view name) { return letters_and_digits(NameWords{name}.joined()); }

    void add_name(pugi::xml_node at, std::string_view name, const std::string& vendor_key)
    {
        if (!names_.vendor_of_.emplace(key_of(name), vendor_key).second)
            file_.fail(at, "expected each vendor name once, not " + std::string{name} + " again");
    }

    void read_vendor(pugi::xml_node node)
    {
        file_.check_names(node, {"name"}, {"alias", "brand", "noise", "spelling", "model"});
        const auto name = file_.required(node, "name");
        const auto vendor_key = key_of(name);
        add_name(node, name, vendor_key);
        auto& vendor = names_.vendors_[vendor_key];
        for (const auto alias : node.children("alias"))
            add_name(alias, file_.required_text(alias), vendor_key);
        for (const auto noise : node.children("noise"))
            vendor.noise.emplace_back(file_.required_text(noise));
        for (const auto spelling : node.children("spelling")) {
            file_.check_names(spelling, {"of"}, {});
            vendor.spellings.push_back(
                {NameWords{file_.required_text(spelling)}.joined(),
                 NameWords{spelling.attribute("of") ? file_.required(spelling, "of") : ""}.joined()});
        }
    }

    void read_models(pugi::xml_node node)
    {
        const auto vendor_key = key_of(file_.required(node, "name"));
        for (const auto brand : node.children("brand")) {
            const auto key = names_.vendor_key(file_.required_text(brand));
            if (!names_.vendors_.contains(key)) file_.fail(brand, "expected in <brand> a name of a <vendor>");
            names_.vendors_[vendor_key].brands.push_back(key);
        }
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
