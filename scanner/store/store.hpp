#pragma once

#include "scanner/store/database.hpp"
#include "scanner/store/scan_record.hpp"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace phonescan {

enum class ScanState : std::uint8_t {
    running,   ///< under way, or cut off
    collected, ///< nothing is left to ask; its reports may not be written
    finished,
};

/// A run in the store: a scan, or what `listen` or `read` heard.
struct ScanEntry {
    std::int64_t number = 0; ///< in the order in which the store got them
    std::string id;
    std::string site;
    std::string command; ///< `scan`, `listen`, `read`
    ScanState state = ScanState::running;
    WallClock::time_point started{};
    WallClock::time_point ended{}; ///< when it was heard of last
    StoredPlan plan;
    std::optional<StoredProgress> progress;
    std::optional<StoredOutcome> outcome;
};

/// A run that begins.
struct NewScan {
    std::string id;
    std::string site;
    std::string command;
    WallClock::time_point started{};
    StoredPlan plan;
    std::optional<StoredTargets> targets;
};

struct ScanFile;

/// What one sender said; replaces what the store has of this sender. An empty list forgets it.
struct StoredWords {
    std::int64_t sender = 0; ///< in the order of arrival
    Observations said;
};

/// Positions in a scan's targets (TargetOrder::element_at()) of which something became known, and elements of ports
/// that are asked over connections (VisitSweep::KnownPort) by their PortState.
struct StoredStates {
    std::vector<std::uint64_t> answered;
    std::vector<std::uint64_t> refused;
    std::vector<std::uint64_t> failed;
    std::vector<std::uint64_t> port_silent;
    std::vector<std::uint64_t> port_unreachable;
    std::vector<std::uint64_t> port_refused;
    std::vector<std::uint64_t> port_closed;
    std::vector<std::uint64_t> port_answered;
};

/// The lists of a StoredStates, by the names they have in the store and in files.
struct StoredState {
    std::string_view name;
    std::vector<std::uint64_t> StoredStates::*elements;
};
inline constexpr std::array<StoredState, 8> stored_states = {{{"answered", &StoredStates::answered},
                                                              {"refused", &StoredStates::refused},
                                                              {"failed", &StoredStates::failed},
                                                              {"port-silent", &StoredStates::port_silent},
                                                              {"port-unreachable", &StoredStates::port_unreachable},
                                                              {"port-refused", &StoredStates::port_refused},
                                                              {"port-closed", &StoredStates::port_closed},
                                                              {"port-answered", &StoredStates::port_answered}}};
/// nullptr: there is none of that name.
const StoredState* stored_state_named(std::string_view name) noexcept;

/// What became known of a run since the last time.
struct ScanNews {
    std::vector<StoredWords> words;
    StoredStates states;
    std::optional<StoredProgress> progress;

    bool empty() const noexcept;
};

/// One stretch of what a sender said, as it lies in the store.
struct StoredPart {
    std::int64_t sender = 0;
    std::int64_t part = 0;
    Source source;
    WallClock::time_point time{};
    WallClock::time_point since{};
    std::int64_t text = 0; ///< number of its words: equal numbers are equal words
};

using TextVisitor = std::function<void(std::int64_t number, std::string_view words)>;
using PartVisitor = std::function<void(const StoredPart&)>;

/// The scans of one file. One thread at a time; several stores of one file, in several processes, may be used at once.
/// Errors: every function throws StoreError.
class Store {
public:
    /// Opens, creates and brings up to date. with_folders: see create_store_file().
    static Store open(const std::filesystem::path& file, bool with_folders);
    /// One that exists, and may lie where nothing can be written.
    static Store open_to_read(const std::filesystem::path& file);

    const std::filesystem::path& file() const noexcept { return database_.file(); }

    /// A new run in state running. Durable when this returns, as are all changes.
    std::int64_t begin(const NewScan& scan);
    /// A run that was cut off is under way again: how it ended is open.
    void go_on(std::int64_t scan, const StoredPlan& plan);
    /// All of it or nothing.
    void record(std::int64_t scan, const ScanNews& news);
    /// The sweep is over, or was ended; `is_over` false: it may be resumed.
    void set_outcome(std::int64_t scan, const StoredOutcome& outcome, bool is_over);
    /// Its reports are written: nothing about it will change.
    void finish(std::int64_t scan);

    /// By the time of their beginning.
    std::vector<ScanEntry> scans();
    std::optional<ScanEntry> scan(std::int64_t number);
    /// The last of scans(), without reading the others.
    std::optional<ScanEntry> newest();

    StoredTargets targets(std::int64_t scan);
    /// What is known of its targets; each is in one list only, and none twice.
    StoredStates states(std::int64_t scan);

    /// What was said, by sender. `text` is called before the first part that refers to its words. Errors: damaged too,
    /// when a finished scan is not what it was.
    void read_words(std::int64_t scan, const TextVisitor& text, const PartVisitor& part);
    /// Throws StoreError: words that read_words() gave are none (append_words(), are_words()).
    [[noreturn]] void refuse_words() const;
    /// The largest sender below a bound that has said something; -1 without one.
    std::int64_t last_sender(std::int64_t scan, std::int64_t below);

    /// Adds a run of another store, whole or not at all. False: the store has it already.
    bool add(const ScanFile& file);

    /// Removes runs and gives the space back.
    void remove(const std::vector<std::int64_t>& scans);

    /// A random secret of this store, for stand-ins that are the same in every export.
    std::array<std::byte, 16> secret();

private:
    explicit Store(Database database);

    void require_changed() const;
    void write_states(std::int64_t scan, const StoredStates& states);
    ScanEntry entry_from(const Query& row) const;
    [[noreturn]] void damaged(std::string_view what) const;

    Database database_;
};

/// The name in the store and on the terminal.
std::string_view name_of(ScanState state) noexcept;

} // namespace phonescan
