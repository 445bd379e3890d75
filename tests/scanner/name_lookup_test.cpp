#include "scanner/name_lookup.hpp"

#include "scanner/address_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <map>

using phonescan::load_targets;
using phonescan::NameLookup;
using phonescan::resolve_names;
using phonescan::test::contains;

namespace {

/// A resolver with a few names.
NameLookup play(const std::string& name)
{
    static const std::map<std::string, std::vector<std::uint32_t>> known{
        {"desk1", {0x0a000001}},
        {"desk2", {0x0a000002, 0x0a000003}},
        {"public", {0x08080808}},
    };
    const auto found = known.find(name);
    if (found == known.end()) return {{}, "Name or service not known"};
    return {found->second, {}};
}

std::string ranges(const phonescan::AddressSet& set)
{
    std::string text;
    for (const auto& range : set.ranges())
        text += (text.empty() ? "" : " ") + to_text(range);
    return text;
}

} // namespace

TEST_CASE("names: all addresses of a name join the targets", "[scanner][targets]")
{
    const auto resolved = resolve_names(load_targets({.targets = {"desk1", "10.9.0.0/30", "desk2"}}), play);
    CHECK(ranges(resolved.list.addresses) == "10.0.0.1-10.0.0.3 10.9.0.0/30");
    CHECK(resolved.list.names.empty());
    CHECK(resolved.unresolved.empty());
    REQUIRE(resolved.names.size() == 2);
    CHECK(resolved.names[1].name.name == "desk2");
    CHECK(resolved.names[1].addresses == std::vector<std::uint32_t>{0x0a000002, 0x0a000003});
}

TEST_CASE("names: an excluded address stays excluded under any name", "[scanner][targets]")
{
    const auto resolved =
        resolve_names(load_targets({.targets = {"desk2", "10.0.0.0/30"}, .exclusions = {"10.0.0.3", "desk1"}}), play);
    CHECK(ranges(resolved.list.addresses) == "10.0.0.0 10.0.0.2");
    CHECK(ranges(resolved.list.excluded) == "10.0.0.1 10.0.0.3");
    CHECK(resolved.list.excluded_count == 2);
}

TEST_CASE("names: one that does not resolve is told, and the others are scanned", "[scanner][targets]")
{
    const auto resolved = resolve_names(load_targets({.targets = {"desk1", "gone"}}), play);
    CHECK(ranges(resolved.list.addresses) == "10.0.0.1");
    CHECK(resolved.unresolved == std::vector<std::string>{"target \"gone\": Name or service not known"});
}

TEST_CASE("names: an exclusion that does not resolve stops everything", "[scanner][targets]")
{
    CHECK_THROWS_WITH(resolve_names(load_targets({.targets = {"10.0.0.0/24"}, .exclusions = {"gone"}}), play),
                      "--exclude \"gone\": Name or service not known, so it cannot be excluded: name its address");
}

TEST_CASE("names: nothing left to scan is an error", "[scanner][targets]")
{
    CHECK_THROWS_WITH(resolve_names(load_targets({.targets = {"gone"}}), play),
                      contains("\"gone\"") && contains("no targets"));
    CHECK_THROWS_WITH(resolve_names(load_targets({.targets = {"desk1"}, .exclusions = {"10.0.0.1"}}), play),
                      contains("nothing left after exclusion"));
}

TEST_CASE("names: what they resolve to is subject to the policy", "[scanner][targets]")
{
    const auto resolved = resolve_names(load_targets({.targets = {"public"}}), play);
    CHECK(policy_problems(resolved.list.addresses, false).size() == 1);
}

TEST_CASE("names: hundreds are resolved, each with its own answer", "[scanner][targets]")
{
    phonescan::TargetSpec spec;
    for (int index = 0; index < 500; ++index)
        spec.targets.push_back("n" + std::to_string(index));
    const auto number = [](const std::string& name) {
        return NameLookup{{static_cast<std::uint32_t>(0x0a000000 + std::stoi(name.substr(1)))}, {}};
    };
    const auto resolved = resolve_names(load_targets(spec), number);
    CHECK(resolved.list.addresses.size() == 500);
    for (std::size_t index = 0; index < resolved.names.size(); ++index)
        REQUIRE(resolved.names[index].addresses.front() == 0x0a000000 + index);
}

TEST_CASE("names: the system's resolver knows localhost and not .invalid", "[scanner][targets]")
{
    const auto here = phonescan::look_up("localhost");
    CHECK(here.problem.empty());
    CHECK(here.addresses == std::vector<std::uint32_t>{0x7f000001});

    const auto nowhere = phonescan::look_up("no-such-phone.invalid"); // RFC 6761, 6.4: never resolves
    CHECK(nowhere.addresses.empty());
    CHECK_FALSE(nowhere.problem.empty());
}
