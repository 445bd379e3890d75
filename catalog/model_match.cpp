#include "catalog/model_match.hpp"

#include "probes/observation/error.hpp"

#include <algorithm>
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

std::string entry_key(std::string_view vendor_key, std::string_view model_key)
{
    std::string key;
    key.reserve(vendor_key.size() + 1 + model_key.size());
    return key.append(vendor_key).append(1, ' ').append(model_key);
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

} // namespace

ModelIndex::ModelIndex(const CatalogFile& catalog, const ModelNames& names, const std::filesystem::path& path)
    : catalog_{catalog}, names_{names}
{
    for (std::size_t i = 0; i < catalog.rows.size(); ++i)
        add(catalog.rows[i], i, path);
}

void ModelIndex::add(const CatalogRow& row, std::size_t index, const std::filesystem::path& path)
{
    const auto vendor_key = names_.vendor_key(row.vendor);
    if (std::ranges::find(vendors_, vendor_key) == vendors_.end()) vendors_.push_back(vendor_key);
    const auto insert = [&](const std::string& model_key, ModelMatch::Way way, bool by_alias) {
        if (model_key.empty()) throw DataError{path, row.line, "expected a model name that is more than noise words"};
        if (!entries_.emplace(entry_key(vendor_key, model_key), Entry{index, way, by_alias}).second)
            throw DataError{path, row.line, "expected each model in one row only, not " + model_key + " again"};
    };
    const bool several = row.models.size() > 1;
    if (several && row.product.size() == 1) // the row's own words are a name for any of its models
        entries_.emplace(entry_key(vendor_key, names_.model_key(vendor_key, row.product.front())),
                         Entry{index, ModelMatch::Way::multi_model_row, true});
    for (const auto& model : row.models) {
        const auto model_key = names_.model_key(vendor_key, model);
        insert(model_key, several ? ModelMatch::Way::multi_model_row : ModelMatch::Way::exact, false);
        for (const auto& alias : names_.aliases_of(vendor_key, model_key))
            insert(alias, several ? ModelMatch::Way::multi_model_row : ModelMatch::Way::alias, true);
        named_.push_back({vendor_key, model_key, index});
    }
    if (row.series.empty()) return;
    insert(names_.model_key(vendor_key, row.series), ModelMatch::Way::series, false);
    for (const auto& pattern : row.series_models)
        series_.push_back({vendor_key, ModelPattern{pattern}, index});
}

ModelMatch ModelIndex::find(std::string_view vendor, std::string_view model) const
{
    auto vendor_key = names_.vendor_key(vendor);
    if (vendor_key.empty()) vendor_key = names_.vendor_in(model);
    if (vendor_key.empty()) return find_without_vendor(model);
    auto model_key = names_.model_key(vendor_key, model);
    return find_key(std::move(vendor_key), std::move(model_key), true);
}

ModelMatch ModelIndex::find_key(std::string vendor_key, std::string model_key, bool with_series) const
{
    ModelMatch match;
    match.vendor_key = std::move(vendor_key);
    match.model_key = std::move(model_key);
    if (match.model_key.empty()) return match;
    const auto found = entries_.find(entry_key(match.vendor_key, match.model_key));
    if (found != entries_.end()) {
        match.kind = ModelMatch::Kind::row;
        match.row = found->second.row;
        match.way = found->second.way;
        match.by_alias = found->second.by_alias;
        return match;
    }
    if (!with_series) return match;
    for (const auto& series : series_) {
        if (series.vendor_key != match.vendor_key || !series.models.matches(match.model_key)) continue;
        match.kind = ModelMatch::Kind::row;
        match.row = series.row;
        match.way = ModelMatch::Way::series;
        return match;
    }
    find_vaguely(match);
    return match;
}

void ModelIndex::find_vaguely(ModelMatch& match) const
{
    if (match.model_key.size() < 2) return; // a single sign is no name
    const bool numbered = std::ranges::any_of(match.model_key, is_digit);
    for (const auto& named : named_) {
        if (named.vendor_key != match.vendor_key) continue;
        const bool fits = numbered ? lacks_only_letters(match.model_key, named.model_key)
                                   : family_of(named.model_key).starts_with(match.model_key);
        if (fits && (match.rows.empty() || match.rows.back() != named.row)) match.rows.push_back(named.row);
    }
    // Other letters make other phones, listed or not: one row that fits is no proof. A family of one row is no family.
    if (match.rows.size() > (numbered ? 0U : 1U)) match.kind = ModelMatch::Kind::ambiguous;
}

ModelMatch ModelIndex::find_without_vendor(std::string_view model) const
{
    ModelMatch none;
    none.model_key = names_.model_key({}, model);
    ModelMatch only = none;
    const bool is_number = !none.model_key.empty() && std::ranges::all_of(none.model_key, is_digit);
    for (const auto& vendor_key : vendors_) {
        auto match = find_key(vendor_key, names_.model_key(vendor_key, model), is_number);
        if (match.kind != ModelMatch::Kind::row) continue;
        if (is_number) { // a bare number names a phone of some maker, this one or another
            none.rows.push_back(match.row);
            none.kind = ModelMatch::Kind::ambiguous;
            continue;
        }
        if (!std::ranges::any_of(match.model_key, is_digit) || !std::ranges::any_of(match.model_key, is_letter))
            continue;
        if (only.kind == ModelMatch::Kind::row) return none;
        only = std::move(match);
    }
    return is_number ? none : only;
}

std::optional<std::size_t> ModelIndex::nearest(std::string_view vendor_key, std::string_view model_key) const
{
    using Distance = std::tuple<std::int64_t, std::size_t>;
    std::optional<std::size_t> nearest;
    Distance least;
    for (const auto& named : named_) {
        if (named.vendor_key != vendor_key || family_of(named.model_key) != family_of(model_key)) continue;
        const Distance distance{std::abs(number_in(named.model_key) - number_in(model_key)),
                                edits(named.model_key, model_key)};
        if (nearest && distance >= least) continue;
        nearest = named.row;
        least = distance;
    }
    return nearest;
}

} // namespace phonescan
