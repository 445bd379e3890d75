#include "catalog/catalog_file.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <optional>
#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

using namespace std::chrono_literals;

constexpr Day after_all_lists{2024y / 10 / 1}; ///< and before the certifications of the Teams list end
constexpr const char* newer_lists[] = {"sfb", "teams", "sip-gateway", "sfb-online-minimum"};

CatalogFile list_named(const std::string& name)
{
    return read_catalog(catalog_data() / (name + ".xml"));
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_ready(const Verdict& verdict)
{
    return verdict.status == Status::ready;
}

/// The models that a row names; of a series, one for each pattern.
std::vector<std::string> models_of(const CatalogRow& row)
{
    auto models = row.models;
    for (auto pattern : row.series_models) {
        std::ranges::replace(pattern, '#', '5');
        std::erase(pattern, '*');
        models.push_back(std::move(pattern));
    }
    return models;
}

/// The version just below, in every numbering that the lists know; nothing where the last sign is the lowest.
std::optional<std::string> one_lower(std::string version)
{
    while (version.ends_with('_'))
        version.pop_back();
    auto begin = version.size();
    while (begin > 0 && is_digit(version[begin - 1]))
        --begin;
    if (begin == version.size()) { // a letter ends it
        if (version.back() == 'A' || version.back() == 'a') return std::nullopt;
        --version.back();
        return version;
    }
    const auto number = std::stoul(version.substr(begin));
    if (number == 0) return std::nullopt;
    auto lower = std::to_string(number - 1);
    lower.insert(0, std::max(version.size() - begin, lower.size()) - lower.size(), '0');
    return version.substr(0, begin) + lower;
}

/// A minimum as a phone would say it: one that leaves open which image it is has one here.
std::string as_phones_say(std::string minimum)
{
    if (minimum.starts_with("X.")) return "28" + minimum.substr(1);
    return std::ranges::all_of(minimum, is_digit) ? "66." + minimum + ".0.0" : minimum;
}

/// Which phone the walk is at, and what it would be judged with.
struct Place {
    const CatalogSet& set;
    const CatalogRow& row;
    const CatalogCell& cell;
    const std::string& model;

    Verdict judged(const std::string& firmware, const std::string& edition) const
    {
        return set.judge(phone(row.vendor, model, firmware, edition), cell.platform, after_all_lists);
    }
};

/// Calls walker with every row's every model in every column.
template <class Walker>
void walk(const std::string& name, const Walker& walker)
{
    const auto set = shipped_lists({name.c_str()});
    const auto list = list_named(name);
    for (const auto& row : list.rows)
        for (const auto& cell : row.cells)
            for (const auto& model : models_of(row)) {
                CAPTURE(name, row.product_text(), cell.literal, model, cell.platform);
                walker(Place{set, row, cell, model});
            }
}

} // namespace

TEST_CASE("shipped lists: every listed and every approved version is qualified on its row, and none below it",
          "[catalog][data]")
{
    int versions = 0;
    for (const auto* name : newer_lists)
        walk(name, [&versions](const Place& place) {
            for (const auto& version : place.cell.versions) {
                CAPTURE(version);
                ++versions;
                const auto verdict = place.judged(version, place.cell.edition);
                CHECK(verdict.code == VerdictCode::qualified);
                CHECK(verdict.row == place.row.product_text());
                CHECK(verdict.cell == place.cell.literal);
                const auto lower = one_lower(version);
                if (!lower) continue;
                CAPTURE(*lower);
                const auto below = place.judged(*lower, place.cell.edition);
                CHECK(below.code != VerdictCode::qualified);
                if (place.cell.minimum.empty()) CHECK_FALSE(is_ready(below));
            }
        });
    CHECK(versions > 250);
}

TEST_CASE("shipped lists: every minimum meets itself, and what is below it does not", "[catalog][data]")
{
    int minimums = 0;
    for (const auto* name : newer_lists)
        walk(name, [&minimums](const Place& place) {
            if (place.cell.minimum.empty()) return;
            ++minimums;
            const auto minimum = as_phones_say(place.cell.minimum);
            CAPTURE(minimum);
            const auto verdict = place.judged(minimum, place.cell.minimum_edition);
            const bool is_approved = std::ranges::count(place.cell.versions, place.cell.minimum) == 1;
            const bool is_below_itself = place.model == "T21P"; // minimum 83, approved 34.72.0.75
            CHECK(verdict.code == (is_approved       ? VerdictCode::qualified
                                   : is_below_itself ? VerdictCode::undetermined
                                                     : VerdictCode::meets_minimum));
            CHECK(verdict.cell == place.cell.literal);
            const auto lower = one_lower(place.cell.minimum);
            if (!lower) return;
            const auto below = place.judged(as_phones_say(*lower), place.cell.minimum_edition);
            CAPTURE(*lower, below.reason);
            CHECK_FALSE(is_ready(below));
            if (!is_below_itself && below.reason != "scheme" && below.reason != "release-letter")
                CHECK(below.code == VerdictCode::below_minimum);
        });
    CHECK(minimums > 160);
}

TEST_CASE("shipped lists: a version of several lines is ready in its own line only", "[catalog][data]")
{
    for (const auto* name : newer_lists)
        walk(name, [](const Place& place) {
            for (const auto& version : place.cell.versions) {
                if (place.cell.edition.empty() || version.find("MPP") != std::string::npos) continue; // tells it itself
                CAPTURE(version);
                CHECK_FALSE(is_ready(place.judged(version, "")));
                for (const auto* other : {"UC", "SIP", "TEAMS", "MPP", "Enterprise"})
                    if (place.cell.edition != other && place.cell.minimum_edition != other)
                        CHECK_FALSE(is_ready(place.judged(version, other)));
            }
        });
}

