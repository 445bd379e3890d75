#include "catalog/catalog_file.hpp"
#include "scanner/commands/command.hpp"
#include "scanner/data_files.hpp"
#include "scanner/json_codec.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace phonescan {

namespace {

constexpr auto footer = R"(Examples:
  phonescan catalog list
  phonescan catalog show lync
  phonescan catalog show lync --json
  phonescan catalog show ./our-phones.xml)";

struct CatalogOptions {
    DataOptions data;
    std::string name;
    bool json = false;
};

/// One line for each catalog, its columns as wide as they need to be.
ExitStatus list(const CatalogOptions& options)
{
    const auto catalogs = load_catalogs(options.data).catalogs();
    std::size_t widest = 4;
    for (const auto& catalog : catalogs)
        widest = std::max(widest, display_width(catalog.name));
    print_listing("{}  {:<10}  {:>4}  {}\n", fitted("NAME", widest), "REVISION", "ROWS", "TITLE: PLATFORMS");
    for (const auto& catalog : catalogs)
        print_listing("{}  {:<10}  {:>4}  {}: {}\n", fitted(catalog.name, widest), catalog.revision, catalog.rows,
                      terminal_text(catalog.title), fmt::join(catalog.platforms, " "));
    return ExitStatus::done;
}

void show_row(const CatalogRow& row)
{
    print_listing("\n{} ({}{}{})\n", terminal_text(row.product_text()), terminal_text(row.vendor),
                  row.date.empty() ? "" : ", ", row.date);
    for (const auto& cell : row.cells) {
        const auto says =
            cell.versions.empty() ? std::string{name_of(cell.kind)} : fmt::format("{}", fmt::join(cell.versions, ", "));
        print_listing("  {:<18} {}", cell.platform, says);
        if (!cell.edition.empty()) print_listing(" {}", terminal_text(cell.edition));
        if (!cell.literal.empty()) print_listing("  \"{}\"", terminal_text(cell.literal));
        print_listing("\n");
    }
    if (!row.flags.empty()) print_listing("  flags: {}\n", fmt::join(row.flags, ", "));
    for (const auto& warning : row.warnings)
        print_listing("  warning: {}\n", terminal_text(warning));
}

void show(const CatalogFile& catalog)
{
    print_listing("{} ({})\nsource: {}\nrevision: {}\nplatforms: {}\nrows: {}\n", terminal_text(catalog.title),
                  terminal_text(catalog.name), terminal_text(catalog.source), catalog.revision,
                  fmt::join(catalog.platforms, ", "), catalog.rows.size());
    for (const auto& row : catalog.rows)
        show_row(row);
}

/// [{literal, normalized, kind}]: one entry for each version, or a single one without.
void write_cell(JsonWriter& json, const CatalogCell& cell)
{
    const auto write_entry = [&](std::string_view version) {
        json.begin_object();
        json.key("literal");
        json.string(cell.literal);
        json.key("normalized");
        json.string_or_null(version);
        json.key("kind");
        json.string(name_of(cell.kind));
        json.end_object();
    };
    json.key(cell.platform);
    json.begin_array();
    for (const auto& version : cell.versions)
        write_entry(version);
    if (cell.versions.empty()) write_entry({});
    json.end_array();
}

/// {row, models, vendor, line, heading, cells, date, flags, warnings}
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

ExitStatus show(const CatalogOptions& options)
{
    const auto catalog = read_catalog(catalog_named(options.name));
    if (!options.json) {
        show(catalog);
        return ExitStatus::done;
    }
    std::string line;
    for (const auto& row : catalog.rows) {
        line.clear();
        JsonWriter json{line};
        write_row(json, row);
        print_listing("{}\n", line);
    }
    return ExitStatus::done;
}

} // namespace

void add_catalog_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("catalog", "The qualification lists: list them, show one");
    const auto options = std::make_shared<CatalogOptions>();
    command->require_subcommand(1);
    command->footer(footer);

    auto* const list_command = command->add_subcommand("list", "Name, revision, rows, title and platforms of each");
    add_catalog_options(*list_command, options->data);
    list_command->callback([options, &status] { status = list(*options); });

    auto* const show_command = command->add_subcommand("show", "Every row of one, as published and as understood");
    show_command->add_option("NAME", options->name, "A shipped catalog's name, or a file (any path, or *.xml)")
        ->required();
    show_command->add_flag("--json", options->json, "One JSON object for each row");
    show_command->callback([options, &status] { status = show(*options); });
}

} // namespace phonescan
