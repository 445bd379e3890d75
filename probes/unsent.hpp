#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// The targets that no datagram has left for, and why.
class Unsent {
public:
    /// There is no way to a target: errno of the route.
    void no_way(int error) { ++no_way_[error]; }
    /// A target's first datagram was refused (errno), or abandoned (0).
    void refused(std::uint64_t place, int error) { refused_[place] = error; }
    void abandoned(std::uint64_t place) { refused_.try_emplace(place, 0); }
    /// It left after all.
    void sent(std::uint64_t place)
    {
        if (!refused_.empty()) refused_.erase(place);
    }

    bool contains(std::uint64_t place) const { return refused_.contains(place); }
    std::uint64_t count() const;
    /// A sentence for each reason; those abandoned are told by whoever stopped the sweep.
    std::vector<std::string> reasons() const;

private:
    std::map<int, std::uint64_t> no_way_;            // by errno
    std::unordered_map<std::uint64_t, int> refused_; // by place: errno of the last attempt
};

} // namespace phonescan
