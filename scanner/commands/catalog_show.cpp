#include "scanner/commands/catalog_show.hpp"

#include "scanner/json_codec.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace phonescan {

namespace {

std::string with_edition(const std::string& versions, const std::string& edition)
{
    return edition.empty() ? versions : edition + " " + versions;
}

/// `2.0.1.44.9 UC`, `approved SIP 2.2.16, minimum UC 3.2.1`, or the kind of a cell without versions.
std::string cell_text(const CatalogCell& cell)
{
    const auto versions = with_edition(fmt::format("{}", fmt::join(cell.versions, ", ")), cell.edition);
    if (cell.kind != CellKind::minimum) return cell.versions.empty() ? std::string{name_of(cell.kind)} : versions;
    std::vector<std::string> parts;
    if (!cell.versions.empty()) parts.push_back("approved " + versions);
    if (!cell.minimum.empty()) parts.push_back("minimum " + with_edition(cell.minimum, cell.minimum_edition));
    if (!cell.exceptions.empty()) parts.push_back(fmt::format("but not {}", fmt::join(cell.exceptions, ", ")));
    return fmt::format("{}", fmt::join(parts, ", "));
}

void print_row(const CatalogRow& row)
{
    print_listing("\n{} ({}{}{})\n", terminal_text(row.product_text()), terminal_text(row.vendor),
                  row.date.empty() ? "" : ", ", row.date);
    for (const auto& cell : row.cells) {
        print_listing("  {:<18} {}", cell.platform, terminal_text(cell_text(cell)));
        if (!cell.literal.empty()) print_listing("  \"{}\"", terminal_text(cell.literal));
        print_listing("\n");
    }
    if (!row.end.empty()) print_listing("  certified until {}\n", row.end);
    if (!row.flags.empty())
        print_listing("  flags: {}\n", terminal_text(fmt::format("{}", fmt::join(row.flags, ", "))));
    for (const auto& warning : row.warnings)
        print_listing("  warning: {}\n", terminal_text(warning));
}

void print_accessories(const CatalogFile& catalog)
{
    if (!catalog.accessories.empty()) print_listing("\nAccessories, which are never judged\n");
    for (const auto& accessory : catalog.accessories)
        print_listing("  {} ({})\n", terminal_text(accessory.product), terminal_text(accessory.vendor));
}

void print_releases(const CatalogFile& catalog)
{
    if (!catalog.releases.empty()) print_listing("\nReleases that the document names, which qualify nothing\n");
    for (const auto& release : catalog.releases)
        print_listing("  {}{}{}{}: {} ({})\n", terminal_text(with_edition(release.version, release.edition)),
                      release.date.empty() ? "" : ", ", release.date, release.recalled ? ", recalled" : "",
                      terminal_text(release.product), terminal_text(release.vendor));
}

/// [{literal, normalized, kind}]: one entry for each version, or a single one without. A cell of a minimum has entries
/// of kinds approved, minimum and except.
void write_cell(JsonWriter& json, const CatalogCell& cell)
{
    const auto write_entry = [&](std::string_view version, std::string_view kind) {
        json.begin_object();
        json.key("literal");
        json.string(cell.literal);
        json.key("normalized");
        json.string_or_null(version);
        json.key("kind");
        json.string(kind);
        json.end_object();
    };
    json.key(cell.platform);
    json.begin_array();
    for (const auto& version : cell.versions)
        write_entry(version, cell.kind == CellKind::minimum ? "approved" : name_of(cell.kind));
    if (!cell.minimum.empty()) write_entry(cell.minimum, name_of(cell.kind));
    for (const auto& version : cell.exceptions)
        write_entry(version, "except");
    if (cell.versions.empty() && cell.minimum.empty()) write_entry({}, name_of(cell.kind));
    json.end_array();
}

void write_row(JsonWriter& json, const CatalogRow& row)
{
    json.begin_object();
    json.key("row");
    json.string(row.product_text());
    json.key("models");
    write_json_array(json, row.models.empty() ? row.series_models : row.models);
    json.key("vendor");
    json.string_or_null(row.vendor);
    json.key("line");
    if (row.document_line == 0)
        json.null();
    else
        json.number(row.document_line);
    json.key("heading");
    json.string_or_null(row.heading);
    json.key("cells");
    json.begin_object();
    for (const auto& cell : row.cells)
        write_cell(json, cell);
    json.end_object();
    json.key("date");
    json.string_or_null(row.date);
    json.key("flags");
    write_json_array(json, row.flags);
    json.key("warnings");
    write_json_array(json, row.warnings);
    json.end_object();
}

} // namespace

void print_catalog(const CatalogFile& catalog)
{
    print_listing("{} ({})\nsource: {}\nrevision: {}\nplatforms: {}\nrows: {}\n", terminal_text(catalog.title),
                  terminal_text(catalog.name), terminal_text(catalog.source), catalog.revision,
                  fmt::join(catalog.platforms, ", "), catalog.rows.size());
    for (const auto& row : catalog.rows)
        print_row(row);
    print_accessories(catalog);
    print_releases(catalog);
}

void print_catalog_json(const CatalogFile& catalog)
{
    std::string line;
    for (const auto& row : catalog.rows) {
        line.clear();
        JsonWriter json{line};
        write_row(json, row);
        print_listing("{}\n", line);
    }
}

} // namespace phonescan
