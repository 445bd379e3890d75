#pragma once

#include "tests/catalog/shipped.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace phonescan::test {

inline std::filesystem::path programmes_data()
{
    return std::filesystem::path{PHONESCAN_SOURCE_DIR} / "tests" / "catalog" / "data" / "programmes";
}

/// The made-up lists of those names, in that order.
inline CatalogSet programmes(std::initializer_list<std::string_view> names)
{
    std::vector<std::filesystem::path> files;
    for (const auto name : names)
        files.push_back(programmes_data() / (std::string{name} + ".xml"));
    return CatalogSet::load(files, programmes_data() / "version_schemes.xml");
}

inline bool has_flag(const Verdict& verdict, std::string_view flag)
{
    return std::ranges::count(verdict.flags, flag) == 1;
}

/// The verdict on a phone of Bell Works by all made-up lists.
inline Verdict judged_for(std::string_view platform, const std::string& model, const std::string& firmware,
                          Day day = before_retirement, const std::string& vendor = "Bell Works",
                          const std::string& edition = {})
{
    static const auto set = programmes({"strong", "weak", "floor", "gate", "own"});
    return set.judge(phone(vendor, model, firmware, edition), platform, day);
}

} // namespace phonescan::test
