#include "catalog/catalog_file.hpp"

#include "catalog/iso_date.hpp"
#include "fingerprints/xml_file.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

/// In the order of enum CellKind.
constexpr std::array<std::string_view, 6> kinds = {"exact",     "not-tested",   "no-data",
                                                   "companion", "discontinued", "unparsable"};
static_assert(kinds.size() == static_cast<std::size_t>(CellKind::unparsable) + 1);

/// The flags that a row may carry; each comes out with every verdict from it.
constexpr std::array<std::string_view, 1> row_flags = {"catalog-suspect"};

std::string collapsed(std::string_view text)
{
    std::string result;
    for (const auto& word : listed_items(text)) {
        if (!result.empty()) result += ' ';
        result += word;
    }
    return result;
}

class CatalogReader {
public:
    explicit CatalogReader(const std::filesystem::path& path) : file_{path, "catalog"} {}

    CatalogFile read()
    {
        const auto root = file_.root();
        file_.check_names(root, {"name", "title", "revision"}, {"source", "newer-firmware", "platform", "row"});
        catalog_.name = file_.required(root, "name");
        catalog_.title = file_.required(root, "title");
        catalog_.revision = file_.required(root, "revision");
        if (!iso_day(catalog_.revision)) file_.fail(root, "expected in revision a date YYYY-MM-DD");
        catalog_.source = file_.required(root.child("source") ? root.child("source") : root, "url");
        read_policy(root.child("newer-firmware"));
        for (const auto node : root.children("platform"))
            read_platform(node);
        if (catalog_.platforms.empty()) file_.fail(root, "expected at least one <platform>");
        for (const auto node : root.children("row"))
            catalog_.rows.push_back(read_row(node));
        if (catalog_.rows.empty()) file_.fail(root, "expected at least one <row>");
        return std::move(catalog_);
    }

private:
    void read_policy(pugi::xml_node node)
    {
        if (!node) return;
        file_.check_names(node, {"policy"}, {});
        if (file_.required(node, "policy") != "unsupported") file_.fail(node, "expected policy unsupported");
        catalog_.newer_is_unsupported = true;
    }

    void read_platform(pugi::xml_node node)
    {
        file_.check_names(node, {"id"}, {});
        std::string id{file_.required(node, "id")};
        if (std::ranges::find(catalog_.platforms, id) != catalog_.platforms.end())
            file_.fail(node, "expected each platform once, not " + id + " again");
        catalog_.platforms.push_back(std::move(id));
    }

    CatalogRow read_row(pugi::xml_node node)
    {
        file_.check_names(node, {"vendor", "flags"}, {"product", "model", "series", "date", "cell"});
        CatalogRow row;
        row.line = file_.line_of(node);
        row.vendor = file_.required(node, "vendor");
        for (const auto child : node.children("product"))
            row.product.push_back(file_.required_text(child));
        if (row.product.empty()) file_.fail(node, "expected a <product>");
        for (const auto child : node.children("model"))
            row.models.push_back(file_.required_text(child));
        if (const auto series = node.child("series")) {
            file_.check_names(series, {"models"}, {});
            row.series = file_.required_text(series);
            row.series_models = listed_items(file_.required(series, "models"));
        }
        if (row.models.empty() == row.series.empty()) file_.fail(node, "expected either <model> or one <series>");
        read_date(node.child("date"), row);
        row.flags = listed_items(node.attribute("flags").value());
        for (const auto& flag : row.flags)
            if (std::ranges::find(row_flags, flag) == row_flags.end())
                file_.fail(node, "expected in flags only catalog-suspect, not " + flag);
        read_cells(node, row);
        return row;
    }

    void read_date(pugi::xml_node node, CatalogRow& row)
    {
        if (!node) return;
        file_.check_names(node, {"value"}, {});
        row.date_literal = file_.required_text(node);
        row.date = file_.required(node, "value");
        if (!is_iso_date(row.date)) file_.fail(node, "expected in value a date YYYY-MM or YYYY-MM-DD");
    }

    void read_cells(pugi::xml_node node, CatalogRow& row)
    {
        for (const auto& platform : catalog_.platforms) {
            const auto cell = node.find_child_by_attribute("cell", "platform", platform.c_str());
            if (!cell) file_.fail(node, "expected a <cell> for platform " + platform);
            row.cells.push_back(read_cell(cell));
        }
        const auto count = std::ranges::distance(node.children("cell"));
        if (count != std::ssize(catalog_.platforms)) file_.fail(node, "expected one <cell> per <platform>");
    }

    CatalogCell read_cell(pugi::xml_node node)
    {
        file_.check_names(node, {"platform", "kind", "version", "edition"}, {});
        CatalogCell cell;
        cell.platform = file_.required(node, "platform");
        const auto* const kind = std::ranges::find(kinds, file_.required(node, "kind"));
        if (kind == kinds.end())
            file_.fail(node, "expected kind exact, not-tested, no-data, companion, discontinued or unparsable");
        cell.kind = static_cast<CellKind>(kind - kinds.begin());
        cell.literal = node.text().get();
        cell.versions = listed_items(node.attribute("version").value());
        cell.edition = node.attribute("edition").value();
        if ((cell.kind == CellKind::exact) == cell.versions.empty())
            file_.fail(node, "expected attribute version of a cell of kind exact, and of no other");
        if (cell.kind != CellKind::no_data) (void)file_.required_text(node);
        return cell;
    }

    XmlFile file_;
    CatalogFile catalog_;
};

} // namespace

std::string_view name_of(CellKind kind) noexcept
{
    return kinds[static_cast<std::size_t>(kind)];
}

std::string CatalogRow::product_text() const
{
    std::string text;
    for (const auto& cell : product) {
        if (!text.empty()) text += " | ";
        text += collapsed(cell);
    }
    return text;
}

CatalogFile read_catalog(const std::filesystem::path& path)
{
    return CatalogReader{path}.read();
}

} // namespace phonescan
