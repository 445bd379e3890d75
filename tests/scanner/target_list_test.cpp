#include "scanner/target_list.hpp"

#include "scanner/address_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>

#include <unistd.h>

using phonescan::load_targets;
using phonescan::TargetErrors;
using phonescan::TargetList;
using phonescan::TargetSpec;
using phonescan::test::contains;
using phonescan::test::TemporaryDirectory;

namespace {

std::string listing(const TargetList& list)
{
    std::ostringstream out;
    write_target_list(out, list);
    return out.str();
}

std::string problems(const TargetSpec& spec)
{
    try {
        load_targets(spec);
    } catch (const TargetErrors& error) {
        return error.what();
    }
    return "none";
}

std::string ranges(const phonescan::AddressSet& set)
{
    return fmt::format("{}", fmt::join(set.range_texts(100), " "));
}

} // namespace

TEST_CASE("targets: arguments are joined, ascending, each address once", "[scanner][targets]")
{
    const auto list = load_targets({.targets = {"10.0.1.0/30", "10.0.0.254-10.0.0.255", "10.0.1.1 10.0.1.2"}});
    CHECK(listing(list) == "10.0.0.254\n10.0.0.255\n10.0.1.0\n10.0.1.1\n10.0.1.2\n10.0.1.3\n");
    CHECK(list.excluded_count == 0);
}

TEST_CASE("targets: no address is skipped for ending in 0 or 255", "[scanner][targets]")
{
    CHECK(load_targets({.targets = {"10.0.0.0/24"}}).addresses.size() == 256);
    CHECK(load_targets({.targets = {"10.0.0.0/16"}}).addresses.size() == 65536);
    CHECK(load_targets({.targets = {"10.0.0.0/31"}}).addresses.size() == 2);
}

TEST_CASE("targets: exclusions win, and count only what they took away", "[scanner][targets]")
{
    const auto list =
        load_targets({.targets = {"10.0.0.0/29"}, .exclusions = {"10.0.0.2,3", "10.0.0.3", "10.9.0.0/16"}});
    CHECK(ranges(list.addresses) == "10.0.0.0/31 10.0.0.4/30");
    CHECK(list.excluded_count == 2);
    CHECK(ranges(list.named) == "10.0.0.0/29");
    CHECK(ranges(list.excluded) == "10.0.0.2/31 10.9.0.0/16");
}

TEST_CASE("targets: files hold words, comments, blank lines, CRLF and a BOM", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    const auto file = folder.file("targets.txt", "\xef\xbb\xbf# the branch\r\n"
                                                 "10.0.0.1\r\n"
                                                 "\r\n"
                                                 "  10.0.0.3\t10.0.0.5 # lobby 10.0.0.99\n"
                                                 "10.0.0.7#no blank\n"
                                                 "desk1.example.com\n"
                                                 "10.0.0.9"); // no line end
    const auto list = load_targets({.target_files = {file}});
    CHECK(listing(list) == "10.0.0.1\n10.0.0.3\n10.0.0.5\n10.0.0.7\n10.0.0.9\ndesk1.example.com\n");
    REQUIRE(list.names.size() == 1);
    CHECK(list.names[0].where == file + ":6:");
}

TEST_CASE("targets: exclusions come from files too", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    const auto file = folder.file("spare.txt", "10.0.0.1\n10.0.0.3 # the boss\n");
    const auto list =
        load_targets({.targets = {"10.0.0.0/30"}, .exclusion_files = {file, folder.file("none.txt", "")}});
    CHECK(listing(list) == "10.0.0.0\n10.0.0.2\n");
    CHECK(list.excluded_count == 2);
}

TEST_CASE("targets: - reads standard input, once", "[scanner][targets]")
{
    std::string text = "10.0.0.1\n10.0.0.2\n";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input{fmemopen(text.data(), text.size(), "r"), std::fclose};
    REQUIRE(input);
    SECTION("as a list of targets")
    {
        CHECK(load_targets({.target_files = {"-"}}, input.get()).addresses.size() == 2);
    }
    SECTION("not for targets and exclusions at once")
    {
        CHECK_THROWS_WITH(load_targets({.target_files = {"-"}, .exclusion_files = {"-"}}, input.get()),
                          contains("standard input is named more than once"));
    }
    SECTION("with its lines named")
    {
        text[9] = 'x'; // 10.0.0.1 x0.0.0.2
        CHECK_THROWS_WITH(load_targets({.target_files = {"-"}}, input.get()), contains("standard input:2: \"x"));
    }
}