TEST_CASE("shipped lists: versions without their beginning, their end or with more are never qualified",
          "[catalog][data]")
{
    for (const auto* name : newer_lists)
        walk(name, [](const Place& place) {
            for (const auto& version : place.cell.versions)
                for (const auto& other : {version + "1", version + ".1", "1" + version, "x" + version, version + "-",
                                          "v" + version, version.substr(1), version + " " + version}) {
                    CAPTURE(other);
                    CHECK(place.judged(other, place.cell.edition).code != VerdictCode::qualified);
                }
        });
}

TEST_CASE("shipped lists: a phone whose firmware is not known is never ready", "[catalog][data]")
{
    for (const auto* name : newer_lists)
        walk(name, [](const Place& place) {
            const auto verdict = place.judged("", "");
            CHECK_FALSE(is_ready(verdict));
            CHECK_FALSE(verdict.row.empty());
        });
}

TEST_CASE("shipped lists: every row is found by its own product text", "[catalog][data]")
{
    for (const auto* name : newer_lists)
        walk(name, [](const Place& place) {
            const auto found = place.set.judge(phone(place.row.vendor, place.row.product.back(), ""),
                                               place.cell.platform, after_all_lists);
            if (place.row.product.back() == "Yealink" || place.row.product.back() == "AudioCodes") // the whole maker
                CHECK(found.code == VerdictCode::model_unknown);
            else if (!place.row.product.back().starts_with("Optimized")) // of several makers
                CHECK(found.row == place.row.product_text());
        });
}

TEST_CASE("shipped lists: an accessory leads to no verdict, however it is written", "[catalog][data]")
{
    const auto set = shipped_lists({"teams"});
    const auto list = list_named("teams");
    REQUIRE(list.accessories.size() == 4);
    for (const auto& accessory : list.accessories) {
        CAPTURE(accessory.product);
        REQUIRE(accessory.models.size() == 1);
        for (const auto& model : {accessory.models.front(), accessory.product})
            for (const auto* vendor : {accessory.vendor.c_str(), ""}) {
                const auto verdict = set.judge(phone(vendor, model, "176.15.0.19"), "teams", after_all_lists);
                CHECK(verdict.code == VerdictCode::model_not_in_catalog);
                CHECK(std::ranges::none_of(verdict.flags, [](const std::string& flag) {
                    return flag.find("EXP50") != std::string::npos || flag.find("EM60") != std::string::npos ||
                           flag.find("Exp Module") != std::string::npos;
                }));
            }
    }
}

TEST_CASE("teams.xml: a release qualifies nothing, and is named on every verdict from a row", "[catalog][data]")
{
    const auto set = shipped_lists({"teams"});
    const auto list = list_named("teams");
    REQUIRE(list.releases.size() == 21);
    int recalled = 0;
    for (const auto& release : list.releases)
        for (const auto& model : release.models) {
            CAPTURE(release.product, release.version, model);
            const auto verdict =
                set.judge(phone(release.vendor, model, release.version, release.edition), "teams", after_all_lists);
            CHECK_FALSE(is_ready(verdict));
            CHECK_FALSE(verdict.row.empty());
            recalled += release.recalled ? 1 : 0;
            CHECK(std::ranges::count(verdict.flags, "listed-release") == 1);
            CHECK(std::ranges::count(verdict.flags, "recalled") == (release.recalled ? 1 : 0));
        }
    CHECK(recalled == 3 + 3 + 5);
}

TEST_CASE("shipped lists: rows stand in the document's order, and cells hold what their meaning was taken from",
          "[catalog][data]")
{
    struct Shape {
        const char* name;
        std::size_t rows;
        std::size_t first_line;
        std::size_t last_line;
    };
    constexpr Shape shapes[] = {
        {"sfb", 28, 37, 64}, {"teams", 33, 23, 115}, {"sip-gateway", 183, 15, 206}, {"sfb-online-minimum", 7, 69, 72}};
    const auto plain = [](std::string text) {
        std::erase(text, ' ');
        std::ranges::replace(text, '-', '.');
        return text;
    };
    for (const auto& shape : shapes) {
        const auto list = list_named(shape.name);
        REQUIRE(list.rows.size() == shape.rows);
        CHECK(list.rows.front().document_line == shape.first_line);
        CHECK(list.rows.back().document_line == shape.last_line);
        CHECK_FALSE(list.newer_is_unsupported);
        CHECK(list.source.starts_with("https://learn.microsoft.com/en-us/"));
        CHECK(list.level == (shape.name == std::string{"sfb"}           ? "sfb-certified"
                             : shape.name == std::string{"teams"}       ? "teams-certified"
                             : shape.name == std::string{"sip-gateway"} ? "sip-gateway-compatible"
                                                                        : "sfb-online-minimum"));
        std::size_t line = 0;
        for (const auto& row : list.rows) {
            CAPTURE(shape.name, row.product_text(), row.document_line);
            // A row of phones of several makers is there once for each.
            CHECK((row.document_line > line || row.product_text().starts_with("Optimized")));
            line = row.document_line;
            CHECK(row.heading.find(" > ") != std::string::npos);
            for (const auto& cell : row.cells) {
                CAPTURE(cell.literal);
                CHECK_FALSE(cell.literal.empty());
                for (const auto& version : cell.versions)
                    CHECK(plain(cell.literal).find(plain(version)) != std::string::npos);
                CHECK(plain(cell.literal).starts_with(plain(cell.minimum)));
                const bool has_two = cell.kind == CellKind::minimum && list.name == "sip-gateway";
                if (has_two) CHECK(cell.literal.find("/ ") != std::string::npos);
            }
        }
    }
}
