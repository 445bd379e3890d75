#include "scanner/store/element_runs.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>

using namespace phonescan;

namespace {

constexpr std::uint64_t most = std::uint64_t{1} << 48;

using Numbers = std::vector<std::uint64_t>;

Numbers numbers_of(const std::vector<ElementRun>& runs)
{
    Numbers numbers;
    for (const auto& run : runs)
        for (std::uint64_t i = 0; i < run.count; ++i)
            numbers.push_back(run.first + i);
    return numbers;
}

} // namespace

TEST_CASE("element runs: numbers in any order become ascending runs", "[scanner][store]")
{
    using Runs = std::vector<ElementRun>;
    CHECK(runs_of({}).empty());
    CHECK(runs_of({0}) == Runs{{0, 1}});
    CHECK(runs_of({3, 1, 2}) == Runs{{1, 3}});
    CHECK(runs_of({2, 2, 1, 1, 2}) == Runs{{1, 2}});
    CHECK(runs_of({9, 1, 0, 5, 4}) == Runs{{0, 2}, {4, 2}, {9, 1}});
    CHECK(runs_of({most - 1, most - 2}) == Runs{{most - 2, 2}});
}

TEST_CASE("element runs: bytes as they lie in a store", "[scanner][store]")
{
    const auto bytes = [](Numbers numbers) { return to_bytes(runs_of(std::move(numbers))); };
    CHECK(bytes({}) == std::string("\0", 1));
    CHECK(bytes({0}) == std::string("\1\0\1", 3));
    CHECK(bytes({5, 6, 7, 20}) == "\2\5\3\14\1");
    CHECK(bytes({128}) == "\1\x80\1\1");
}

TEST_CASE("element runs: what was written is read again", "[scanner][store]")
{
    std::mt19937_64 random{7};
    for (const std::uint64_t range : {10ULL, 1'000ULL, 1ULL << 20, 1ULL << 48}) {
        Numbers numbers;
        for (int i = 0; i < 500; ++i)
            numbers.push_back(random() % range);
        const auto read = runs_from(to_bytes(runs_of(numbers)), range);
        REQUIRE(read.has_value());
        std::ranges::sort(numbers);
        numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
        CHECK(numbers_of(*read) == numbers);
    }
    CHECK(runs_from(to_bytes({}), 0)->empty());
}

TEST_CASE("element runs: no number reaches the bound", "[scanner][store]")
{
    const auto bytes = to_bytes(runs_of({0, 1, 8, 9}));
    CHECK(runs_from(bytes, 10).has_value());
    CHECK(runs_from(bytes, 9).error() == Errc::malformed);
    CHECK(runs_from(bytes, 8).error() == Errc::malformed);
    CHECK(runs_from(bytes, 0).error() == Errc::malformed);
    const std::vector<ElementRun> all{{0, most}};
    CHECK(*runs_from(to_bytes(all), most) == all);
    CHECK_FALSE(runs_from(to_bytes(all), most - 1).has_value());
}

TEST_CASE("element runs: what is cut off or makes no sense is refused", "[scanner][store]")
{
    const auto bytes = to_bytes(runs_of({5, 6, 7, 2'000, 1'000'000, most - 1}));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        CHECK(runs_from(std::string_view{bytes}.substr(0, size), most).error() == Errc::truncated);
    }
    CHECK(runs_from(bytes + '\0', most).error() == Errc::malformed);                  // something behind the end
    CHECK(runs_from(std::string_view{"\1\5\0", 3}, most).error() == Errc::malformed); // an empty run
    CHECK(runs_from(std::string(9, '\x80') + '\1', most).error() == Errc::malformed); // over 63 bits
    // Gaps and lengths whose sum would wrap around.
    const auto large = std::string(8, '\xff') + '\x7f';
    CHECK(runs_from('\1' + large + large, most).error() == Errc::malformed);
    CHECK(runs_from("\2" + std::string("\0\1", 2) + large + '\1', most).error() == Errc::malformed);
    CHECK(runs_from(large, most).error() == Errc::truncated); // as many runs as there are atoms: no memory is taken
}
