#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace phonescan {

/// Which of a number of things are one: a disjoint-set forest.
class Forest {
public:
    explicit Forest(std::size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }

    std::size_t root(std::size_t index)
    {
        while (parents_[index] != index)
            index = parents_[index] = parents_[parents_[index]];
        return index;
    }

    /// The lower index stays the root, so that the order of things decides the order of what they are joined to.
    void join(std::size_t left, std::size_t right)
    {
        left = root(left);
        right = root(right);
        parents_[std::max(left, right)] = std::min(left, right);
    }

private:
    std::vector<std::size_t> parents_;
};

} // namespace phonescan
