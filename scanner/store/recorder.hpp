#pragma once

#include "scanner/store/store.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace phonescan {

/// Writes what becomes known of a run in a thread of its own, so that no disk, however slow, keeps the run waiting.
/// What is handed over while a write is under way is written together by the next.
class Recorder {
public:
    Recorder(Store store, std::int64_t scan);
    /// Writes what is left.
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Returns at once.
    void record(ScanNews news);

    /// Why nothing can be written any more, from then on until the end; nullopt while all is well.
    std::optional<std::string> failure() const;

    /// Waits until everything is on the disk, and ends the thread. The store is the caller's again.
    Store& close();

    std::int64_t scan() const noexcept { return scan_; }

private:
    void write_all();

    Store store_;
    std::int64_t scan_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<ScanNews> waiting_;
    std::optional<std::string> failure_;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace phonescan
