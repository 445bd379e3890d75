#include "scanner/commands/scan_and_report.hpp"

#include "scanner/commands/write_reports.hpp"
#include "scanner/dry_run.hpp"
#include "scanner/output_file.hpp"
#include "scanner/scan.hpp"

#include <fmt/format.h>

#include <iostream>

namespace phonescan {

ExitStatus scan_and_report(const ScanOptions& options)
{
    auto list = check_targets(options);
    if (options.list_only) {
        write_listing([&](std::ostream& out) { write_target_list(out, list); });
        return ExitStatus::done;
    }
    const auto fingerprints = load_fingerprints(options.data);
    const auto catalogs = load_catalogs(options.data);
    const auto platforms = platforms_to_judge(options.data, catalogs);
    UnknownOut unknown{options.output.unknown_out};
    const FailOn fail_on{options.output.fail_on, platforms};
    day_to_judge(options.data); // a mistake in --as-of is told before anything is sent
    if (options.dry_run) {
        write_listing([&](std::ostream& out) { describe_dry_run(out, options, list); });
        return ExitStatus::done;
    }
    auto captures = open_captures(options.listen, options.output);
    const auto plan = plan_scan(options, std::move(list));
    if (!options.output.quiet) {
        tell_before(fingerprints, platforms, catalogs);
        for (const auto& note : plan.notes)
            std::cerr << "phonescan: " << note << '\n';
        std::cerr << fmt::format("phonescan: asking {} {}, --seed {}\n", plan.order->addresses().size(),
                                 plan.order->addresses().size() == 1 ? "address" : "addresses", plan.seed);
    }
    const auto result = run_scan(options, plan, std::move(captures), fingerprints, catalogs);
    const bool reported = write_reports(options.output, result);
    const bool written = write_unknown(unknown, fingerprints, options.output, result) && reported;
    return status_of(fail_on, result, written);
}

} // namespace phonescan
