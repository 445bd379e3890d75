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

/// The phone's verdict, withdrawn where another reading of its contradicting statements comes to another one.
class Readings {
public:
    Readings(const CatalogSet::Impl& set, const Identity& phone, Day as_of)
        : set_{set}, phone_{phone, set.names, set.schemes}, as_of_{as_of}
    {
        if (!phone.conflicts.empty()) others_ = other_readings(phone);
        are_too_many_ = !phone.conflicts.empty() && !others_;
    }

    Verdict judge(std::string_view platform) const
    {
        auto verdict = Judgement{set_, phone_, platform, as_of_}.decide();
        if (are_too_many_) withdraw(verdict, Verdict{});
        if (!others_) return verdict;
        const auto first = verdict.code;
        for (const auto& reading : *others_) {
            const JudgedPhone other_phone{reading, set_.names, set_.schemes};
            const auto other = Judgement{set_, other_phone, platform, as_of_}.decide();
            if (other.code != first) withdraw(verdict, other);
        }
        return verdict;
    }

private:
    const CatalogSet::Impl& set_;
    JudgedPhone phone_;
    Day as_of_;
    std::optional<std::vector<Identity>> others_;
    bool are_too_many_ = false;
};

} // namespace

Verdict CatalogSet::judge(const Identity& phone, std::string_view platform, Day as_of) const
{
    return Readings{*impl_, phone, as_of}.judge(platform);
}

std::vector<Verdict> CatalogSet::judge(const Identity& phone, std::span<const std::string> platforms, Day as_of) const
{
    const Readings readings{*impl_, phone, as_of};
    std::vector<Verdict> verdicts;
    verdicts.reserve(platforms.size());
    for (const auto& platform : platforms)
        verdicts.push_back(readings.judge(platform));
    return verdicts;
}

} // namespace phonescan
