#include "catalog/model_match.hpp"

#include "probes/observation/error.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

namespace phonescan {

namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

/// Is the key the other with only letters missing before or after it: `410` of `desk410`, `desk410` of `desk410g`?
bool lacks_only_letters(std::string_view key, std::string_view whole)
{
    const auto at = whole.find(key);
    if (at == std::string_view::npos || key.size() == whole.size()) return false;
    return std::ranges::all_of(whole.substr(0, at), is_letter) &&
           std::ranges::all_of(whole.substr(at + key.size()), is_letter);
}

/// The letters before the number: `desk` of `desk410`, nothing of `4110`.
std::string_view family_of(std::string_view model_key) noexcept
{
    return model_key.substr(0, static_cast<std::size_t>(std::ranges::find_if(model_key, is_digit) - model_key.begin()));
}

/// The first number in the key; long ones saturate.
std::int64_t number_in(std::string_view model_key) noexcept
{
    model_key.remove_prefix(family_of(model_key).size());
    std::int64_t number = 0;
    for (std::size_t i = 0; i < model_key.size() && i < 9 && is_digit(model_key[i]); ++i)
        number = number * 10 + (model_key[i] - '0');
    return number;
}

bool has_letters_and_digits(std::string_view key)
{
    return std::ranges::any_of(key, is_digit) && std::ranges::any_of(key, is_letter);
}

/// Do several makers have models of such names: `m3`?
bool is_short(std::string_view key)
{
    constexpr std::ptrdiff_t distinctive = 4; // letters and digits
    return std::ranges::count_if(key, [](char c) { return is_digit(c) || is_letter(c); }) < distinctive;
}

/// Levenshtein distance. Keys are short; what is longer than 64 is cut, since this is only advice.
std::size_t edits(std::string_view a, std::string_view b)
{
    a = a.substr(0, 64);
    b = b.substr(0, 64);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string vendor_key_of(const ModelNames& names, std::string_view vendor, std::string_view model)
{
    auto key = names.vendor_key(vendor);
    return key.empty() ? names.vendor_in(model) : key;
}

} // namespace

std::string joined_key(std::string_view vendor_key, std::string_view model_key)
{
    std::string key;
    key.reserve(vendor_key.size() + 1 + model_key.size());
    return key.append(vendor_key).append(1, ' ').append(model_key);
}

PhoneKey::PhoneKey(const ModelNames& names, std::string_view vendor, std::string_view model)
    : PhoneKey{names, vendor_key_of(names, vendor, model), model, true}
{
}

PhoneKey::PhoneKey(const ModelNames& names, const std::string& vendor_key, std::string_view model, bool with_brand)
    : joined_{joined_key(vendor_key, names.model_key(vendor_key, model))}, vendor_length_{vendor_key.size()}
{
    const auto brand = with_brand ? names.brand_in(vendor_key, model) : std::string{};
    if (!brand.empty()) brand_.push_back(PhoneKey{names, brand, model, false});
}

ModelIndex::ModelIndex(const CatalogFile& catalog, const ModelNames& names, const std::filesystem::path& path)
    : catalog_{catalog}, names_{names}
{
    for (std::size_t i = 0; i < catalog.rows.size(); ++i)
        add(catalog.rows[i], i, path);
    for (const auto& accessory : catalog.accessories)
        add_accessory(accessory);
    for (auto& [key, rows] : entries_)
        if (rows.rows.empty()) rows.rows.swap(rows.ended);
    for (auto& vendor : vendors_)
        std::ranges::stable_partition(vendor.series, [](const Series& series) { return series.pattern != "*"; });
}

void ModelIndex::add(const CatalogRow& row, std::size_t index, const std::filesystem::path& path)
{
    using Way = RowsOfModel::Way;
    const auto vendor_key = names_.vendor_key(row.vendor);
    auto& vendor = rows_of(vendor_key);
    const bool several = row.models.size() > 1;
    for (const auto& model : row.models) {
        const auto model_key = names_.model_key(vendor_key, model);
        if (model_key.empty()) throw DataError{path, row.line, "expected a model name that is more than noise words"};
        add_name(joined_key(vendor_key, model_key), index, several ? Way::multi_model_row : Way::exact, false);
        for (const auto& alias : names_.aliases_of(vendor_key, model_key))
            add_name(joined_key(vendor_key, alias), index, several ? Way::multi_model_row : Way::alias, true);
        if (std::ranges::find(vendor.named, model_key, &Named::model_key) == vendor.named.end())
            vendor.named.push_back({model_key, index});
    }
    if (several && row.product.size() == 1) // the row's own words are a name for any of its models
        add_name(joined_key(vendor_key, names_.model_key(vendor_key, row.product.front())), index, Way::multi_model_row,
                 true);
    if (!row.series.empty()) add_series(vendor, row, index);
}

/// Of names that lead to several rows the closest way counts, and all rows that it leads to.
void ModelIndex::add_name(const std::string& joined, std::size_t row, RowsOfModel::Way way, bool by_alias)
{
    auto& found = entries_[joined];
    if (catalog_.rows[row].is_end_of_life()) {
        if (found.rows.empty()) std::tie(found.way, found.by_alias) = std::tuple{way, by_alias};
        if (found.ended.empty() || found.ended.back() != row) found.ended.push_back(row);
        return;
    }
    const auto closeness = std::tuple{way, by_alias};
    if (found.rows.empty() || closeness < std::tuple{found.way, found.by_alias}) {
        found.rows.clear();
        std::tie(found.way, found.by_alias) = closeness;
    } else if (closeness != std::tuple{found.way, found.by_alias} || found.rows.back() == row) {
        return;
    }
    found.rows.push_back(row);
}

void ModelIndex::add_series(VendorRows& vendor, const CatalogRow& row, std::size_t index)
{
    const auto name = names_.model_key(vendor.vendor_key, row.series);
    if (!name.empty()) add_name(joined_key(vendor.vendor_key, name), index, RowsOfModel::Way::series, false);
    for (const auto& pattern : row.series_models) {
        const auto found = std::ranges::find(vendor.series, pattern, &Series::pattern);
        if (found != vendor.series.end())
            found->rows.rows.push_back(index);
        else
            vendor.series.push_back({pattern, ModelPattern{pattern}, {RowsOfModel::Way::series, false, {index}, {}}});
    }
}

/// Under its names, and under the row's own words: `Module 50 supported on Desk 4`.
void ModelIndex::add_accessory(const CatalogAccessory& accessory)
{
    const auto vendor_key = names_.vendor_key(accessory.vendor);
    accessories_.insert(joined_key(vendor_key, names_.model_key(vendor_key, accessory.product)));
    for (const auto& model : accessory.models) {
        const auto model_key = names_.model_key(vendor_key, model);
        accessories_.insert(joined_key(vendor_key, model_key));
        for (const auto& alias : names_.aliases_of(vendor_key, model_key))
            accessories_.insert(joined_key(vendor_key, alias));
    }
}

ModelIndex::VendorRows& ModelIndex::rows_of(const std::string& vendor_key)
{
    const auto found = std::ranges::find(vendors_, vendor_key, &VendorRows::vendor_key);
    return found == vendors_.end() ? vendors_.emplace_back(VendorRows{vendor_key, {}, {}}) : *found;
}

const ModelIndex::VendorRows* ModelIndex::find_vendor(std::string_view vendor_key) const
{
    const auto found = std::ranges::find(vendors_, vendor_key, &VendorRows::vendor_key);
    return found == vendors_.end() ? nullptr : &*found;
}

ModelMatch ModelIndex::find(const PhoneKey& key, std::string_view model) const
{
    if (key.vendor().empty()) return find_without_vendor(key.model(), model);
    const auto own = match_of(key.vendor(), key.model(), key.joined(), true);
    const auto* const brand = key.brand();
    if (brand == nullptr || own.kind != ModelMatch::Kind::none) return own;
    return match_of(brand->vendor(), brand->model(), brand->joined(), true);
}

ModelMatch ModelIndex::match_of(std::string_view vendor_key, std::string_view model_key, std::string_view joined,
                                bool with_series) const
{
    ModelMatch match;
    match.vendor_key = vendor_key;
    match.model_key = model_key;
    if (model_key.empty()) return match;
    const auto take = [&match](const RowsOfModel& rows) {
        match.kind = ModelMatch::Kind::row;
        match.found = &rows;
        return match;
    };
    if (const auto found = entries_.find(joined); found != entries_.end()) {
        const std::string_view own = found->first; // outlives a key that was made for this list
        match.vendor_key = own.substr(0, vendor_key.size());
        match.model_key = own.substr(vendor_key.size() + 1);
        return take(found->second);
    }
    const auto* const vendor = find_vendor(vendor_key);
    if (vendor == nullptr || accessories_.contains(joined)) return match;
    if (with_series)
        for (const auto& series : vendor->series)
            if (series.models.matches(model_key)) return take(series.rows);
    find_vaguely(*vendor, match);
    return match;
}

void ModelIndex::find_vaguely(const VendorRows& vendor, ModelMatch& match) const
{
    if (match.model_key.size() < 2) return; // a single sign is no name
    if (names_.is_complete(match.vendor_key, match.model_key)) return;
    const bool numbered = std::ranges::any_of(match.model_key, is_digit);
    for (const auto& named : vendor.named) {
        const bool fits = numbered ? lacks_only_letters(match.model_key, named.model_key)
                                   : family_of(named.model_key).starts_with(match.model_key);
        auto& rows = match.candidates;
        if (fits && (rows.empty() || rows.back() != named.row)) rows.push_back(named.row);
    }
    // Other letters make other phones, listed or not: one row that fits is no proof. A family of one row is no family.
    if (match.candidates.size() > (numbered ? 0U : 1U)) match.kind = ModelMatch::Kind::ambiguous;
}

ModelMatch ModelIndex::find_without_vendor(std::string_view bare_key, std::string_view model) const
{
    ModelMatch only;
    ModelMatch open; // names a phone of some maker, this one or another
    open.model_key = bare_key;
    std::size_t makers = 0;
    const bool is_number = !bare_key.empty() && std::ranges::all_of(bare_key, is_digit);
    for (const auto& [vendor_key, named, series] : vendors_) {
        const auto model_key = names_.model_key(vendor_key, model);
        const auto match = match_of(vendor_key, model_key, joined_key(vendor_key, model_key), is_number);
        if (match.kind == ModelMatch::Kind::none) continue;
        std::ranges::copy(match.candidates, std::back_inserter(open.candidates));
        if (match.kind != ModelMatch::Kind::row) continue;
        open.candidates.push_back(match.found->rows.front());
        if (is_short(bare_key) || !has_letters_and_digits(match.model_key)) continue;
        only = match;
        ++makers;
    }
    if (makers == 1) return only;
    if (!open.candidates.empty()) open.kind = ModelMatch::Kind::ambiguous;
    return open;
}

std::optional<std::size_t> ModelIndex::nearest(std::string_view vendor_key, std::string_view model_key) const
{
    std::optional<std::size_t> nearest;
    std::int64_t least_step = 0;
    std::size_t fewest_edits = 0;
    const auto* const vendor = find_vendor(vendor_key);
    if (vendor == nullptr) return std::nullopt;
    for (const auto& named : vendor->named) {
        if (family_of(named.model_key) != family_of(model_key)) continue;
        if (catalog_.rows[named.row].is_end_of_life()) continue;
        const auto step = std::abs(number_in(named.model_key) - number_in(model_key));
        if (nearest && step > least_step) continue;
        const auto count = edits(named.model_key, model_key);
        if (nearest && step == least_step && count >= fewest_edits) continue;
        nearest = named.row;
        least_step = step;
        fewest_edits = count;
    }
    return nearest;
}

} // namespace phonescan
