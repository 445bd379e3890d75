#pragma once

#include "fingerprints/observation_groups.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace phonescan {

/// What devices said, in the order of arrival. Most phones of a site say the same as another but for address and time:
/// each text, and each list of them, is kept once, so that one answer takes some seventy bytes.
class SaidStore {
public:
    struct Word {
        const std::string* text = nullptr; ///< kept once
        Field field{};
        Channel channel{};

        bool operator==(const Word&) const = default;
    };
    using Words = std::vector<Word>;

    /// What one source said at one time.
    struct Part {
        Source source;
        WallClock::time_point time{};
        WallClock::time_point since{};
        const Words* words = nullptr; ///< kept once
    };

    SaidStore() = default;
    SaidStore(const SaidStore&) = delete;
    SaidStore& operator=(const SaidStore&) = delete;

    /// Adds a part for each stretch of one source and time.
    void add(std::span<const Observation> said);

    /// The parts, in the order of arrival.
    std::size_t size() const noexcept { return parts_.size(); }
    const Part& operator[](std::size_t part) const noexcept { return parts_[part]; }
    /// Appends what a part says. May be called from several threads as long as nothing is added.
    void append(std::size_t part, Observations& into) const;

private:
    struct HashOfWords {
        std::size_t operator()(const Words& words) const noexcept;
    };

    std::deque<Part> parts_; ///< a vector would hold all of them twice while it grows
    std::unordered_set<std::string> texts_;
    std::unordered_set<Words, HashOfWords> words_;
    Words fresh_; ///< of add()
};

/// The parts of a store, grouped and sorted as GroupedObservations does. Borrows the store, to which nothing may be
/// added from then on.
class SaidGroups : public ObservationGroups {
public:
    explicit SaidGroups(const SaidStore& store);

    std::size_t size() const override { return begins_.size() - 1; }
    boost::asio::ip::address address_of(std::size_t group) const override;
    std::optional<SameWords> same_words(std::size_t group) const override;
    void read(std::size_t group, Observations& into) const override;

private:
    const SaidStore& store_;
    std::vector<std::uint32_t> parts_;  ///< group by group
    std::vector<std::uint32_t> begins_; ///< of the groups in parts_, and where the last one ends
};

} // namespace phonescan
