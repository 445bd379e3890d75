#pragma once

#include "tests/field/site_list.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace phonescan::field {

/// What write_site_list() writes.
inline std::string list_of(const Site& site)
{
    char* text = nullptr;
    std::size_t size = 0;
    auto* stream = open_memstream(&text, &size);
    write_site_list(site, stream);
    std::fclose(stream);
    std::string list(text, size);
    std::free(text);
    return list;
}

} // namespace phonescan::field
