#include "probes/target_order.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <utility>

using boost::asio::ip::address_v4;
using phonescan::AddressSet;
using phonescan::Target;
using phonescan::TargetOrder;

namespace {

const AddressSet office{{{0x0a000000, 0x0a0000ff}, {0x0a000200, 0x0a000203}}}; // 10.0.0.0/24, 10.0.2.0/30

} // namespace

TEST_CASE("target order: every address comes once on every port, those ending in 0 and 255 included", "[probes]")
{
    const TargetOrder order{office, {5060, 5070, 5061}, 3};
    REQUIRE(order.size() == 260 * 3);
    std::set<std::pair<std::uint32_t, std::uint16_t>> seen;
    for (std::uint64_t place = 0; place < order.size(); ++place) {
        const Target target = order.at(place);
        REQUIRE(office.contains(target.address));
        REQUIRE(order.place_of(target) == place);
        seen.emplace(target.address.to_v4().to_uint(), target.port);
    }
    CHECK(seen.size() == order.size());
    CHECK(seen.contains({0x0a000000, 5060}));
    CHECK(seen.contains({0x0a0000ff, 5070}));
}

TEST_CASE("target order: what is no target has no place", "[probes]")
{
    const TargetOrder order{office, {5060}, 3};
    CHECK(order.place_of({address_v4{0x0a000203}, 5060}).has_value());
    CHECK_FALSE(order.place_of({address_v4{0x0a000203}, 5061}).has_value());
    CHECK_FALSE(order.place_of({address_v4{0x0a000204}, 5060}).has_value());
    CHECK_FALSE(order.place_of({address_v4{0x0a000100}, 5060}).has_value());
}

TEST_CASE("target order: elements are numbered by address, then by port, as documented for shards", "[probes]")
{
    const TargetOrder order{office, {5060, 5070}, 17};
    const phonescan::Permutation permutation{520, 17};
    CHECK(order.place_of({address_v4{0x0a000000}, 5060}) == permutation.place_of(0));
    CHECK(order.place_of({address_v4{0x0a000000}, 5070}) == permutation.place_of(1));
    CHECK(order.place_of({address_v4{0x0a000200}, 5060}) == permutation.place_of(512));
    CHECK(order.place_of({address_v4{0x0a000203}, 5070}) == permutation.place_of(519));
}

TEST_CASE("target order: no addresses, no places", "[probes]")
{
    CHECK(TargetOrder{AddressSet{}, {5060}, 1}.size() == 0);
}

TEST_CASE("target order: the whole of IPv4 needs no table", "[probes]")
{
    const TargetOrder order{AddressSet{{{0, 0xffffffff}}}, {5060, 5061, 80}, 8};
    REQUIRE(order.size() == 3 * (std::uint64_t{1} << 32));
    const Target last = order.at(order.size() - 1);
    CHECK(order.place_of(last) == order.size() - 1);
}
