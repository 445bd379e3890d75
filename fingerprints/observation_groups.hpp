#pragma once

#include "probes/observation/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

namespace phonescan {

/// What groups have alike that said the same: nothing differs but the address, the port and the time.
struct SameWords {
    const void* words = nullptr;   ///< stands for what was said
    WallClock::time_point time{};  ///< of all of it
    WallClock::time_point since{}; ///< as Observation's
};

/// Observations in groups that belong together: what came from one address, in one row of a table, in frames of one
/// sender. Read again whenever they are needed, so that nobody has to hold all of them.
class ObservationGroups {
public:
    virtual ~ObservationGroups() = default;

    virtual std::size_t size() const = 0;

    /// Where the group's observations came from; unspecified when from a frame or a row.
    virtual boost::asio::ip::address address_of(std::size_t group) const = 0;

    /// Which scan of the site the group was seen in, 0 the newest. The groups are in the order of scans.
    virtual std::size_t scan_of(std::size_t /*group*/) const { return 0; }

    /// nullopt where it is not known, and where there is no address, a hardware address was seen, or the group did not
    /// say all of it at one known time.
    virtual std::optional<SameWords> same_words(std::size_t /*group*/) const { return std::nullopt; }

    /// Clears `into` and fills it, in the order of arrival. May be called from several threads.
    virtual void read(std::size_t group, Observations& into) const = 0;

protected:
    ObservationGroups() = default;
    ObservationGroups(const ObservationGroups&) = default;
    ObservationGroups& operator=(const ObservationGroups&) = default;
};

/// What observations of one run are grouped by: the address they came from; the row, or the sender of the frame, where
/// there was no address. Sorts IPv4 ascending, IPv6, none.
using Origin = std::tuple<int, boost::asio::ip::address, std::uint32_t, std::optional<MacAddress>>;
Origin origin_of(const Source& source);

/// Observations held in memory, grouped by where they came from: IPv4 ascending, IPv6, those without an address.
class GroupedObservations : public ObservationGroups {
public:
    explicit GroupedObservations(Observations observations);

    std::size_t size() const override { return groups_.size(); }
    boost::asio::ip::address address_of(std::size_t group) const override
    {
        return groups_[group].front().source.address;
    }
    void read(std::size_t group, Observations& into) const override { into = groups_[group]; }

private:
    std::vector<Observations> groups_; ///< none is empty
};

} // namespace phonescan
