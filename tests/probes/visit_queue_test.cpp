#include "probes/visit_queue.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace phonescan;
using enum VisitParts;

namespace {

/// What the queue gives when each visit is done before the next.
std::vector<VisitQueue::Visit> visits_of(VisitQueue& queue)
{
    std::vector<VisitQueue::Visit> visits;
    while (const auto visit = queue.next()) {
        visits.push_back(*visit);
        queue.done(visit->position);
    }
    CHECK_FALSE(queue.is_under_way());
    return visits;
}

std::set<std::uint64_t> positions(const std::vector<VisitQueue::Visit>& visits)
{
    std::set<std::uint64_t> found;
    for (const auto& visit : visits)
        found.insert(visit.position);
    return found;
}

bool is(const std::optional<VisitQueue::Visit>& visit, std::uint64_t position, VisitParts parts)
{
    return visit && visit->position == position && visit->parts == parts;
}

} // namespace

TEST_CASE("visit queue: nobody is visited who was not asked for", "[probes][visit]")
{
    VisitQueue queue{10, 1, all};
    CHECK_FALSE(queue.next().has_value());
    CHECK(queue.wanted() == 0);
    CHECK(queue.remaining() == 0);
    CHECK_FALSE(queue.is_wanted(3, sip));
    CHECK(queue.is_wanted(3, none));
    queue.ask(10); // no position
    CHECK_FALSE(queue.next().has_value());
    CHECK_FALSE(queue.is_wanted(10, none));
    queue.done(3); // it was not handed out
    CHECK_FALSE(queue.next().has_value());
}

TEST_CASE("visit queue: everybody is visited once, in an order that follows from the seed", "[probes][visit]")
{
    const auto order = [](std::uint64_t seed) {
        VisitQueue queue{500, seed, all};
        queue.ask_all(all);
        CHECK(queue.wanted() == 500);
        CHECK(queue.remaining() == 500);
        CHECK(queue.is_wanted(499, all));
        std::vector<std::uint64_t> found;
        for (const auto& visit : visits_of(queue)) {
            CHECK(visit.parts == all);
            found.push_back(visit.position);
        }
        CHECK(queue.remaining() == 0);
        return found;
    };
    const auto once = order(7);
    CHECK(once == order(7));
    CHECK(once != order(8));
    CHECK(once.size() == 500);
    CHECK(std::set(once.begin(), once.end()).size() == 500);
    CHECK_FALSE(std::ranges::is_sorted(once));
}

TEST_CASE("visit queue: who is asked for by name comes first, in that order, once", "[probes][visit]")
{
    VisitQueue queue{100, 1, all};
    queue.ask_all(all);
    for (const std::uint64_t position : {40U, 7U, 40U, 99U})
        queue.ask(position);
    const auto visits = visits_of(queue);
    REQUIRE(visits.size() == 100);
    CHECK(visits[0].position == 40);
    CHECK(visits[1].position == 7);
    CHECK(visits[2].position == 99);
    CHECK(positions(visits).size() == 100);
}

TEST_CASE("visit queue: one part of everybody, and all of who is asked for by name", "[probes][visit]")
{
    VisitQueue queue{4, 1, all};
    queue.ask_all(sip);
    CHECK(queue.is_wanted(2, sip));
    CHECK_FALSE(queue.is_wanted(2, web));
    SECTION("named before: both at once")
    {
        queue.ask(2);
        CHECK(queue.is_wanted(2, all));
        CHECK(is(queue.next(), 2, all));
    }
    SECTION("named after: what is left of it")
    {
        CHECK(positions(visits_of(queue)).size() == 4);
        queue.ask(2);
        CHECK(is(queue.next(), 2, web));
        queue.done(2);
        CHECK_FALSE(queue.next().has_value());
    }
    CHECK(queue.wanted() == 4);
}

TEST_CASE("visit queue: a device has one visit at a time, and what comes meanwhile follows it", "[probes][visit]")
{
    VisitQueue queue{1, 1, all};
    queue.ask_all(sip);
    REQUIRE(is(queue.next(), 0, sip));
    queue.ask(0);
    CHECK_FALSE(queue.next().has_value());
    CHECK(queue.is_under_way());
    queue.done(0);
    CHECK_FALSE(queue.is_under_way());
    CHECK(is(queue.next(), 0, web));
    queue.done(0);
    CHECK_FALSE(queue.next().has_value());
    queue.ask(0);
    CHECK_FALSE(queue.next().has_value());
}

TEST_CASE("visit queue: a visit that came to nothing is made again, with what came meanwhile", "[probes][visit]")
{
    VisitQueue queue{2, 1, all};
    queue.ask_all(sip);
    const auto first = queue.next();
    REQUIRE(first.has_value());
    SECTION("alone")
    {
        queue.again(*first);
        CHECK(is(queue.next(), first->position, sip));
    }
    SECTION("joined")
    {
        queue.ask(first->position);
        queue.again(*first);
        CHECK(is(queue.next(), first->position, all));
    }
    queue.done(first->position);
    CHECK(is(queue.next(), 1 - first->position, sip));
}

