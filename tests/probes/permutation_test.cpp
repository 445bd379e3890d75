#include "probes/permutation.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using phonescan::Permutation;

namespace {

constexpr std::uint64_t ipv4 = std::uint64_t{1} << 32;

std::vector<std::uint64_t> order(std::uint64_t size, std::uint64_t seed)
{
    const Permutation permutation{size, seed};
    std::vector<std::uint64_t> elements(size);
    for (std::uint64_t place = 0; place < size; ++place)
        elements[place] = permutation.at(place);
    return elements;
}

} // namespace

TEST_CASE("permutation: the documented test vector, computed from the definition by another program", "[probes]")
{
    CHECK(order(10, 1) == std::vector<std::uint64_t>{1, 7, 9, 3, 5, 4, 8, 2, 6, 0});

    const Permutation internet{ipv4, 42};
    CHECK(internet.at(0) == 2272442227);
    CHECK(internet.at(1) == 1265948325);
    CHECK(internet.at(2) == 2292640242);

    const Permutation two_ports{2 * ipv4 + 1, std::numeric_limits<std::uint64_t>::max()};
    CHECK(two_ports.at(0) == 289835701);
    CHECK(two_ports.at(1) == 592823925);
    CHECK(two_ports.at(2 * ipv4) == 7154965623);
}

TEST_CASE("permutation: every element stands at exactly one place", "[probes]")
{
    const std::uint64_t size = GENERATE(as<std::uint64_t>{}, 0, 1, 2, 3, 4, 5, 7, 15, 16, 17, 63, 64, 65, 254, 255, 256,
                                        257, 1000, 1023, 1024, 1025, 4096, 4097, 65535, 65536, 65537, 100003);
    const std::uint64_t seed = GENERATE(as<std::uint64_t>{}, 0, 1, 42, std::numeric_limits<std::uint64_t>::max());
    CAPTURE(size, seed);
    const Permutation permutation{size, seed};
    REQUIRE(permutation.size() == size);
    std::vector<bool> seen(size);
    for (std::uint64_t place = 0; place < size; ++place) {
        const std::uint64_t element = permutation.at(place);
        if (element >= size || seen[element] || permutation.place_of(element) != place) FAIL("at place " << place);
        seen[element] = true;
    }
}

TEST_CASE("permutation: small sizes are bijections, each of them", "[probes]")
{
    for (std::uint64_t size = 0; size <= 300; ++size) {
        const auto elements = order(size, size * 7919);
        const std::set<std::uint64_t> distinct(elements.begin(), elements.end());
        CAPTURE(size);
        REQUIRE(distinct.size() == size);
        REQUIRE((size == 0 || *distinct.rbegin() == size - 1));
    }
}

TEST_CASE("permutation: the inverse holds where no table could", "[probes]")
{
    const std::uint64_t size =
        GENERATE_COPY(ipv4 - 1, ipv4, ipv4 + 1, 3 * ipv4, 65535 * ipv4, std::numeric_limits<std::uint64_t>::max());
    CAPTURE(size);
    const Permutation permutation{size, 7};
    for (std::uint64_t sample = 0; sample < 1000; ++sample) {
        const std::uint64_t place = size / 1000 * sample;
        const std::uint64_t element = permutation.at(place);
        REQUIRE(element < size);
        REQUIRE(permutation.place_of(element) == place);
        REQUIRE(permutation.at(permutation.place_of(place)) == place);
    }
}

TEST_CASE("permutation: the order is scattered, not merely shifted", "[probes]")
{
    const std::uint64_t size = GENERATE(as<std::uint64_t>{}, 254, 256, 1000, 65536);
    const std::uint64_t seed = GENERATE(as<std::uint64_t>{}, 1, 2, 3);
    CAPTURE(size, seed);
    const auto elements = order(size, seed);
    double displacement = 0;
    double stride = 0;
    std::size_t neighbours = 0;
    for (std::size_t place = 0; place < size; ++place) {
        const auto distance = [](std::uint64_t a, std::uint64_t b) {
            return static_cast<double>(a > b ? a - b : b - a);
        };
        displacement += distance(elements[place], place);
        if (place == 0) continue;
        stride += distance(elements[place], elements[place - 1]);
        if (distance(elements[place], elements[place - 1]) <= 1) ++neighbours;
    }
    // A random order has one third of the size for both, and two neighbours side by side on average.
    const auto share = [size](double sum) { return sum / static_cast<double>(size) / static_cast<double>(size); };
    CHECK(std::abs(share(displacement) - 1.0 / 3) < 0.05);
    CHECK(std::abs(share(stride) - 1.0 / 3) < 0.05);
    CHECK(neighbours <= 12);
}

TEST_CASE("permutation: any stretch of a scan spreads over the whole range", "[probes]")
{
    // 4,096 consecutive places of a /8, counted by sixteenth: 256 expected in each, standard deviation 15.5.
    const Permutation permutation{1U << 24, 99};
    const std::uint64_t from = GENERATE(as<std::uint64_t>{}, 0, 1 << 20, (1 << 24) - 4096);
    std::array<int, 16> hits{};
    for (std::uint64_t place = from; place < from + 4096; ++place)
        ++hits[permutation.at(place) >> 20];
    for (const int count : hits) {
        CHECK(count > 256 - 80);
        CHECK(count < 256 + 80);
    }
}

TEST_CASE("permutation: another seed is another order, the same seed the same", "[probes]")
{
    CHECK(order(256, 5) == order(256, 5));
    std::set<std::vector<std::uint64_t>> orders;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        orders.insert(order(256, seed));
    CHECK(orders.size() == 200);

    std::set<std::vector<std::uint64_t>> orders_of_three;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        orders_of_three.insert(order(3, seed));
    CHECK(orders_of_three.size() == 6);
}
