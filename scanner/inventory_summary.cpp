#include "scanner/inventory_summary.hpp"

#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;

} // namespace

InventorySummary::InventorySummary(const RecordJudge& judge, ModelNames names)
    : judge_{judge}, names_{std::move(names)}, models_{judge.platforms}
{
}

void InventorySummary::add(const JudgedRecord& judged)
{
    const auto& identity = judged.identity;
    if (identity.kind == Kind::not_phone) {
        ++not_phones_;
        return;
    }
    Identity called;
    called.kind = Kind::phone; // the inventory says so
    called.vendor = identity.vendor;
    called.model = identity.model;
    const auto in_model = names_.vendor_in(identity.model);
    const auto vendor_key = identity.vendor.empty() ? in_model : names_.vendor_key(identity.vendor);
    if (!in_model.empty() && in_model == vendor_key) called.vendor.clear();
    models_.add(vendor_key + ' ' + names_.model_key(vendor_key, identity.model), phone_name(called), judged.verdicts);
}

void InventorySummary::write(std::ostream& out, std::size_t width) const
{
    width = std::max(width, narrowest);
    const auto lists = judge_.catalogs.catalogs();
    const auto platforms = models_.platforms();
    bool any_table = false;
    for (std::size_t i = 0; i < platforms.size(); ++i) {
        const auto all = models_.all(i);
        const auto dates = dates_of_lists(lists, platforms[i], judge_.day);
        if (i != 0) out << '\n';
        out << wrapped(standing_sentence(all, platforms[i], dates, {}), width);
        if (all.phones == 0) continue;
        out << '\n';
        models_.write(out, i, width, ModelTable::most_models);
        any_table = true;
    }
    if (any_table || not_phones_ + bad_ != 0) out << '\n';
    if (any_table) ModelTable::write_legend(out, width);
    if (not_phones_ != 0)
        out << wrapped(fmt::format("{} no {} by what {} and {} not counted.",
                                   counted(not_phones_, "record is", "records are"),
                                   not_phones_ == 1 ? "phone" : "phones", not_phones_ == 1 ? "it says" : "they say",
                                   not_phones_ == 1 ? "is" : "are"),
                       width);
    if (bad_ != 0)
        out << wrapped(counted(bad_, "record could not be read and is not counted.",
                               "records could not be read and are not counted."),
                       width);
}

} // namespace phonescan
