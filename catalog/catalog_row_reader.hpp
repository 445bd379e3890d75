#pragma once

#include "catalog/catalog_file.hpp"
#include "fingerprints/xml_file.hpp"

namespace phonescan {

/// Reads the rows of one list's file. Borrows both, which must outlive it.
/// Errors: all members throw DataError.
class CatalogRowReader {
public:
    CatalogRowReader(const XmlFile& file, const std::vector<std::string>& platforms)
        : file_{file}, platforms_{platforms}
    {
    }

    CatalogRow row(pugi::xml_node node) const;
    CatalogAccessory accessory(pugi::xml_node node) const;
    CatalogRelease release(pugi::xml_node node) const;

private:
    std::size_t document_line(pugi::xml_node node) const;
    std::vector<std::string> texts(pugi::xml_node node, const char* element) const;
    void read_models(pugi::xml_node node, CatalogRow& row) const;
    void read_dates(pugi::xml_node node, CatalogRow& row) const;
    void read_flags(pugi::xml_node node, CatalogRow& row) const;
    void read_warnings(pugi::xml_node node, CatalogRow& row) const;
    void read_cells(pugi::xml_node node, CatalogRow& row) const;
    CatalogCell cell(pugi::xml_node node) const;
    void check_attributes(pugi::xml_node node, const CatalogCell& cell) const;
    pugi::xml_node only_child(pugi::xml_node node, const char* element) const;

    const XmlFile& file_;
    const std::vector<std::string>& platforms_;
};

} // namespace phonescan
