// Properties that hold for every shipped scheme, over versions made from its own grammar.

#include "catalog/version_order.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <random>
#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr std::size_t most_versions = 160; // of a scheme: the properties are checked over triples

const SchemeBook& schemes()
{
    static const auto book = shipped_schemes();
    return book;
}

/// Numbers around every edge of the scheme's editions, small ones that meet each other often, and long ones.
std::vector<std::string> numbers_for(const VersionScheme& scheme, std::size_t component)
{
    std::vector<std::string> numbers = {"0", "1", "2", "09", "10", "999999999"};
    for (const auto& edition : scheme.editions)
        if (edition.component == component)
            for (const auto& range : edition.ranges) {
                numbers.push_back(std::to_string(range.from));
                numbers.push_back(std::to_string(range.to));
                numbers.push_back(std::to_string(range.to + 1));
            }
    const auto most = scheme.components[component].most;
    if (most == 0) return numbers;
    std::erase_if(numbers, [most](const std::string& number) { return std::stoul(number) > most; });
    numbers.push_back(std::to_string(most));
    return numbers;
}

std::string component_text(const VersionScheme& scheme, std::size_t index, std::mt19937& random)
{
    const auto one_of = [&random](const std::vector<std::string>& texts) { return texts[random() % texts.size()]; };
    const auto& component = scheme.components[index];
    switch (component.kind) {
    case VersionComponent::Kind::number:
        if (component.digits == 0) return one_of(numbers_for(scheme, index));
        return std::string(component.digits - 1, "01"[random() % 2]) + std::to_string(random() % 3);
    case VersionComponent::Kind::upper:
        return one_of({"A", "B", "Z"});
    case VersionComponent::Kind::lower:
        return one_of({"", "_", "a", "b", "z"});
    case VersionComponent::Kind::letter:
        return one_of({"A", "B", "AA", "ZZ"});
    case VersionComponent::Kind::text:
        break;
    }
    return one_of({"A", "CD-1Y", "CD-2Y"});
}

/// A text of the form, cut where the form lets it end.
std::string text_of(const VersionScheme& scheme, const VersionForm& form, std::mt19937& random)
{
    std::string text;
    std::size_t taken = 0;
    for (const auto& piece : form.pieces) {
        if (piece.may_end && taken >= form.minimum && random() % 3 == 0) return text;
        if (piece.component) {
            text += component_text(scheme, *piece.component, random);
            ++taken;
        } else {
            text += piece.run ? "X1" : piece.literal;
        }
    }
    return text;
}

/// Versions as phones report them; release aliases and their builds among them. The same for each run.
std::vector<Version> generated(const VersionScheme& scheme)
{
    std::mt19937 random{20240715}; // NOLINT(cert-msc51-cpp): the same versions each time
    std::vector<Version> versions;
    const auto add = [&versions](const Version& version) {
        if (std::ranges::find(versions, version) == versions.end()) versions.push_back(version);
    };
    for (const auto& alias : scheme.aliases) {
        add(alias.release);
        add(alias.build);
        std::ranges::for_each(alias.earlier, add);
    }
    for (std::size_t tries = 0; tries < 40 * most_versions && versions.size() < most_versions; ++tries) {
        const auto& form = scheme.forms[random() % scheme.forms.size()];
        if (form.list_only) continue;
        const auto text = text_of(scheme, form, random);
        const auto version = scheme.parse_observed(text);
        CAPTURE(scheme.id, text);
        REQUIRE(version.has_value());
        add(*version);
    }
    return versions;
}

Order opposite(Order order)
{
    if (order == Order::older) return Order::newer;
    return order == Order::newer ? Order::older : order;
}

/// The order of all pairs, row by row. A letter's builds differ from model to model: model_key says whose count.
std::vector<Order> order_of_all(const VersionScheme& scheme, const std::vector<Version>& versions)
{
    std::vector<Order> order;
    for (const auto& a : versions)
        for (const auto& b : versions)
            order.push_back(compare(scheme, "vvx410", a, b).order);
    return order;
}

} // namespace

TEST_CASE("generated versions: every shipped scheme has some, and several that are ordered", "[catalog][version]")
{
    for (const auto& scheme : schemes().schemes()) {
        CAPTURE(scheme.id);
        const auto versions = generated(scheme);
        CHECK(versions.size() > 10);
        const auto order = order_of_all(scheme, versions);
        if (!scheme.equality_only) CHECK(std::ranges::count(order, Order::older) > 10);
        if (scheme.equality_only) CHECK(std::ranges::count(order, Order::older) == 0);
    }
}

TEST_CASE("generated versions: printing and parsing lead back to the same version", "[catalog][version]")
{
    for (const auto& scheme : schemes().schemes())
        for (const auto& version : generated(scheme)) {
            const auto text = scheme.print(version);
            CAPTURE(scheme.id, text);
            CHECK(scheme.parse(text) == version);
        }
}

TEST_CASE("generated versions: the order is reflexive and antisymmetric", "[catalog][version]")
{
    for (const auto& scheme : schemes().schemes()) {
        const auto versions = generated(scheme);
        const auto order = order_of_all(scheme, versions);
        std::size_t broken = 0;
        for (std::size_t a = 0; a < versions.size(); ++a) {
            if (order[a * versions.size() + a] != Order::equal) ++broken;
            for (std::size_t b = 0; b < a; ++b)
                if (order[a * versions.size() + b] != opposite(order[b * versions.size() + a])) ++broken;
        }
        CAPTURE(scheme.id);
        CHECK(broken == 0);
    }
}

TEST_CASE("generated versions: the order is transitive where it is defined", "[catalog][version]")
{
    for (const auto& scheme : schemes().schemes()) {
        const auto versions = generated(scheme);
        const auto count = versions.size();
        const auto order = order_of_all(scheme, versions);
        const auto is_upward = [](Order one) { return one == Order::older || one == Order::equal; };
        std::size_t broken = 0;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < count; ++b) {
                const auto first = order[a * count + b];
                if (!is_upward(first)) continue;
                for (std::size_t c = 0; c < count; ++c) {
                    const auto second = order[b * count + c];
                    if (!is_upward(second)) continue;
                    const bool strict = first == Order::older || second == Order::older;
                    const auto whole = order[a * count + c];
                    if (whole == Order::newer || (whole == Order::equal && strict)) ++broken;
                }
            }
        CAPTURE(scheme.id);
        CHECK(broken == 0);
    }
}

TEST_CASE("generated versions: a minimum is met by itself and by what is above it, by nothing below",
          "[catalog][version]")
{
    for (const auto& scheme : schemes().schemes()) {
        const auto versions = generated(scheme);
        std::size_t broken = 0;
        for (const auto& minimum : versions) {
            if (compare(scheme, "vvx410", minimum, minimum, ListedAs::minimum).order != Order::equal) ++broken;
            for (const auto& version : versions) {
                const auto exact = compare(scheme, "vvx410", version, minimum).order;
                const auto as_minimum = compare(scheme, "vvx410", version, minimum, ListedAs::minimum).order;
                // Leaving components open makes more comparable, and never turns the order round.
                if (exact == Order::newer && as_minimum != Order::newer && as_minimum != Order::equal) ++broken;
                if (exact == Order::older && as_minimum != Order::older && as_minimum != Order::equal) ++broken;
                if (exact == Order::equal && as_minimum != Order::equal) ++broken;
            }
        }
        CAPTURE(scheme.id);
        CHECK(broken == 0);
    }
}
