#include "fingerprints/fingerprint.hpp"
#include "fingerprints/merge.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

struct ShippedPrint {
    std::filesystem::path file;
    FingerprintElement element;
};

const std::vector<ShippedPrint>& shipped_prints()
{
    static const auto prints = [] {
        std::vector<ShippedPrint> all;
        for (const auto& file : fingerprint_files(shipped_directory()))
            if (file.extension() == ".xml")
                for (auto& element : read_fingerprint_file(file))
                    all.push_back({file, std::move(element)});
        return all;
    }();
    return prints;
}

using Attributes = std::map<std::string, std::string>;

/// One line, so that a failure can be read.
std::string written(const Attributes& attributes)
{
    std::string line;
    for (const auto& [name, value] : attributes)
        line += name + "=" + value + " ";
    return line;
}

/// What an identity says, by attribute.
Attributes attributes_of(const Identity& identity)
{
    Attributes said = {{"vendor", identity.vendor},   {"model", identity.model},   {"firmware", identity.firmware},
                       {"edition", identity.edition}, {"serial", identity.serial}, {"name", identity.name}};
    if (identity.mac) said["mac"] = identity.mac->to_string();
    std::erase_if(said, [](const auto& entry) { return entry.second.empty(); });
    return said;
}

/// What the identity of a device that said only this is; a fingerprint that waits for a vendor is told it.
Identity identity_of(const FingerprintElement& element, Field field, const std::string& text)
{
    Fingerprint print{element, {}};
    const auto observation = seen(field, text);
    if (print.if_vendor().empty()) return identify({observation});
    const auto values = print.match(text);
    REQUIRE(values.has_value());
    AttributeValues vendor;
    vendor[index_of(Attribute::vendor)] = print.if_vendor();
    const auto hint = seen(Field::sip_user_agent, print.if_vendor());
    return merge({{&hint, "the vendor it waits for", "", Kind::phone, 1, vendor},
                  {&observation, print.description(), print.if_vendor(), print.kind(), print.certainty(), *values}},
                 std::span{&observation, 1}, OuiTable{});
}

/// What an example declares, and what its fingerprint sets for every text.
Attributes declared(const FingerprintElement& element, const FingerprintExample& example)
{
    Attributes expected;
    for (const auto& [name, value] : example.attributes)
        if (const auto attribute = attribute_named(name)) {
            const bool is_mac = *attribute == Attribute::mac;
            expected[std::string{name_of(*attribute)}] = is_mac ? MacAddress::parse(value)->to_string() : value;
        }
    for (const auto& param : element.params)
        if (param.position == 0 && (param.name == "hw.vendor" || param.name == "phonescan.if_vendor"))
            expected.emplace("vendor", param.value);
    return expected;
}

bool sets(const FingerprintElement& element, std::string_view name)
{
    return std::ranges::find(element.params, name, &FingerprintParam::name) != element.params.end();
}

/// Only picks a MAC address, a name or a serial number out of a text that means nothing else, and so claims nothing of
/// what the device is.
bool is_pure_reader(const FingerprintElement& element)
{
    constexpr std::array claims = {"phonescan.kind", "hw.device",  "os.device",  "hw.vendor",        "hw.product",
                                   "hw.model",       "hw.version", "os.version", "phonescan.edition"};
    return std::ranges::none_of(claims, [&element](std::string_view name) { return sets(element, name); });
}

std::set<int> positions_used(const FingerprintElement& element)
{
    std::set<int> used;
    for (const auto& param : element.params)
        if (param.position > 0) used.insert(param.position);
    return used;
}

} // namespace

TEST_CASE("shipped fingerprints: every example yields what it declares and nothing else", "[fingerprints][data]")
{
    for (const auto& [file, element] : shipped_prints())
        for (const auto& example : element.examples)
            for (const Field field : element.fields) {
                INFO(file.filename() << ":" << example.line << ": " << example.text << " as " << name_of(field));
                const auto identity = identity_of(element, field, example.text);
                CHECK(written(attributes_of(identity)) == written(declared(element, example)));
            }
}

TEST_CASE("shipped fingerprints: no example is taken by an earlier pattern", "[fingerprints][data]")
{
    for (const auto& [file, element] : shipped_prints())
        for (const auto& example : element.examples)
            for (const Field field : element.fields) {
                INFO(file.filename() << ":" << example.line << ": " << example.text << " as " << name_of(field));
                const auto identity = identity_of(element, field, example.text);
                CHECK(std::ranges::any_of(identity.evidence, [&element](const Evidence& evidence) {
                    return evidence.fingerprint == element.description;
                }));
            }
}

TEST_CASE("shipped fingerprints: examples say what they show and where they were seen", "[fingerprints][data]")
{
    for (const auto& [file, element] : shipped_prints()) {
        INFO(file.filename() << ":" << element.line << ": " << element.description);
        CHECK_FALSE(element.examples.empty());
        for (const auto& example : element.examples) {
            INFO(example.text);
            CHECK_FALSE(example.source.empty());
            for (const auto& [name, value] : example.attributes)
                CHECK(std::ranges::find(element.params, name, &FingerprintParam::name) != element.params.end());
        }
    }
}

TEST_CASE("shipped fingerprints: every group is used and every kind is said", "[fingerprints][data]")
{
    for (const auto& [file, element] : shipped_prints()) {
        INFO(file.filename() << ":" << element.line << ": " << element.description);
        const RE2 pattern{element.pattern};
        CHECK(positions_used(element).size() == static_cast<std::size_t>(pattern.NumberOfCapturingGroups()));
        CHECK((sets(element, "phonescan.kind") || sets(element, "phonescan.if_vendor") || is_pure_reader(element)));
    }
}

TEST_CASE("shipped fingerprints: descriptions and patterns are unique", "[fingerprints][data]")
{
    std::set<std::string> descriptions;
    std::set<std::string> patterns;
    for (const auto& [file, element] : shipped_prints()) {
        INFO(file.filename() << ":" << element.line << ": " << element.description);
        CHECK(descriptions.insert(element.description).second);
        CHECK(patterns.insert(element.pattern).second);
    }
}

TEST_CASE("shipped fingerprints: no pattern matches nothing in particular", "[fingerprints][data]")
{
    for (const std::string_view text :
         {"", " ", "phone", "SIP", "SIP/2.0", "1.2.3.4", "00:04:f2:aa:bb:cc", "VoIP Phone"})
        for (const auto& [file, element] : shipped_prints()) {
            if (sets(element, "phonescan.if_vendor")) continue; // read only once something else has named the vendor
            if (is_pure_reader(element)) continue;              // a MAC address is just what it reads
            INFO(file.filename() << ":" << element.line << " on '" << text << "'");
            CHECK_FALSE(Fingerprint(element, file).match(text).has_value());
        }
}

TEST_CASE("shipped files: no lookalike of a placeholder or of private data", "[fingerprints][data]")
{
    for (const auto& file : fingerprint_files(shipped_directory())) {
        std::ifstream in{file};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        INFO(file);
        CHECK(text.find("TODO") == std::string::npos);
        CHECK(text.find("@") == std::string::npos); // no SIP address, no mail address
    }
}
