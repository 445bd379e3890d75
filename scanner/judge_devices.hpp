#pragma once

#include "scanner/data_files.hpp"
#include "scanner/finding.hpp"

#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// A run that begins now, at a site (empty: `default`), judged as `data` says.
RunSummary new_run(const DataOptions& data, const std::string& site, const CatalogSet& catalogs);

/// Judges devices for the run's platforms, and remembers what became of phones that said the same.
class DeviceJudge {
public:
    /// Borrows both.
    DeviceJudge(const RunSummary& run, const CatalogSet& catalogs);
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
