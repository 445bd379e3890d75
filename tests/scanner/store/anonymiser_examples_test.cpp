#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/plausible.hpp"
#include "scanner/store/anonymiser.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cctype>
#include <string>

using namespace phonescan;
using namespace phonescan::test;

namespace {

bool holds(std::string_view text, std::string_view part)
{
    const auto is_same = [](unsigned char left, unsigned char right) {
        return std::tolower(left) == std::tolower(right);
    };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), is_same) != text.end();
}

std::string half_of(const MacAddress& mac)
{
    auto text = mac.to_string();
    std::erase(text, ':');
    return text.substr(6);
}

} // namespace

TEST_CASE("anonymiser: every shipped example is still what it was", "[scanner][store]")
{
    const Anonymiser anonymiser{SipHashKey{std::byte{7}, std::byte{3}}, &shipped()};
    std::size_t walked = 0;
    for (const auto& path : fingerprint_files(shipped_directory())) {
        if (path.extension() != ".xml") continue;
        for (const auto& element : read_fingerprint_file(path).elements)
            for (const auto& example : element.examples)
                for (const Field field : element.fields) {
                    auto original = seen_from("10.3.0.12", field, example.text);
                    const auto before = identify(Observations{original});
                    DeviceFacts known{{}, {}, {}, {original.source.address}};
                    if (before.mac) known.macs.push_back(*before.mac);
                    if (!before.serial.empty()) known.serials.push_back(before.serial);
                    if (!before.name.empty()) known.names.push_back(before.name);
                    const auto made = anonymiser.observation(original, known);
                    const auto after = identify(Observations{made});
                    CAPTURE(path.filename().string(), name_of(field), example.text, made.value);
                    CHECK(after.kind == before.kind);
                    CHECK(after.vendor == before.vendor);
                    CHECK(after.model == before.model);
                    CHECK(after.firmware == before.firmware);
                    CHECK(after.edition == before.edition);
                    CHECK(after.mac.has_value() == before.mac.has_value());
                    CHECK(after.serial.empty() == before.serial.empty());
                    if (before.mac && is_plausible_mac(*before.mac)) {
                        CHECK(after.mac != before.mac);
                        CHECK_FALSE(holds(made.value, half_of(*before.mac)));
                    }
                    if (is_plausible_serial(before.serial)) CHECK_FALSE(holds(made.value, before.serial));
                    if (!before.name.empty()) CHECK_FALSE(holds(made.value, before.name));
                    ++walked;
                }
    }
    CHECK(walked > 1'000);
}
