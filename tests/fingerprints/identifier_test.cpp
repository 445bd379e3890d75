#include "fingerprints/identifier.hpp"

#include "fingerprints/fingerprint_file.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

bool is_same(const Identity& left, const Identity& right)
{
    const auto said = [](const Identity& identity) {
        std::vector<std::string> words;
        for (const auto& [attribute, field, value, fingerprint, certainty, time] : identity.evidence)
            words.push_back(std::string{attribute} + std::string{name_of(field)} + value + std::string{fingerprint});
        return words;
    };
    return left.kind == right.kind && left.vendor == right.vendor && left.model == right.model &&
           left.firmware == right.firmware && left.edition == right.edition && left.mac == right.mac &&
           left.serial == right.serial && left.name == right.name && left.confidence == right.confidence &&
           left.conflicts.size() == right.conflicts.size() && said(left) == said(right);
}

} // namespace

TEST_CASE("identifier: what it remembers changes no identity, over every shipped example", "[fingerprints]")
{
    Identifier identifier{shipped()};
    std::size_t examples = 0;
    for (const auto& path : fingerprint_files(shipped_directory())) {
        if (path.extension() != ".xml") continue;
        for (const auto& element : read_fingerprint_file(path).elements)
            for (const auto& example : element.examples)
                for (const auto field : element.fields) {
                    // A page or a description next to a banner of its own, three times: read, remembered, known.
                    const Observations said = {seen(field, example.text),
                                               seen(Field::lldp_med_class, "Endpoint Class III")};
                    const auto expected = shipped().identify(said);
                    for (int time = 0; time < 3; ++time) {
                        CAPTURE(path, example.text, name_of(field), time);
                        CHECK(is_same(identifier.identify(said), expected));
                    }
                    ++examples;
                }
    }
    CHECK(examples > 1'000);
}

TEST_CASE("identifier: more texts than it remembers change nothing", "[fingerprints]")
{
    Identifier identifier{shipped()};
    for (int i = 0; i < 20'000; ++i) {
        const Observations said = {
            seen(Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5." + std::to_string(i % 9'000) + ".0.1")};
        const auto identity = identifier.identify(said);
        REQUIRE(identity.model == "VVX 410");
        REQUIRE(is_same(identity, shipped().identify(said)));
    }
}
