#include "catalog/catalog_row_reader.hpp"

#include "catalog/iso_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace phonescan {

namespace {

/// The flags that a file may give a row, beside mode-limited=…. Documented in data/catalog.xsd.
constexpr std::array<std::string_view, 6> row_flags = {"catalog-suspect", "on-prem-only", "upgradeable-to-teams",
                                                       "min>approved",    "recalled",     "localized"};
constexpr std::string_view mode_flag = "mode-limited=";

/// What an import may warn of. Documented in data/catalog.xsd.
constexpr std::array<std::string_view, 7> warning_codes = {
    "duplicated-date", "blank-in-version", "cell-unparsable", "footnote", "cell-count", "spelling", "models-unclear"};

bool is_row_flag(std::string_view flag) noexcept
{
    return std::ranges::find(row_flags, flag) != row_flags.end() ||
           (flag.starts_with(mode_flag) && flag.size() > mode_flag.size());
}

std::string product_text_of(std::vector<std::string> product)
{
    CatalogRow row;
    row.product = std::move(product);
    return row.product_text();
}

} // namespace

CatalogRow CatalogRowReader::row(pugi::xml_node node) const
{
    file_.check_names(node, {"vendor", "line", "heading", "flags"},
                      {"product", "model", "series", "date", "end", "warning", "cell"});
    CatalogRow row;
    row.line = file_.line_of(node);
    row.document_line = document_line(node);
    row.heading = node.attribute("heading") ? file_.required(node, "heading")
                                            : std::string_view{file_.root().attribute("heading").value()};
    row.vendor = file_.required(node, "vendor");
    row.product = texts(node, "product");
    read_models(node, row);
    read_dates(node, row);
    read_flags(node, row);
    read_warnings(node, row);
    read_cells(node, row);
    return row;
}

CatalogAccessory CatalogRowReader::accessory(pugi::xml_node node) const
{
    file_.check_names(node, {"vendor", "line"}, {"product", "model"});
    CatalogAccessory accessory;
    accessory.line = file_.line_of(node);
    accessory.document_line = document_line(node);
    accessory.vendor = file_.required(node, "vendor");
    accessory.product = product_text_of(texts(node, "product"));
    accessory.models = texts(node, "model");
    return accessory;
}

CatalogRelease CatalogRowReader::release(pugi::xml_node node) const
{
    file_.check_names(node, {"vendor", "line", "version", "edition", "state"}, {"product", "model", "date"});
    CatalogRelease release;
    release.line = file_.line_of(node);
    release.document_line = document_line(node);
    release.vendor = file_.required(node, "vendor");
    release.product = product_text_of(texts(node, "product"));
    release.models = texts(node, "model");
    release.version = file_.required(node, "version");
    release.edition = node.attribute("edition").value();
    const std::string_view state = node.attribute("state") ? file_.required(node, "state") : "listed";
    if (state != "listed" && state != "recalled") file_.fail(node, "expected state listed or recalled");
    release.recalled = state == "recalled";
    CatalogRow dated;
    read_dates(node, dated);
    release.date = dated.date;
    return release;
}

std::size_t CatalogRowReader::document_line(pugi::xml_node node) const
{
    if (!node.attribute("line")) return 0;
    const auto text = file_.required(node, "line");
    std::size_t line = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), line);
    if (error != std::errc{} || end != text.data() + text.size() || line == 0)
        file_.fail(node, "expected in line a line number of the document, from 1");
    return line;
}

/// Of the children of that name, of which there must be one at least.
std::vector<std::string> CatalogRowReader::texts(pugi::xml_node node, const char* element) const
{
    std::vector<std::string> texts;
    for (const auto child : node.children(element))
        texts.push_back(file_.required_text(child));
    if (texts.empty()) file_.fail(node, "expected a <" + std::string{element} + ">");
    return texts;
}

pugi::xml_node CatalogRowReader::only_child(pugi::xml_node node, const char* element) const
{
    const auto child = node.child(element);
    if (const auto second = child.next_sibling(element))
        file_.fail(second, "expected one <" + std::string{element} + ">");
    return child;
}

void CatalogRowReader::read_models(pugi::xml_node node, CatalogRow& row) const
{
    const auto series = only_child(node, "series");
    if (series) {
        file_.check_names(series, {"models"}, {});
        row.series = file_.required_text(series);
        row.series_models = listed_items(file_.required(series, "models"));
    }
    if (static_cast<bool>(series) == static_cast<bool>(node.child("model")))
        file_.fail(node, "expected either <model> or one <series>");
    if (!series) row.models = texts(node, "model");
}

