#include "probes/observation/observation.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace phonescan;

TEST_CASE("field names: each is unique and leads back to its field", "[observation]")
{
    std::set<std::string_view> seen;
    for (const auto field : all_fields()) {
        CAPTURE(name_of(field));
        CHECK(seen.insert(name_of(field)).second);
        CHECK(field_named(name_of(field)) == field);
    }
    CHECK(name_of(Field::sip_user_agent) == "sip.user_agent");
    CHECK(name_of(Field::lldp_med_software_revision) == "lldp.med.software_revision");
    CHECK(name_of(Field::mac) == "mac");
    CHECK(name_of(Field::vlan) == "vlan");
    CHECK_FALSE(field_named("sip.useragent").has_value());
}