TEST_CASE("targets: everything wrong in arguments and files is said at once, with its place", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    const auto first = folder.file("first.txt", "10.0.0.1\n\n10.0.0.300 # typing error\n010.0.0.1 fe80::1%eth0\n");
    const auto second = folder.file("second.txt", "10.0.0.9-10.0.0.1\r\n");
    const std::string text = problems({.targets = {"10.0.0.0/33", "10.0.0.2"},
                                       .target_files = {first, (folder / "missing.txt").string()},
                                       .exclusions = {"10.0.0"},
                                       .exclusion_files = {second}});
    CAPTURE(text);
    std::istringstream lines{text};
    const std::string expected[] = {
        "target \"10.0.0.0/33\": \"33\" is no prefix length",
        first + ":3: \"10.0.0.300\": \"300\" is no octet",
        first + ":4: \"010.0.0.1\": 010 could be octal",
        first + ":4: \"fe80::1%eth0\": an IPv6 address without its zone is expected",
        (folder / "missing.txt").string() + ": cannot be read: No such file or directory",
        "--exclude \"10.0.0\": no IPv4 address",
        second + ":1: \"10.0.0.9-10.0.0.1\": the range runs backwards",
    };
    std::string line;
    for (const std::string& start : expected) {
        REQUIRE(std::getline(lines, line));
        CHECK_THAT(line, Catch::Matchers::StartsWith(start));
    }
    CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("targets: an empty list and a list that exclusions empty are errors", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    const auto empty = folder.file("empty.txt", "# nothing yet\n\n");
    CHECK_THAT(problems({}), Catch::Matchers::StartsWith("no targets: "));
    CHECK(problems({.target_files = {empty}}) == "no targets: none named in " + empty);
    CHECK_THAT(problems({.targets = {""}}), Catch::Matchers::StartsWith("target \"\": empty"));
    CHECK_THAT(problems({.targets = {"10.0.0.1"}, .exclusions = {" "}}),
               Catch::Matchers::StartsWith("--exclude \"\": empty"));
    CHECK_THAT(problems({.targets = {"10.0.0.0/30"}, .exclusions = {"10.0.0.0/8"}}),
               contains("nothing left after exclusion"));
    CHECK_THAT(problems({.targets = {"desk1"}, .exclusions = {"DESK1."}}), contains("nothing left after exclusion"));
    CHECK(problems({.targets = {"10.0.0.1", "desk1"}, .exclusions = {"10.0.0.1"}}) == "none");
}

TEST_CASE("targets: files that are no text lists are refused", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    CHECK_THAT(problems({.target_files = {(folder / "").string()}}), contains("cannot be read: Is a directory"));
    CHECK_THAT(problems({.target_files = {""}}), contains("cannot be read: No such file"));
    using namespace std::string_view_literals;
    CHECK_THAT(problems({.target_files = {folder.file("utf16.txt", "\xff\xfe"
                                                                   "1\0000\0.\0"sv)}}),
               contains("is UTF-16: save it as UTF-8"));
    CHECK_THAT(problems({.target_files = {folder.file("nul.txt", "10.0.0.1\0 10.0.0.2\n"sv)}}),
               contains(":1: \"10.0.0.1\\x00\""));
    CHECK_THAT(problems({.target_files = {folder.file("long.txt", std::string(1 << 20, '1'))}}),
               contains("longer than any target"));
}

TEST_CASE("targets: a file of random bytes neither crashes nor floods", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    std::mt19937 random{1};
    std::string bytes(300000, ' ');
    for (char& c : bytes)
        c = static_cast<char>(random());
    const std::string text = problems({.target_files = {folder.file("random.bin", bytes)}});
    CHECK(std::count(text.begin(), text.end(), '\n') == 1000);
    CHECK_THAT(text, contains("more of this kind"));
    CHECK(text.size() < 1000000);
}

TEST_CASE("targets: a hundred thousand lines are read across block borders", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    std::string content;
    for (int index = 0; index < 100000; ++index) // every other address, so that no two ranges join
        content += "10." + std::to_string(index / 32768) + "." + std::to_string(index / 128 % 256) + "." +
                   std::to_string(index % 128 * 2) + "\n";
    const auto list = load_targets({.target_files = {folder.file("many.txt", content)}});
    CHECK(list.addresses.size() == 100000);
    CHECK(list.addresses.ranges().size() == 100000);
    CHECK(listing(list) == content);
}

TEST_CASE("targets: names keep their order and spelling, each once, without the excluded", "[scanner][targets]")
{
    const auto list =
        load_targets({.targets = {"zoe.example,Desk1", "10.0.0.1", "desk1.", "boss"}, .exclusions = {"Boss", "desk9"}});
    CHECK(listing(list) == "10.0.0.1\nzoe.example\nDesk1\n");
    REQUIRE(list.names.size() == 2);
    CHECK(list.names[0].where == "target");
    REQUIRE(list.excluded_names.size() == 2);
    CHECK(list.excluded_names[1].name == "desk9");
    CHECK(list.excluded_names[1].where == "--exclude");
}

TEST_CASE("targets: -sL ends with the last address there is, and stops when nobody reads", "[scanner][targets]")
{
    CHECK(listing(load_targets({.targets = {"255.255.255.254/31"}})) == "255.255.255.254\n255.255.255.255\n");

    const std::string text = listing(load_targets({.targets = {"10.0.0.0/16"}}));
    CHECK(std::count(text.begin(), text.end(), '\n') == 65536);
    CHECK_THAT(text, Catch::Matchers::StartsWith("10.0.0.0\n10.0.0.1\n") &&
                         Catch::Matchers::EndsWith("10.0.255.254\n10.0.255.255\n"));

    std::ostringstream closed;
    closed.setstate(std::ios::badbit);
    write_target_list(closed, load_targets({.targets = {"0.0.0.0/0"}}));
    CHECK(closed.str().empty());
}

TEST_CASE("targets: IPv6 comes after IPv4, ascending, each address once", "[scanner][targets]")
{
    const TemporaryDirectory folder;
    const auto file = folder.file("six.txt", "fd00::2 # a comment\n[fd00::1]\n10.0.0.1\n");
    const auto list = load_targets({.targets = {"fd00::/126", "fd00::1", "fd00:0:0:1::1"}, .target_files = {file}});
    CHECK(listing(list) == "10.0.0.1\nfd00::\nfd00::1\nfd00::2\nfd00::3\nfd00:0:0:1::1\n");
    CHECK(list.addresses.size() == 6);
}

TEST_CASE("targets: an excluded IPv6 network takes its addresses out, and those alone", "[scanner][targets]")
{
    const auto list =
        load_targets({.targets = {"fd00::/120", "10.0.0.0/30"}, .exclusions = {"fd00::10/124", "10.0.0.1"}});
    CHECK(ranges(list.addresses) == "10.0.0.0 10.0.0.2/31 fd00::/124 fd00::20-fd00::ff");
    CHECK(list.excluded_count == 17);
    CHECK(list.excluded.contains(boost::asio::ip::make_address("fd00::1f")));
    CHECK_THAT(problems({.targets = {"fd00::7"}, .exclusions = {"fd00::/8"}}),
               contains("nothing left after exclusion"));
    CHECK(ranges(load_targets({.targets = {"::/0"}, .exclusions = {"8000::/1"}}).addresses) == "::/1");
}

TEST_CASE("targets: -sL ends with the last IPv6 address there is, and stops when nobody reads", "[scanner][targets]")
{
    CHECK(listing(load_targets({.targets = {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127"}})) ==
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\nffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n");
    std::ostringstream closed;
    closed.setstate(std::ios::badbit);
    write_target_list(closed, load_targets({.targets = {"::/0"}}));
    CHECK(closed.str().empty());
}
