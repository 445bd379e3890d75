#include "probes/port_states.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

using namespace phonescan;

TEST_CASE("port states: random ones are as a map has them", "[probes]")
{
    std::mt19937 random{20190404};
    for (const std::size_t ports : {1U, 2U, 3U, 7U}) {
        for (const std::uint64_t addresses : {1U, 1'023U, 1'024U, 1'025U, 5'000U}) {
            CAPTURE(ports, addresses);
            PortStates states{addresses, ports};
            std::map<std::pair<std::uint64_t, std::size_t>, PortState> expected;
            for (int i = 0; i < 2'000; ++i) {
                const std::uint64_t position = random() % addresses;
                const std::size_t port = random() % ports;
                const auto state = static_cast<PortState>(random() % port_state_count);
                states.set(position, port, state);
                expected[{position, port}] = state;
            }
            for (std::uint64_t position = 0; position < addresses; ++position) {
                auto best = PortState::open;
                for (std::size_t port = 0; port < ports; ++port) {
                    const auto known = expected.find({position, port});
                    const auto state = known == expected.end() ? PortState::open : known->second;
                    REQUIRE(states.get(position, port) == state);
                    best = std::max(best, state);
                }
                REQUIRE(states.best(position) == best);
            }
        }
    }
}

TEST_CASE("port states: without ports, without addresses and beyond them everything is open", "[probes]")
{
    CHECK(PortStates{100, 0}.best(7) == PortState::open);
    CHECK(PortStates{100, 0}.get(7, 0) == PortState::open);
    CHECK(PortStates{0, 3}.best(0) == PortState::open);
    CHECK(PortStates{100, 3}.best(100) == PortState::open);
    const PortStates states{100, 3};
    CHECK(states.addresses() == 100);
    CHECK(states.ports() == 3);
}

TEST_CASE("port states: many addresses without a state take no memory of their own", "[probes]")
{
    PortStates states{std::uint64_t{1} << 24, 4}; // a /8
    states.set(0, 0, PortState::silent);
    states.set((1U << 24) - 1, 3, PortState::answered);
    CHECK(states.best(0) == PortState::silent);
    CHECK(states.best(1) == PortState::open);
    CHECK(states.best(1U << 23) == PortState::open);
    CHECK(states.best((1U << 24) - 1) == PortState::answered);
}
