#include "catalog/version_order.hpp"

#include <algorithm>
#include <bit>

namespace phonescan {

namespace {

/// Collects reasons; the weightiest remains.
class Obstacle {
public:
    void add(Incomparable reason) noexcept
    {
        if (!found_ || reason < *found_) found_ = reason;
    }
    const std::optional<Incomparable>& found() const noexcept { return found_; }

private:
    std::optional<Incomparable> found_;
};

constexpr Comparison incomparable(Incomparable reason) noexcept
{
    return {Order::incomparable, reason, false};
}

/// Leaves a minimum the component open, before or after those that it has? A gap between them is none.
bool is_left_out(const Version& listed, std::size_t component, ListedAs listed_as) noexcept
{
    if (listed_as != ListedAs::minimum || listed.present == 0) return false;
    const unsigned present = listed.present;
    return component < static_cast<unsigned>(std::countr_zero(present)) ||
           component >= static_cast<unsigned>(std::bit_width(present));
}

/// Is it the letter of a release whose whole number the minimum names: that of 5.9.5A against 5.9.5?
bool is_letter_of_same_number(const VersionComponent& component, std::size_t index, const Version& observed,
                              const Version& minimum) noexcept
{
    return component.kind == VersionComponent::Kind::letter && observed.has(index) && index > 0 &&
           minimum.has(index - 1);
}

bool differ(const VersionComponent& component, std::size_t index, const Version& a, const Version& b) noexcept
{
    return component.kind == VersionComponent::Kind::text ? a.text != b.text : a.values[index] != b.values[index];
}

/// Different lines: what must be the same before anything is ordered.
Obstacle different_lines(const VersionScheme& scheme, const Version& observed, const Version& listed,
                         ListedAs listed_as)
{
    Obstacle obstacle;
    if (observed.edition != listed.edition) obstacle.add(Incomparable::edition);
    for (std::size_t i = 0; i < scheme.components.size(); ++i) {
        const auto& component = scheme.components[i];
        if (!component.same || observed.is_any(i) || listed.is_any(i) || is_left_out(listed, i, listed_as)) continue;
        if (component.free && observed.edition == component.free && listed.edition == component.free) continue;
        const bool is_known = scheme.tail == VersionScheme::Tail::zero || (observed.has(i) && listed.has(i));
        if (is_known && differ(component, i, observed, listed)) obstacle.add(*component.same);
    }
    // Neither version's edition is known although versions of this scheme tell it: only the same version is the same.
    if (scheme.tells_edition() && !observed.edition && !listed.edition && observed != listed)
        obstacle.add(Incomparable::edition);
    return obstacle;
}

Comparison ordered(const VersionScheme& scheme, const Version& observed, const Version& listed,
                   ListedAs listed_as = ListedAs::exact)
{
    for (std::size_t i = 0; i < scheme.components.size(); ++i) {
        const auto& component = scheme.components[i];
        if (observed.is_any(i) || listed.is_any(i)) continue;
        if (is_left_out(listed, i, listed_as)) {
            if (is_letter_of_same_number(component, i, observed, listed))
                return incomparable(Incomparable::release_letter);
            continue;
        }
        const bool differs = differ(component, i, observed, listed);
        if (component.kind == VersionComponent::Kind::letter && (observed.has(i) != listed.has(i) || differs))
            return incomparable(Incomparable::release_letter);
        if (scheme.tail == VersionScheme::Tail::unknown && observed.has(i) != listed.has(i))
            return incomparable(observed.has(i) ? Incomparable::cell_truncated : Incomparable::observed_unparsable);
        if (!differs) continue;
        if (scheme.equality_only) return incomparable(Incomparable::scheme);
        if (component.kind == VersionComponent::Kind::text)
            return incomparable(component.same.value_or(Incomparable::scheme));
        return {observed.values[i] < listed.values[i] ? Order::older : Order::newer, {}, false};
    }
    return {Order::equal, {}, false};
}

/// How a build stands to a lettered release. Known are only the build that is the release on this model, and builds
/// that came before it.
Comparison against_letter(const VersionScheme& scheme, std::string_view model_key, const Version& build,
                          const Version& release)
{
    for (const auto& alias : scheme.aliases) {
        const auto applies = [model_key](const ModelPattern& pattern) { return pattern.matches(model_key); };
        if (alias.release != release || !std::ranges::any_of(alias.models, applies)) continue;
        if (build == alias.build) return {Order::equal, {}, true};
        for (const auto& earlier : alias.earlier) {
            const auto order = ordered(scheme, build, earlier).order;
            if (order == Order::equal || order == Order::older) return {Order::older, {}, false};
        }
    }
    return incomparable(Incomparable::release_letter);
}

bool is_lettered(const VersionScheme& scheme, const Version& version)
{
    for (std::size_t i = 0; i < scheme.components.size(); ++i)
        if (scheme.components[i].kind == VersionComponent::Kind::letter && version.has(i)) return true;
    return false;
}

Comparison reversed(Comparison comparison) noexcept
{
    if (comparison.order == Order::older)
        comparison.order = Order::newer;
    else if (comparison.order == Order::newer)
        comparison.order = Order::older;
    return comparison;
}

} // namespace

Comparison compare(const VersionScheme& scheme, std::string_view model_key, const Version& observed,
                   const Version& listed, ListedAs listed_as)
{
    if (const auto obstacle = different_lines(scheme, observed, listed, listed_as); obstacle.found())
        return incomparable(*obstacle.found());
    const auto comparison = ordered(scheme, observed, listed, listed_as);
    if (comparison.order != Order::incomparable || comparison.reason != Incomparable::release_letter) return comparison;
    if (is_lettered(scheme, observed) == is_lettered(scheme, listed)) return comparison;
    return is_lettered(scheme, listed) ? against_letter(scheme, model_key, observed, listed)
                                       : reversed(against_letter(scheme, model_key, listed, observed));
}

Comparison compare_observed(const VersionScheme& scheme, std::string_view model_key, const ObservedVersion& observed,
                            const std::optional<Version>& listed, ListedAs listed_as)
{
    if (observed.version && listed) {
        if (observed.of_other_edition) return incomparable(Incomparable::edition);
        auto version = *observed.version;
        if (!version.edition) version.edition = observed.edition;
        if (observed.edition && version.edition != observed.edition) return incomparable(Incomparable::edition);
        return compare(scheme, model_key, version, *listed, listed_as);
    }
    Obstacle obstacle;
    if (!observed.version)
        obstacle.add(observed.of_other_scheme ? Incomparable::scheme : Incomparable::observed_unparsable);
    if (!listed) obstacle.add(Incomparable::cell_unparsable);
    if (listed && (observed.of_other_edition || (observed.edition && observed.edition != listed->edition)))
        obstacle.add(Incomparable::edition);
    return incomparable(*obstacle.found());
}

} // namespace phonescan