void CatalogRowReader::read_dates(pugi::xml_node node, CatalogRow& row) const
{
    if (const auto date = only_child(node, "date")) {
        file_.check_names(date, {"value"}, {});
        row.date_literal = file_.required_text(date);
        row.date = file_.required(date, "value");
        if (!is_iso_date(row.date)) file_.fail(date, "expected in value a date YYYY-MM or YYYY-MM-DD");
    }
    if (const auto end = only_child(node, "end")) {
        file_.check_names(end, {"value"}, {});
        row.end_literal = file_.required_text(end);
        row.end = file_.required(end, "value");
        if (!iso_day(row.end)) file_.fail(end, "expected in value a date YYYY-MM-DD");
    }
}

void CatalogRowReader::read_flags(pugi::xml_node node, CatalogRow& row) const
{
    if (row.models.size() > 1) row.flags.emplace_back("multi-model-row");
    if (!row.series.empty()) row.flags.emplace_back("series");
    for (auto& flag : listed_items(node.attribute("flags").value())) {
        if (!is_row_flag(flag))
            file_.fail(node, "expected in flags catalog-suspect, on-prem-only, upgradeable-to-teams, min>approved, "
                             "recalled, localized or mode-limited=MODE, not " +
                                 flag);
        row.flags.push_back(std::move(flag));
    }
}

void CatalogRowReader::read_warnings(pugi::xml_node node, CatalogRow& row) const
{
    for (const auto child : node.children("warning")) {
        file_.check_names(child, {"code"}, {});
        const std::string code{file_.required(child, "code")};
        if (std::ranges::find(warning_codes, code) == warning_codes.end())
            file_.fail(child, "expected a code that catalog.xsd names, such as duplicated-date, not " + code);
        row.warnings.push_back(code + ": " + file_.required_text(child));
        const auto flag = "import-warning=" + code;
        if (std::ranges::find(row.flags, flag) == row.flags.end()) row.flags.push_back(flag);
    }
}

void CatalogRowReader::read_cells(pugi::xml_node node, CatalogRow& row) const
{
    std::vector<std::optional<CatalogCell>> cells(platforms_.size());
    for (const auto child : node.children("cell")) {
        auto read = cell(child);
        for (const auto& platform : listed_items(file_.required(child, "platform"))) {
            const auto column = std::ranges::find(platforms_, platform) - platforms_.begin();
            if (column == std::ssize(platforms_)) file_.fail(child, "expected the id of a <platform>, not " + platform);
            auto& place = cells[static_cast<std::size_t>(column)];
            if (place) file_.fail(child, "expected one <cell> for platform " + platform);
            read.platform = platform;
            place = read;
        }
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i]) file_.fail(node, "expected a <cell> for platform " + platforms_[i]);
        row.cells.push_back(std::move(*cells[i]));
    }
    const auto ended = std::ranges::count(row.cells, CellKind::ended, &CatalogCell::kind);
    if (ended != 0 && ended != std::ssize(row.cells))
        file_.fail(node, "expected all cells of a row to be of kind ended, or none");
    if (ended != 0 && row.end.empty()) file_.fail(node, "expected <end> in a row whose cells are of kind ended");
}

CatalogCell CatalogRowReader::cell(pugi::xml_node node) const
{
    file_.check_names(
        node, {"platform", "kind", "version", "edition", "minimum", "minimum-edition", "approved", "except"}, {});
    CatalogCell cell;
    const auto kind = cell_kind_named(file_.required(node, "kind"));
    if (!kind)
        file_.fail(node, "expected kind exact, minimum, not-tested, no-data, companion, discontinued, unparsable or "
                         "ended");
    cell.kind = *kind;
    cell.literal = node.text().get();
    cell.versions = listed_items(node.attribute(cell.kind == CellKind::minimum ? "approved" : "version").value());
    cell.edition = node.attribute("edition").value();
    cell.minimum = one_line(node.attribute("minimum").value());
    cell.minimum_edition = node.attribute("minimum-edition").value();
    cell.exceptions = listed_items(node.attribute("except").value());
    check_attributes(node, cell);
    if (cell.kind != CellKind::no_data && cell.kind != CellKind::ended) (void)file_.required_text(node);
    return cell;
}

void CatalogRowReader::check_attributes(pugi::xml_node node, const CatalogCell& cell) const
{
    const bool is_minimum = cell.kind == CellKind::minimum;
    const bool has_version = !listed_items(node.attribute("version").value()).empty();
    if ((cell.kind == CellKind::exact) != has_version)
        file_.fail(node, "expected attribute version of a cell of kind exact, and of no other");
    for (const auto* const name : {"minimum", "minimum-edition", "approved", "except"})
        if (!is_minimum && node.attribute(name))
            file_.fail(node, "expected attribute " + std::string{name} + " only of a cell of kind minimum");
    if (is_minimum && cell.minimum.empty() && cell.versions.empty())
        file_.fail(node, "expected attribute minimum or approved of a cell of kind minimum");
    if (cell.minimum.empty() && !(cell.exceptions.empty() && cell.minimum_edition.empty()))
        file_.fail(node, "expected attribute minimum beside minimum-edition or except");
}

} // namespace phonescan
