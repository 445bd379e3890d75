#include "fingerprints/fingerprint_check.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("shipped fingerprints: the checker finds nothing", "[fingerprints][data]")
{
    auto files = fingerprint_files(shipped_directory());
    std::erase_if(files, [](const auto& file) { return file.extension() != ".xml"; });
    const auto report = check_fingerprints(files, {}, shipped_schema());
    for (const auto& [file, line, code, message, is_style] : report.findings)
        FAIL_CHECK(file.filename().string() << ":" << line << ": " << name_of(code) << ": " << message);
    CHECK(report.files.size() == files.size());
    for (const auto& file : report.files) {
        CAPTURE(file.path);
        CHECK(file.form == FileForm::ours);
        CHECK(file.examples > 0);
        CHECK(file.examples == file.examples_in_all);
    }
}

TEST_CASE("shipped makers: no lookalike of a placeholder or of private data", "[fingerprints][data]")
{
    std::ifstream in{shipped_directory() / "oui.csv"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    REQUIRE_FALSE(text.empty());
    CHECK(text.find("TODO") == std::string::npos);
    CHECK(text.find("@") == std::string::npos); // no SIP address, no mail address
}
