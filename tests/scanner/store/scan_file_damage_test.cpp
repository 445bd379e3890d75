#include "tests/scanner/store/sample_scan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <limits>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// The sample with a line in the place of another, its checksum right.
std::string with_line(std::string_view begins, const std::string& line)
{
    auto lines = lines_of_run(sample_scan_file());
    const auto at = lines.find(begins);
    REQUIRE(at != std::string::npos);
    const auto begin = at == 0 ? 0 : lines.rfind('\n', at - 1) + 1;
    lines.replace(begin, lines.find('\n', begin) + 1 - begin, line);
    return sealed(lines);
}

std::string with_text(std::string_view text, std::string_view other)
{
    auto lines = lines_of_run(sample_scan_file());
    const auto at = lines.find(text);
    REQUIRE(at != std::string::npos);
    lines.replace(at, text.size(), other);
    return sealed(lines);
}

} // namespace

TEST_CASE("scan file: cut off anywhere it is refused", "[scanner][store]")
{
    const auto text = plain(sample_scan_file());
    REQUIRE(refusal_of(text).empty());
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size, text.size());
        CHECK_FALSE(refusal_of(text.substr(0, size)).empty());
    }
    CHECK(refusal_of("") == "the file is empty");
    CHECK_THAT(refusal_of(lines_of_run(sample_scan_file())), contains("cut off"));
}

TEST_CASE("scan file: compressed and cut off anywhere it is refused", "[scanner][store]")
{
    const TemporaryDirectory folder;
    const auto bytes = packed(sample_scan_file());
    const auto read = [&](std::size_t size) { read_scan_file(unpacked(folder.file("run.gz", bytes.substr(0, size)))); };
    REQUIRE_NOTHROW(read(bytes.size()));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size, bytes.size());
        CHECK_THROWS_AS(read(size), ScanFileError);
    }
    CHECK_THROWS_AS(unpacked(folder / "none"), ScanFileError);
    CHECK_NOTHROW(read_scan_file(unpacked(folder.file("run", plain(sample_scan_file())))));
}

TEST_CASE("scan file: with any byte changed it is refused", "[scanner][store]")
{
    const auto text = plain(sample_scan_file());
    for (std::size_t place = 0; place < text.size(); ++place)
        for (const char other :
             {static_cast<char>(text[place] ^ 1), static_cast<char>(text[place] ^ 0x20), ' ', '\r', '\n'}) {
            if (other == text[place]) continue;
            auto changed = text;
            changed[place] = other;
            CAPTURE(place, text.size(), static_cast<int>(other));
            CHECK_FALSE(refusal_of(changed).empty());
        }
}

TEST_CASE("scan file: lines that were left out, doubled or added are refused", "[scanner][store]")
{
    const auto text = plain(sample_scan_file());
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin) + 1;
        const auto line = text.substr(begin, end - begin);
        CAPTURE(line);
        CHECK_FALSE(refusal_of(text.substr(0, begin) + text.substr(end)).empty());
        CHECK_FALSE(refusal_of(text.substr(0, end) + line + text.substr(end)).empty());
        CHECK_FALSE(refusal_of(text.substr(0, begin) + "{}\n" + text.substr(begin)).empty());
        CHECK_FALSE(refusal_of(text.substr(0, begin) + "\n" + text.substr(begin)).empty());
        begin = end;
    }
    CHECK_THAT(refusal_of(text + text), contains("behind the end"));
    CHECK_THAT(refusal_of(text, 5), contains("line 6"));
}

TEST_CASE("scan file: another format, program or kind is refused", "[scanner][store]")
{
    CHECK_THAT(refusal_of(with_text("\"format\":1", "\"format\":2")), contains("format 2, this one reads 1"));
    for (const auto* const other : {"\"format\":0", "\"format\":-1", "\"format\":\"1\"", "\"form\":1"}) {
        CAPTURE(other);
        CHECK_FALSE(refusal_of(with_text("\"format\":1", other)).empty());
    }
    for (const auto* const text : {"{}\n", "[]\n", "1\n", "hello\n", "{\"phonescan\":\"store\",\"format\":1}\n",
                                   "{\"phonescan\":1,\"format\":1}\n", "{\"log\":{\"entries\":[]}}\n", "\xff\n",
                                   "{\"phonescan\":\"run\",\"format\":1}\n"}) {
        CAPTURE(text);
        CHECK_THAT(refusal_of(sealed(text)), contains("line 1: "));
    }
}

