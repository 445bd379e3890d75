#include "scanner/page_excerpt.hpp"

#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

FingerprintDb reading_firmware()
{
    const TemporaryFile file{R"xml(<fingerprints vendor="Acme">
  <fingerprint matches="http.body" pattern="Firmware (\d+\.\d+)">
    <description>A page of Acme's</description>
    <example os.version="1.2">Firmware 1.2</example>
    <param pos="1" name="os.version"/>
  </fingerprint>
</fingerprints>)xml"};
    return FingerprintDb::load(std::array{file.path()});
}

std::string kept_of(std::string text, Field field = Field::http_body)
{
    static const auto fingerprints = reading_firmware();
    Observations said(1);
    said.front().field = field;
    said.front().value = std::move(text);
    keep_excerpts(said, fingerprints);
    REQUIRE(said.size() == 1);
    return said.front().value;
}

} // namespace

TEST_CASE("page excerpt: a short page stays as it is, and so does what is no page", "[scanner]")
{
    CHECK(kept_of("a page") == "a page");
    CHECK(kept_of("") == "");
    const std::string full(page_start_kept, 'a');
    CHECK(kept_of(full) == full);
    const std::string longer(page_start_kept + 1'000, 'a');
    CHECK(kept_of(longer, Field::http_server) == longer);
    CHECK(kept_of(longer) == full);
}

TEST_CASE("page excerpt: what a fingerprint reads is kept with what is around it", "[scanner]")
{
    const std::string far(20'000, 'a');
    const auto kept = kept_of(far + "Firmware 7.8" + std::string(20'000, 'b'));
    CHECK(kept == std::string(page_start_kept, 'a') + '\n' + std::string(page_context_kept, 'a') + "Firmware 7.8" +
                      std::string(page_context_kept, 'b'));
    CHECK(kept_of(kept) == kept);
    const auto across = kept_of(std::string(page_start_kept - 5, 'a') + "Firmware 7.8" + std::string(900, 'b'));
    CHECK_THAT(across, contains("aFirmware 7.8b") && !contains("\n"));
}

TEST_CASE("page excerpt: no character is cut", "[scanner]")
{
    for (std::size_t shift = 0; shift < 3; ++shift) {
        std::string text(shift, 'a');
        while (text.size() < 2 * page_start_kept)
            text += "\xe2\x82\xac"; // a sign of three octets
        const auto kept = kept_of(text);
        CHECK(kept.size() <= page_start_kept);
        CHECK((kept.size() - shift) % 3 == 0);
    }
}
