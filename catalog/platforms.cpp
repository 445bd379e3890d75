#include "catalog/platforms.hpp"

#include "catalog/iso_date.hpp"
#include "fingerprints/xml_file.hpp"

namespace phonescan {

Platforms Platforms::load(const std::filesystem::path& path)
{
    Platforms platforms;
    const XmlFile file{path, "platforms"};
    file.check_names(file.root(), {}, {"platform"});
    for (const auto node : file.root().children("platform")) {
        file.check_names(node, {"id", "title", "retired"}, {"source"});
        std::optional<std::chrono::year_month_day> day;
        if (const auto retired = node.attribute("retired")) {
            day = iso_day(retired.value());
            if (!day) file.fail(node, "expected in retired a date YYYY-MM-DD");
        }
        (void)file.required(node, "title");
        if (!platforms.retired_.emplace(file.required(node, "id"), day).second)
            file.fail(node, "expected each platform once");
    }
    return platforms;
}

bool Platforms::is_retired(std::string_view platform, std::chrono::year_month_day as_of) const
{
    const auto found = retired_.find(platform);
    return found != retired_.end() && found->second && as_of >= *found->second;
}

} // namespace phonescan
