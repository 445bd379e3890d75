#include "fingerprints/example_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>

using namespace phonescan;
using phonescan::test::TemporaryDirectory;

TEST_CASE("base64: RFC 4648's test vectors, blanks and what is none", "[fingerprints]")
{
    CHECK(base64_decoded("") == "");
    CHECK(base64_decoded("Zg==") == "f");
    CHECK(base64_decoded("Zm8=") == "fo");
    CHECK(base64_decoded("Zm9v") == "foo");
    CHECK(base64_decoded("Zm9vYmFy") == "foobar");
    CHECK(base64_decoded("Zg") == "f"); // recog's reader asks for no padding
    CHECK(base64_decoded("\n  Zm9v\r\n\tYmFy\n") == "foobar");
    CHECK(base64_decoded("/+8A") == std::string{"\xff\xef\0", 3});
    for (const auto* text : {"Z", "Zm9vY", "Z-9v", "Zg==Zg==", "Zm9v!"}) {
        CAPTURE(text);
        CHECK_FALSE(base64_decoded(text).has_value());
    }
}

TEST_CASE("example file: only from the folder that is called like the file", "[fingerprints]")
{
    const TemporaryDirectory folder;
    std::filesystem::create_directory(folder / "acme");
    folder.file("acme/one", "Acme\r\n300");
    folder.file("outside", "secret");
    const auto fingerprints = folder / "acme.xml";
    CHECK(example_file(fingerprints, "one") == "Acme\r\n300");
    CHECK(example_file(fingerprints, "./one") == "Acme\r\n300");
    for (const std::string& name : {std::string{"two"}, std::string{"../outside"}, std::string{"../acme/one"},
                                    std::string{"."}, (folder / "outside").string(), std::string{}}) {
        CAPTURE(name);
        CHECK_FALSE(example_file(fingerprints, name).has_value());
    }
    folder.file("acme/large", std::string((std::size_t{1} << 20) + 1, 'a'));
    CHECK_FALSE(example_file(fingerprints, "large").has_value());
}
