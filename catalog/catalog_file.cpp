#include "catalog/catalog_file.hpp"

#include "catalog/catalog_row_reader.hpp"
#include "catalog/iso_date.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

/// In the order of enum CellKind.
constexpr std::array<std::string_view, 8> kinds = {"exact",     "minimum",      "not-tested", "no-data",
                                                   "companion", "discontinued", "unparsable", "ended"};
static_assert(kinds.size() == static_cast<std::size_t>(CellKind::ended) + 1);

class CatalogReader {
public:
    explicit CatalogReader(const XmlFile& file) : file_{file} {}

    CatalogFile read()
    {
        const auto root = file_.root();
        file_.check_names(root, {"name", "title", "revision", "level", "heading"},
                          {"source", "newer-firmware", "platform", "row", "accessory", "release"});
        catalog_.name = file_.required(root, "name");
        catalog_.title = file_.required(root, "title");
        catalog_.revision = file_.required(root, "revision");
        if (!iso_day(catalog_.revision)) file_.fail(root, "expected in revision a date YYYY-MM-DD");
        catalog_.line = file_.line_of(root);
        if (root.attribute("level")) catalog_.level = file_.required(root, "level");
        catalog_.source = file_.required(root.child("source") ? root.child("source") : root, "url");
        read_policy(root.child("newer-firmware"));
        for (const auto node : root.children("platform"))
            read_platform(node);
        if (catalog_.platforms.empty()) file_.fail(root, "expected at least one <platform>");
        read_rows();
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

    void read_rows()
    {
        const CatalogRowReader reader{file_, catalog_.platforms};
        for (const auto node : file_.root().children("row"))
            catalog_.rows.push_back(reader.row(node));
        for (const auto node : file_.root().children("accessory"))
            catalog_.accessories.push_back(reader.accessory(node));
        for (const auto node : file_.root().children("release"))
            catalog_.releases.push_back(reader.release(node));
        if (catalog_.rows.empty()) file_.fail(file_.root(), "expected at least one <row>");
    }

    const XmlFile& file_;
    CatalogFile catalog_;
};

} // namespace

std::string_view name_of(CellKind kind) noexcept
{
    return kinds[static_cast<std::size_t>(kind)];
}

std::optional<CellKind> cell_kind_named(std::string_view name) noexcept
{
    const auto found = std::ranges::find(kinds, name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<CellKind>(found - kinds.begin());
}

std::string CatalogRow::product_text() const
{
    std::string text;
    for (const auto& cell : product) {
        if (!text.empty()) text += " | ";
        text += one_line(cell);
    }
    return text;
}

CatalogFile read_catalog(const std::filesystem::path& path)
{
    const XmlFile file{path, "catalog"};
    return CatalogReader{file}.read();
}

CatalogFile parse_catalog(const std::filesystem::path& path, std::string content)
{
    const XmlFile file{path, "catalog", std::move(content)};
    return CatalogReader{file}.read();
}

} // namespace phonescan
