#pragma once

#include "scanner/report/standing.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Phones by model, and how those of each model stand for each platform: which models can move, and what it takes.
/// Holds a bounded number of models and platforms; phones of further models are counted as one.
class ModelTable {
public:
    static constexpr std::size_t most_models = 10'000;
    static constexpr std::size_t most_platforms = 32;

    /// platforms: come first, whether anything is judged for them or not.
    explicit ModelTable(std::span<const std::string> platforms);

    /// One phone. key: equal for phones of one model, however it was written; name: how to call it, terminal text; the
    /// name of the first phone with that key counts.
    void add(std::string_view key, std::string_view name, std::span<const Verdict> verdicts);

    std::size_t models() const noexcept { return models_.size() + (others_.empty() ? 0 : 1); }
    std::span<const std::string> platforms() const noexcept { return platforms_; }

    /// All phones that were judged for a platform; platform: index in platforms().
    Standing all(std::size_t platform) const;

    /// One platform's table in at most `width` columns: a heading, a line for each model, the most frequent first, then
    /// by name, and a total. More than most_lines models end in one line.
    void write(std::ostream& out, std::size_t platform, std::size_t width, std::size_t most_lines) const;

    /// `Phones by model` and a line for each: enough where there is nothing to compare.
    void write_names(std::ostream& out, std::size_t width) const;

    /// What the headings CHECK and OTHER mean.
    static void write_legend(std::ostream& out, std::size_t width);

private:
    struct Model {
        std::string name;
        std::uint64_t phones = 0;
        std::vector<Standing> standings; ///< as long as it takes
    };
    struct Line {
        std::string name;
        Standing standing;
    };

    std::size_t index_of(std::string_view platform);
    std::vector<Line> lines_for(std::size_t platform, std::size_t most_lines) const;

    std::vector<std::string> platforms_;
    std::unordered_map<std::string, std::size_t> index_; ///< of a key in models_
    std::vector<Model> models_;
    std::vector<Standing> others_; ///< of the models beyond most_models
};

} // namespace phonescan
