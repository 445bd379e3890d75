#include "probes/wire/page_privacy.hpp"

#include "probes/wire/privacy/rules.hpp"

namespace phonescan::wire {

std::string without_private_values(std::string page)
{
    constexpr int most_rounds = 8; // a real page needs two: what is gone can make up a value where the rest meets
    for (int round = 0; round < most_rounds; ++round) {
        privacy::Marks marks{page.size()};
        privacy::mark_markup(page, marks);
        privacy::mark_assignments(page, marks);
        privacy::mark_addresses(page, marks);
        auto kept = marks.without_marked(page);
        if (kept.size() == page.size()) return page;
        page = std::move(kept);
    }
    return {};
}

} // namespace phonescan::wire
