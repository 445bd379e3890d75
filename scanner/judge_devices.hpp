#pragma once

#include "scanner/data_files.hpp"
#include "scanner/finding.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// A run that begins now, at a site (empty: `default`), judged as `data` says.
RunSummary new_run(const DataOptions& data, const std::string& site, const CatalogSet& catalogs);

/// Judges devices for the run's platforms, and remembers what became of phones that said the same.
class DeviceJudge {
public:
    /// Borrows both. firmware_since: firmware that was heard before is that of another day: such phones are judged as
    /// of unknown firmware, and the flag `last-firmware=` names it.
    DeviceJudge(const RunSummary& run, const CatalogSet& catalogs,
                std::optional<WallClock::time_point> firmware_since = {});
    ~DeviceJudge();
    DeviceJudge(const DeviceJudge&) = delete;
    DeviceJudge& operator=(const DeviceJudge&) = delete;

    /// The device with its verdicts and what to do.
    Finding judge(Device device);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Every device judged, in the order of the devices.
std::vector<Finding> judge_devices(std::vector<Device> devices, const RunSummary& run, const CatalogSet& catalogs);

} // namespace phonescan
