#include "scanner/inventory_header.hpp"

#include "scanner/json_writer.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace phonescan {

namespace {

constexpr std::size_t most_named = 8; // columns in one message
constexpr std::size_t longest_shown = 60;
constexpr std::size_t own_name = std::numeric_limits<std::size_t>::max();

std::string in_quotes(std::string_view cell)
{
    std::string text;
    append_json_string(text, shortened(terminal_text(direct_value(cell.substr(0, 4 * longest_shown))), longest_shown));
    return text;
}

/// `"a", "b" and 3 more`
std::string list_of(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
    return text;
}

std::string lower_case(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The columns that mean one thing.
struct Claim {
    std::string meaning;
    struct Column {
        std::size_t index;
        std::size_t rank; ///< own_name: it has our own name
        bool may_be_version;
    };
    std::vector<Column> columns;
};

class HeaderReader {
public:
    HeaderReader(std::span<const std::string> cells, std::uint64_t line, const ColumnNames& names)
        : cells_{cells}, line_{line}
    {
        header_.columns.resize(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            find_meaning(i, names);
    }

    InventoryHeader read(const ColumnNames& names)
    {
        for (auto& claim : claims_)
            settle(claim);
        const auto tells = [](const ColumnUse& use) { return identifies(use.term); };
        if (std::ranges::none_of(header_.columns, tells)) refuse(names);
        std::string message = list_of(taken_);
        if (!kept_.empty()) message += "; other columns: " + list_of(kept_);
        header_.messages.insert(header_.messages.begin(), std::move(message));
        return std::move(header_);
    }

private:
    void find_meaning(std::size_t index, const ColumnNames& names)
    {
        const auto name = lower_case(direct_value(cells_[index]));
        const auto kind = term_named(name, Vocabulary::inventory).kind;
        if (kind != Term::Kind::unknown && kind != Term::Kind::id) {
            claim_of(name).columns.push_back({index, own_name, false});
        } else if (const auto found = names.find(cells_[index])) {
            claim_of(found->meaning).columns.push_back({index, found->rank, found->may_be_version});
        } else if (!name.empty()) {
            kept_.push_back(in_quotes(cells_[index]));
        }
    }

    Claim& claim_of(std::string_view meaning)
    {
        const auto found = std::ranges::find(claims_, meaning, &Claim::meaning);
        if (found != claims_.end()) return *found;
        return claims_.emplace_back(Claim{std::string{meaning}, {}});
    }

    /// Of our own names all count where a phone may say several things, of the others the most exact one.
    void settle(Claim& claim)
    {
        const auto term = term_named(claim.meaning, Vocabulary::inventory);
        std::ranges::stable_sort(claim.columns, [](const auto& a, const auto& b) {
            if ((a.rank == own_name) != (b.rank == own_name)) return a.rank == own_name;
            return a.rank < b.rank;
        });
        const auto best = claim.columns.front().rank;
        std::vector<std::string> others;
        for (std::size_t i = 0; i < claim.columns.size(); ++i) {
            const auto& column = claim.columns[i];
            const auto name = in_quotes(cells_[column.index]);
            if (column.rank != best) {
                others.push_back(name);
                continue;
            }
            if (i != 0 && !(best == own_name && term.kind == Term::Kind::field))
                throw UsageError{fmt::format("line {}: two columns are called {}", line_, name)};
            header_.columns[column.index] = {term, column.may_be_version};
            taken_.push_back(fmt::format("{} from {}", claim.meaning, name));
        }
        if (!others.empty())
            header_.messages.push_back(fmt::format("{} is taken from {}, not from {}", claim.meaning,
                                                   in_quotes(cells_[claim.columns.front().index]), list_of(others)));
    }

    [[noreturn]] void refuse(const ColumnNames& names) const
    {
        std::vector<std::string> found;
        for (const auto& cell : cells_)
            found.push_back(in_quotes(cell));
        throw UsageError{fmt::format("line {}: neither JSON nor a CSV header with a column that tells what a phone is. "
                                     "Found: {}. Names that would do: {}, a field such as sip.user_agent, and what "
                                     "they are called elsewhere (Manufacturer, Device Model, User Agent)",
                                     line_, list_of(found), fmt::join(names.examples(), ", "))};
    }

    std::span<const std::string> cells_;
    std::uint64_t line_;
    InventoryHeader header_;
    std::vector<Claim> claims_;
    std::vector<std::string> taken_;
    std::vector<std::string> kept_;
};

} // namespace

InventoryHeader read_inventory_header(std::span<const std::string> cells, std::uint64_t line, const ColumnNames& names)
{
    return HeaderReader{cells, line, names}.read(names);
}

} // namespace phonescan
