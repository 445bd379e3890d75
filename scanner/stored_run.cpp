#include "scanner/stored_run.hpp"

#include "scanner/command_line.hpp"
#include "scanner/data_versions.hpp"
#include "scanner/store/stored_words.hpp"

#include <string>
#include <unordered_map>

namespace phonescan {

StoredPlan stored_plan(const DataOptions& data, const RunSummary& begun, const CatalogSet& catalogs)
{
    StoredPlan plan;
    plan.version = PHONESCAN_VERSION;
    plan.words = own_words();
    plan.directory = std::filesystem::current_path().string();
    plan.label = begun.label;
    plan.platforms = begun.platforms;
    plan.data = data;
    plan.versions = data_versions(data, catalogs);
    return plan;
}

Observations read_said(Store& store, std::int64_t scan)
{
    Observations said;
    std::unordered_map<std::int64_t, std::string> texts;
    store.read_words(
        scan, [&](std::int64_t number, std::string_view words) { texts.emplace(number, words); },
        [&](const StoredPart& part) {
            if (!append_words(texts.at(part.text), part.source, part.time, part.since, said)) store.refuse_words();
        });
    return said;
}

} // namespace phonescan