TEST_CASE("visit queue: what is known is not asked", "[probes][visit]")
{
    VisitQueue queue{4, 1, all};
    queue.know(0, all);
    queue.know(1, web);
    queue.know(2, none);
    CHECK(queue.wanted() == 2);
    CHECK(queue.is_wanted(0, all));
    CHECK_FALSE(queue.is_wanted(1, sip));
    queue.ask_all(all);
    std::map<std::uint64_t, VisitParts> parts;
    for (const auto& visit : visits_of(queue))
        parts[visit.position] = visit.parts;
    CHECK(parts == std::map<std::uint64_t, VisitParts>{{1, sip}, {2, all}, {3, all}});
    queue.ask(0);
    CHECK_FALSE(queue.next().has_value());
}

TEST_CASE("visit queue: parts that there are not are never handed out", "[probes][visit]")
{
    VisitQueue only_web{3, 1, web};
    only_web.ask_all(sip);
    CHECK_FALSE(only_web.next().has_value());
    CHECK(only_web.wanted() == 0);
    only_web.ask(1);
    CHECK(is(only_web.next(), 1, web));
    only_web.done(1);
    only_web.ask_all(all);
    for (const auto& visit : visits_of(only_web))
        CHECK(visit.parts == web);
    VisitQueue nothing{3, 1, none};
    nothing.ask_all(all);
    nothing.ask(1);
    CHECK_FALSE(nothing.next().has_value());
}

TEST_CASE("visit queue: whatever happens, every part is handed out once, and no device twice at a time",
          "[probes][visit]")
{
    constexpr std::uint64_t size = 12;
    std::mt19937 random{20210101};
    for (int round = 0; round < 2'000; ++round) {
        CAPTURE(round);
        const auto any_parts = [&random] { return static_cast<VisitParts>(random() % 4); };
        const auto there_are = any_parts();
        VisitQueue queue{size, random(), there_are};
        std::map<std::uint64_t, VisitParts> owed;  // to be handed out
        std::map<std::uint64_t, VisitParts> taken; // owed once, or known
        const auto owe = [&](std::uint64_t position, VisitParts parts) {
            owed[position] = owed[position] | without(parts & there_are, taken[position]);
            taken[position] = taken[position] | (parts & there_are);
        };
        for (std::uint64_t position = 0; position < size; ++position) {
            if (random() % 3 != 0) continue;
            taken[position] = any_parts();
            queue.know(position, taken[position]);
        }
        std::map<std::uint64_t, VisitQueue::Visit> under_way;
        const auto take_next = [&] {
            const auto visit = queue.next();
            if (!visit) return false;
            REQUIRE(visit->position < size);
            REQUIRE(visit->parts != none);
            REQUIRE(holds(owed[visit->position], visit->parts));
            REQUIRE(under_way.emplace(visit->position, *visit).second);
            owed[visit->position] = without(owed[visit->position], visit->parts);
            return true;
        };
        const auto end_one = [&](bool is_made) {
            if (under_way.empty()) return;
            const auto one = std::next(under_way.begin(), static_cast<std::ptrdiff_t>(random() % under_way.size()));
            const auto visit = one->second;
            under_way.erase(one);
            if (is_made) return queue.done(visit.position);
            owed[visit.position] = owed[visit.position] | visit.parts;
            queue.again(visit);
        };
        const auto asked_of_all = any_parts();
        const auto begin_of_all = random() % 60;
        for (unsigned step = 0; step < 60; ++step) {
            if (step == begin_of_all) {
                queue.ask_all(asked_of_all);
                for (std::uint64_t position = 0; position < size; ++position)
                    owe(position, asked_of_all);
            }
            const std::uint64_t position = random() % size;
            switch (random() % 4) {
            case 0:
                queue.ask(position);
                owe(position, all);
                break;
            case 1:
                (void)take_next();
                break;
            default:
                end_one(random() % 3 != 0);
            }
            const auto parts = any_parts();
            REQUIRE(queue.is_wanted(position, parts) == holds(taken[position], parts));
            REQUIRE(queue.is_under_way() != under_way.empty());
        }
        while (!under_way.empty() || take_next())
            end_one(true);
        for (const auto& [position, parts] : owed)
            REQUIRE(parts == none);
    }
}

TEST_CASE("visit queue: who is asked again comes after the others, as a repeat of what was asked", "[probes][visit]")
{
    VisitQueue queue{10, 1, all};
    queue.repeat(3); // nothing of it was asked
    CHECK_FALSE(queue.next().has_value());
    queue.ask(3);
    const auto first = queue.next();
    REQUIRE(is(first, 3, all));
    CHECK_FALSE(first->is_repeat);
    queue.repeat(3); // it is under way
    queue.done(3);
    CHECK(queue.is_empty());
    queue.repeat(3);
    CHECK_FALSE(queue.is_empty());
    const auto second = queue.next();
    REQUIRE(is(second, 3, all));
    CHECK(second->is_repeat);
    queue.again(*second);
    const auto third = queue.next();
    REQUIRE(is(third, 3, all));
    CHECK(third->is_repeat);
    queue.done(3);
    CHECK(queue.is_empty());
}
