#include "catalog/catalog_check.hpp"
#include "catalog/iso_date.hpp"
#include "catalog/list_age.hpp"
#include "scanner/commands/catalog_show.hpp"
#include "scanner/commands/command.hpp"
#include "scanner/data_files.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

constexpr auto footer = R"(check prints FILE:LINE: CODE: TEXT for what it finds. Mistakes, which make the
exit status 1:
  schema        not the form that catalog.xsd asks for
  level         a programme that platforms.xml does not name
  vendor        no spelling or no version scheme of it is known
  model         a name that is nothing but words without meaning
  version       none of the vendor's scheme, or its edition is missing or wrong
  fill-series   builds count up from row to row while another column has one for
                all, and the rows are not flagged catalog-suspect
  same-name     another catalog has that name
Good to know, and no mistakes:
  same-model    two rows for one model, with different versions
  old-revision  more than a year old on the day of --as-of

Examples:
  phonescan catalog list
  phonescan catalog show lync
  phonescan catalog show lync --json
  phonescan catalog show ./our-phones.xml
  phonescan catalog check
  phonescan catalog check ./our-phones.xml)";

struct CatalogOptions {
    DataOptions data;
    std::string name;
    std::vector<std::string> files;
    bool json = false;
};

/// One line for each catalog, its columns as wide as they need to be.
ExitStatus list(const CatalogOptions& options)
{
    const auto day = day_to_judge(options.data);
    const auto catalogs = load_catalogs(options.data).catalogs();
    const auto age = [day](const CatalogInfo& catalog) { return ListAge{*iso_day(catalog.revision), day}.text(); };
    std::size_t widest_name = 4;
    std::size_t widest_age = 3;
    for (const auto& catalog : catalogs) {
        widest_name = std::max(widest_name, display_width(catalog.name));
        widest_age = std::max(widest_age, age(catalog).size());
    }
    print_listing("{}  {:<10}  {:<{}}  {:>4}  {}\n", fitted("NAME", widest_name), "REVISION", "AGE", widest_age, "ROWS",
                  "TITLE (PROGRAMME): PLATFORMS");
    for (const auto& catalog : catalogs) {
        const auto level =
            catalog.level.empty() ? std::string{} : fmt::format(" ({})", terminal_text(catalog.level_title));
        print_listing("{}  {:<10}  {:<{}}  {:>4}  {}{}: {}\n", fitted(catalog.name, widest_name), catalog.revision,
                      age(catalog), widest_age, catalog.rows, terminal_text(catalog.title), level,
                      fmt::join(catalog.platforms, " "));
    }
    return ExitStatus::done;
}

ExitStatus show(const CatalogOptions& options)
{
    const auto catalog = read_catalog(catalog_named(options.name));
    options.json ? print_catalog_json(catalog) : print_catalog(catalog);
    return ExitStatus::done;
}

/// The shipped catalogs without those that are named by the user, under whatever path.
std::vector<fs::path> shipped_beside(const std::vector<fs::path>& named)
{
    auto shipped = shipped_catalogs();
    std::erase_if(shipped, [&named](const fs::path& file) {
        std::error_code error;
        return std::ranges::any_of(named, [&](const fs::path& other) { return fs::equivalent(file, other, error); });
    });
    return shipped;
}

/// `12 version, 1 vendor`
std::string counted(const std::map<CatalogCheckCode, std::size_t>& counts)
{
    std::vector<std::string> parts;
    parts.reserve(counts.size());
    for (const auto& [code, count] : counts)
        parts.push_back(fmt::format("{} {}", count, name_of(code)));
    return parts.empty() ? "no findings" : fmt::format("{}", fmt::join(parts, ", "));
}

ExitStatus check(const CatalogOptions& options)
{
    std::vector<fs::path> files;
    for (const auto& text : options.files)
        files.push_back(catalog_named(text));
    auto beside = shipped_beside(files);
    if (files.empty()) files.swap(beside);
    const auto report = check_catalogs(files, beside, version_schemes_path(), day_to_judge(options.data));
    std::map<CatalogCheckCode, std::size_t> counts;
    for (const auto& finding : report.findings) {
        ++counts[finding.code];
        const auto line = finding.line == 0 ? std::string{} : fmt::format(":{}", finding.line);
        print_listing("{}{}: {}: {}\n", terminal_text(finding.file.string()), line, name_of(finding.code),
                      terminal_text(finding.message));
    }
    print_listing("{} {}, {} rows: {}\n", files.size(), files.size() == 1 ? "catalog" : "catalogs", report.rows,
                  counted(counts));
    const bool has_mistake = std::ranges::any_of(counts, [](const auto& count) { return is_mistake(count.first); });
    return has_mistake ? ExitStatus::runtime_error : ExitStatus::done;
}

} // namespace

void add_catalog_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("catalog", "The qualification lists: list, show and check them");
    const auto options = std::make_shared<CatalogOptions>();
    command->require_subcommand(1);
    command->footer(footer);

    auto* const list_command =
        command->add_subcommand("list", "Name, revision, age, rows, title, programme and platforms of each");
    add_catalog_options(*list_command, options->data);
    add_as_of_option(*list_command, options->data);
    list_command->callback([options, &status] { status = list(*options); });

    auto* const show_command = command->add_subcommand("show", "Every row of one, as published and as understood");
    show_command->add_option("NAME", options->name, "A shipped catalog's name, or a file (any path, or *.xml)")
        ->required();
    show_command->add_flag("--json", options->json, "One JSON object for each row");
    show_command->callback([options, &status] { status = show(*options); });

    auto* const check_command =
        command->add_subcommand("check", "Whether catalogs are right; exit status 1 when there is a mistake");
    check_command
        ->add_option("FILE", options->files,
                     "Files, or names of shipped ones, each beside the shipped ones (default: all shipped)")
        ->option_text("NAME|FILE ...");
    add_as_of_option(*check_command, options->data);
    check_command->callback([options, &status] { status = check(*options); });
}

} // namespace phonescan
