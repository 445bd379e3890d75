#include "catalog/judgement.hpp"
#include "catalog/readings.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// Statements contradict each other, and the verdict hangs on which is true. What holds either way stays.
void withdraw(Verdict& verdict, const Verdict& other)
{
    std::erase_if(verdict.flags, [&other](const std::string& flag) {
        return std::ranges::find(other.flags, flag) == other.flags.end();
    });
    if (verdict.listed != other.listed) verdict.listed = Listed::unknown;
    verdict.code = VerdictCode::undetermined;
    verdict.status = status_of(verdict.code);
    verdict.reason = name_of(Incomparable::conflict);
}

} // namespace

Verdict CatalogSet::judge(const Identity& phone, std::string_view platform, Day as_of) const
{
    const std::array<std::string_view, 1> platforms = {platform};
    return std::move(judge(phone, platforms, as_of).front());
}

std::vector<Verdict> CatalogSet::judge(const Identity& phone, std::span<const std::string> platforms, Day as_of) const
{
    const std::vector<std::string_view> names(platforms.begin(), platforms.end());
    return judge(phone, names, as_of);
}

std::vector<Verdict> CatalogSet::judge(const Identity& phone, std::span<const std::string_view> platforms,
                                       Day as_of) const
{
    std::vector<Verdict> verdicts;
    verdicts.reserve(platforms.size());
    const JudgedPhone judged{phone, impl_->names, impl_->schemes};
    for (const auto platform : platforms)
        verdicts.push_back(Judgement{*impl_, judged, platform, as_of}.decide());
    if (phone.conflicts.empty()) return verdicts;
    const auto readings = other_readings(phone);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        if (!readings) {
            withdraw(verdicts[i], Verdict{});
            continue;
        }
        const auto first = verdicts[i].code;
        for (const auto& reading : *readings) {
            const JudgedPhone other_phone{reading, impl_->names, impl_->schemes};
            const auto other = Judgement{*impl_, other_phone, platforms[i], as_of}.decide();
            if (other.code != first) withdraw(verdicts[i], other);
        }
    }
    return verdicts;
}

} // namespace phonescan
