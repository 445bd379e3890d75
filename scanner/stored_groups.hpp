#pragma once

#include "fingerprints/observation_groups.hpp"
#include "scanner/store/store.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// What was said in runs of one site, in the groups that each run had: of a scan by the address it came from, of what
/// was heard by its sender. Words are kept once and read when asked for.
class StoredGroups : public ObservationGroups {
public:
    /// What has no time of its own, as rows of tables have none.
    enum class Undated : bool {
        stays,
        is_of_its_run, ///< of its beginning: beside other runs it must not count as of now for ever
    };

    /// runs: the newest first. Errors: throws StoreError.
    StoredGroups(Store& store, std::span<const ScanEntry> runs, Undated undated = Undated::stays);

    std::size_t size() const override { return groups_.size(); }
    boost::asio::ip::address address_of(std::size_t group) const override;
    std::size_t scan_of(std::size_t group) const override { return groups_[group].run; }
    void read(std::size_t group, Observations& into) const override;

private:
    struct Part {
        Source source;
        WallClock::time_point time{};
        WallClock::time_point since{};
        const std::string* words = nullptr;
        std::int64_t sender = 0;
    };
    struct Group {
        std::size_t begin = 0; ///< of its parts
        std::size_t end = 0;
        std::size_t run = 0;
    };

    void read_run(Store& store, std::int64_t scan, WallClock::time_point undated);
    void group_run(std::size_t begin, std::size_t run, bool by_origin);

    std::vector<Part> parts_;
    std::vector<Group> groups_;
    std::unordered_map<std::int64_t, const std::string*> known_; ///< by number of the text
    std::deque<std::string> words_;
};

} // namespace phonescan
