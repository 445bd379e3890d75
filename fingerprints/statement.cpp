#include "fingerprints/statement.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace phonescan {

namespace {

std::ptrdiff_t attributes_said(const Statement& statement)
{
    return static_cast<std::ptrdiff_t>(statement.values.count());
}

/// Which statements a later one replaces: the same field said something else since, and no less strictly.
class Freshness {
public:
    explicit Freshness(std::span<const Statement> statements)
    {
        for (const auto& statement : statements) {
            auto& newest = newest_[key_of(statement)].try_emplace(statement.certainty).first->second;
            newest = std::max(newest, statement.observation->time);
        }
    }

    bool is_superseded(const Statement& statement) const
    {
        const auto& by_certainty = newest_.at(key_of(statement));
        return std::any_of(by_certainty.lower_bound(statement.certainty), by_certainty.end(),
                           [&statement](const auto& newest) { return newest.second > statement.observation->time; });
    }

private:
    using Key = std::pair<Field, Kind>;
    static Key key_of(const Statement& statement) { return {statement.observation->field, statement.kind}; }

    std::map<Key, std::map<double, WallClock::time_point>> newest_;
};

/// Does a field other than the page say, by more than a hint, that the device is no phone?
bool is_denied(std::span<const Statement> statements)
{
    return std::ranges::any_of(statements, [](const Statement& statement) {
        return statement.kind == Kind::not_phone && statement.observation->field != Field::http_body &&
               statement.if_vendor.empty() && statement.certainty >= hint_certainty;
    });
}

} // namespace

void sort_by_worth(std::vector<Statement>& statements)
{
    if (statements.size() < 2) return;
    const auto time_of = [](const Statement& statement) { return statement.observation->time; };
    const auto one_time =
        std::ranges::adjacent_find(statements, std::ranges::not_equal_to{}, time_of) == statements.end();
    const auto freshness = one_time ? std::nullopt : std::optional<Freshness>{statements}; // nothing is newer
    const bool denied = is_denied(statements);
    const auto rank = [&freshness, denied](const Statement& statement) {
        const bool only_quotes =
            denied && statement.observation->field == Field::http_body && statement.kind != Kind::not_phone;
        return std::tuple{only_quotes,
                          freshness && freshness->is_superseded(statement),
                          -statement.certainty,
                          statement.kind != Kind::phone,
                          -statement.preference,
                          -attributes_said(statement),
                          -statement.observation->time.time_since_epoch().count(),
                          statement.observation->field};
    };
    std::vector<std::pair<decltype(rank(statements.front())), std::size_t>> order;
    order.reserve(statements.size());
    for (std::size_t i = 0; i < statements.size(); ++i)
        order.emplace_back(rank(statements[i]), i);
    std::ranges::sort(order); // the index last: of equal ones the first stays the first
    std::vector<Statement> sorted;
    sorted.reserve(statements.size());
    for (const auto& [worth, index] : order)
        sorted.push_back(std::move(statements[index]));
    statements = std::move(sorted);
}

} // namespace phonescan
