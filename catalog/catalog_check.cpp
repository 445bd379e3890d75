#include "catalog/catalog_check.hpp"

#include "catalog/fill_series.hpp"
#include "catalog/iso_date.hpp"
#include "catalog/list_age.hpp"
#include "catalog/row_loader.hpp"
#include "fingerprints/xml_schema.hpp"

#include <algorithm>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

class Checker {
public:
    Checker(const fs::path& schemes, Day as_of)
        : schema_{schemes.parent_path() / "catalog.xsd"},
          names_{ModelNames::load(schemes.parent_path() / "models.xml")}, schemes_{SchemeBook::load(schemes, names_)},
          platforms_{Platforms::load(schemes.parent_path() / "platforms.xml")}, as_of_{as_of}
    {
    }

    /// A name that others must not have; what is wrong with such a file is not told.
    void take_name_of(const fs::path& file)
    {
        try {
            names_taken_.emplace(read_catalog(file).name, file);
        } catch (const DataError&) {
            return;
        }
    }

    void check(const fs::path& file)
    {
        file_ = &file;
        const auto first = report_.findings.size();
        try {
            check_content(file);
        } catch (const DataError& error) { // the schema may have said the same better
            if (report_.findings.size() == first) add(error.line(), CatalogCheckCode::schema, error.expected());
        }
        std::ranges::stable_sort(report_.findings.begin() + static_cast<std::ptrdiff_t>(first), report_.findings.end(),
                                 {}, &CatalogFinding::line);
    }

    CatalogCheckReport take() { return std::move(report_); }

private:
    void add(std::size_t line, CatalogCheckCode code, std::string message)
    {
        report_.findings.push_back({*file_, line, code, std::move(message)});
    }

    void check_content(const fs::path& file)
    {
        for (auto& violation : schema_.violations(file))
            add(violation.line, CatalogCheckCode::schema, std::move(violation.message));
        const auto catalog = read_catalog(file);
        report_.rows += catalog.rows.size();
        check_document(catalog);
        check_rows(catalog);
        check_models(catalog);
        for (const auto& run : fill_series(catalog, names_, schemes_))
            add(catalog.rows[run.first].line, CatalogCheckCode::fill_series, run.message);
    }

    void check_document(const CatalogFile& catalog)
    {
        if (const auto taken = names_taken_.emplace(catalog.name, *file_); !taken.second)
            add(0, CatalogCheckCode::same_name,
                "expected a name of its own: " + catalog.name + " is " + taken.first->second.string());
        if (!catalog.level.empty() && !platforms_.has_level(catalog.level))
            add(catalog.line, CatalogCheckCode::level, platforms_.unknown_level_text(catalog.level));
        if (const ListAge age{*iso_day(catalog.revision), as_of_}; age.is_over_a_year)
            add(0, CatalogCheckCode::old_revision, "revised " + catalog.revision + ", " + age.text() + " ago");
    }

    void check_rows(const CatalogFile& catalog)
    {
        RowLoader loader{*file_, names_, schemes_};
        const auto check = [&](const auto& element) {
            if (!names_.knows_vendor(element.vendor))
                return add(element.line, CatalogCheckCode::vendor,
                           "expected a vendor that models.xml names, not " + element.vendor);
            try {
                (void)loader.load(element);
            } catch (const CatalogError& error) {
                add(element.line, error.code(), error.expected());
            }
        };
        std::ranges::for_each(catalog.rows, check);
        std::ranges::for_each(catalog.releases, check);
    }

    /// Names without a key, and models in several rows that do not say the same.
    void check_models(const CatalogFile& catalog)
    {
        std::map<std::string, const CatalogRow*> first;
        for (const auto& row : catalog.rows) {
            const auto vendor_key = names_.vendor_key(row.vendor);
            for (const auto& model : row.models) {
                const auto model_key = names_.model_key(vendor_key, model);
                if (model_key.empty())
                    add(row.line, CatalogCheckCode::model, "expected more than noise words in the model " + model);
                if (row.is_end_of_life()) continue;
                const auto [found, is_first] = first.emplace(joined_key(vendor_key, model_key), &row);
                if (!is_first && found->second != &row && !say_the_same(*found->second, row))
                    add(row.line, CatalogCheckCode::same_model,
                        model + " is in line " + std::to_string(found->second->line) + ", too, with other versions");
            }
        }
    }

    static bool say_the_same(const CatalogRow& a, const CatalogRow& b)
    {
        return std::ranges::equal(a.cells, b.cells, [](const CatalogCell& one, const CatalogCell& other) {
            return one.kind == other.kind && one.versions == other.versions && one.minimum == other.minimum &&
                   one.edition == other.edition && one.minimum_edition == other.minimum_edition &&
                   one.exceptions == other.exceptions;
        });
    }

    XmlSchema schema_;
    ModelNames names_;
    SchemeBook schemes_;
    Platforms platforms_;
    Day as_of_;
    std::map<std::string, fs::path> names_taken_;
    const fs::path* file_ = nullptr;
    CatalogCheckReport report_;
};

} // namespace

CatalogCheckReport check_catalogs(std::span<const fs::path> files, std::span<const fs::path> others,
                                  const fs::path& schemes, Day as_of)
{
    Checker checker{schemes, as_of};
    for (const auto& file : others)
        checker.take_name_of(file);
    for (const auto& file : files)
        checker.check(file);
    return checker.take();
}

} // namespace phonescan