TEST_CASE("scan file: lines that make no sense are refused, though the checksum is right", "[scanner][store]")
{
    REQUIRE(refusal_of(with_line("\"part\":1,", R"({"to_come":[{"a":1}]})"
                                                "\n"))
                .empty());
    struct Change {
        const char* text;
        const char* other;
    };
    for (const auto& [text, other] : {
             Change{"\"id\":\"20260528-0626-aaaa\"", "\"id\":\"\""},
             Change{"\"id\":\"20260528-0626-aaaa\"", "\"id\":\"../a\""},
             Change{"\"id\":\"20260528-0626-aaaa\"", "\"id\":1"},
             Change{"\"command\":\"scan\"", "\"command\":\"format\""},
             Change{"\"site\":\"lab\"", "\"sight\":\"lab\""},
             Change{"\"ended\":", "\"ended\":\"\",\"x\":"},
             Change{"\"plan\":{", "\"plan\":[],\"x\":{"},
             Change{"\"ports\":[5060", "\"ports\":[65536"},
             Change{"\"phones\":2", "\"phones\":\"2\""},
             Change{"\"addresses\":\"0a", "\"addresses\":\"xx"},
             Change{"\"runs\":\"", "\"runs\":\"0"},
             Change{"\"runs\":\"", "\"runs\":\"zz"},
             Change{"\"runs\":\"", "\"runs\":\"00"},
             Change{"\"words\":\"sip-udp", "\"words\":\"telepathy"},
             Change{"\"address\":\"10.0.0.1\"", "\"address\":\"10.0.0.256\""},
             Change{"\"mac\":\"00:04", "\"mac\":\"00:0g"},
             Change{"\"port\":5060", "\"port\":\"5060\""},
             Change{"\"port\":5060", "\"port\":65536"},
             Change{"\"port\":5060", "\"port\":-1"},
             Change{"\"record\":4", "\"record\":4294967296"},
             Change{"\"text\":7,\"time\"", "\"text\":8,\"time\""}, // a text that is not there
             Change{"\"text\":3,\"time\"", "\"text\":2,\"time\""},
             Change{"\"part\":1,", "\"part\":0,"}, // out of their order
             Change{"\"sender\":5", "\"sender\":0"},
             Change{"\"sender\":5", "\"sender\":-5"},
         }) {
        CAPTURE(text, other);
        CHECK_FALSE(refusal_of(with_text(text, other)).empty());
    }
}

TEST_CASE("scan file: what became of targets is of its targets", "[scanner][store]")
{
    const auto with_settled = [](std::vector<std::uint64_t> elements, std::string state = "answered") {
        auto file = sample_scan_file();
        file.run.plan.connection_ports = 3;
        file.settled = {{std::move(state), to_bytes(runs_of(std::move(elements)))}};
        return file;
    };
    CHECK(refusal_of(plain(with_settled({0, 19}))).empty());
    CHECK_THAT(refusal_of(plain(with_settled({0, 20}))), contains("runs that make no sense"));
    // Of ten addresses, three ports over connections each.
    CHECK(refusal_of(plain(with_settled({0, 29}, "port-refused"))).empty());
    CHECK_THAT(refusal_of(plain(with_settled({0, 30}, "port-refused"))), contains("runs that make no sense"));
    auto unconnected = with_settled({0}, "port-refused");
    unconnected.run.plan.connection_ports = 0;
    CHECK_THAT(refusal_of(plain(unconnected)), contains("runs that make no sense"));
    unconnected.run.plan.connection_ports = std::numeric_limits<std::uint64_t>::max();
    CHECK(refusal_of(plain(unconnected)).empty());
    auto file = with_settled({0});
    file.targets.reset();
    CHECK_THAT(refusal_of(plain(file)), contains("runs that make no sense"));
    // Fewer targets once the runs are read.
    const std::string fewer = R"({"targets":{"addresses":"0a0000010a000001"}})"
                              "\n";
    CHECK_FALSE(refusal_of(sealed(lines_of_run(with_settled({19})) + fewer)).empty());
}

TEST_CASE("scan file: lines nested deeper than any of ours are refused", "[scanner][store]")
{
    const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
    for (const auto* const where : {"\"plan\":{", "\"outcome\":{", "\"targets\":{"}) {
        CAPTURE(where);
        CHECK_FALSE(refusal_of(with_text(where, where + ("\"deep\":" + deep + ","))).empty());
    }
    CHECK_FALSE(refusal_of(with_line("\"part\":1,", deep + "\n")).empty());
}
