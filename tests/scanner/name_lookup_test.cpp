#include "scanner/name_lookup.hpp"

#include "scanner/address_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <fmt/format.h>

#include <map>

using phonescan::AddressSet;
using phonescan::load_targets;
using phonescan::NameLookup;
using phonescan::NameUse;
using phonescan::resolve_names;
using phonescan::test::contains;

namespace {

AddressSet set_of(const std::vector<std::string>& targets)
{
    return load_targets({.targets = targets}).addresses;
}

/// A resolver with a few names.
NameLookup play(const std::string& name, NameUse use)
{
    struct Known {
        std::vector<std::string> v4, v6;
    };
    static const std::map<std::string, Known> known{
        {"desk1", {{"10.0.0.1"}, {}}}, {"desk2", {{"10.0.0.2", "10.0.0.3"}, {}}},
        {"public", {{"8.8.8.8"}, {}}}, {"both", {{"10.0.0.4"}, {"fd00::4"}}},
        {"six", {{}, {"fd00::6"}}},
    };
    const auto found = known.find(name);
    if (found == known.end()) return {{}, "Name or service not known"};
    const auto& [v4, v6] = found->second;
    auto addresses = v4.empty() ? AddressSet{} : set_of(v4);
    if (!v6.empty() && (v4.empty() || use == NameUse::exclusion)) addresses = addresses.plus(set_of(v6));
    return {addresses, {}};
}

std::string ranges(const phonescan::AddressSet& set)
{
    return fmt::format("{}", fmt::join(set.range_texts(100), " "));
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
    CHECK(ranges(resolved.names[1].addresses) == "10.0.0.2/31");
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
    const auto number = [](const std::string& name, NameUse) {
        const auto address = static_cast<std::uint32_t>(0x0a000000 + std::stoi(name.substr(1)));
        return NameLookup{AddressSet{{{address, address}}}, {}};
    };
    const auto resolved = resolve_names(load_targets(spec), number);
    CHECK(resolved.list.addresses.size() == 500);
    for (std::size_t index = 0; index < resolved.names.size(); ++index)
        REQUIRE(resolved.names[index].addresses.at(0).to_v4().to_uint() == 0x0a000000 + index);
}

TEST_CASE("names: the system's resolver knows localhost and not .invalid", "[scanner][targets]")
{
    const auto here = phonescan::look_up("localhost", NameUse::target);
    CHECK(here.problem.empty());
    CHECK(ranges(here.addresses) == "127.0.0.1");

    const auto use = GENERATE(NameUse::target, NameUse::exclusion);
    const auto nowhere = phonescan::look_up("no-such-phone.invalid", use); // RFC 6761, 6.4: never resolves
    CHECK(nowhere.addresses.size() == 0);
    CHECK_FALSE(nowhere.problem.empty());
}

TEST_CASE("names: one with addresses of both kinds is one IPv4 target, one with IPv6 alone is one",
          "[scanner][targets]")
{
    const auto resolved = resolve_names(load_targets({.targets = {"both", "six"}}), play);
    CHECK(ranges(resolved.list.addresses) == "10.0.0.4 fd00::6");
    CHECK(resolved.unresolved.empty());
}

TEST_CASE("names: an excluded name spares the addresses of both kinds", "[scanner][targets]")
{
    const auto resolved =
        resolve_names(load_targets({.targets = {"10.0.0.4/31", "fd00::4/127", "six"}, .exclusions = {"both"}}), play);
    CHECK(ranges(resolved.list.addresses) == "10.0.0.5 fd00::5-fd00::6");
    CHECK(ranges(resolved.list.excluded) == "10.0.0.4 fd00::4");
    CHECK(resolved.list.excluded_count == 2);
}

TEST_CASE("names: the system's resolver gives a literal of IPv6 where it has no IPv4", "[scanner][targets]")
{
    for (const auto use : {NameUse::target, NameUse::exclusion}) {
        const auto found = phonescan::look_up("::1", use); // no question to anybody
        CHECK(ranges(found.addresses) == "::1");
        CHECK(found.problem.empty());
    }
}
