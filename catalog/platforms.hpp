#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// A list that is asked for a platform: one of a level (`sfb-certified`), by its column.
struct AskedList {
    std::string level;
    std::string column;
};

/// A list whose row for a phone decides. The first that has one is not repaired by a later one.
struct Programme {
    AskedList list;
    std::string counts_as; ///< what the level is worth on this platform: its id, or what the file says
};

/// What is to be said of a phone that no programme's list has, but the noted one.
struct PlatformNote {
    AskedList list;
    std::string flag;
    std::string text; ///< for people, without a full stop
};

/// What phones are judged for.
struct Platform {
    std::string title;
    std::optional<std::chrono::year_month_day> retired; ///< the first day without it
    std::string source;                                 ///< what the day is taken from, for people; may be empty
    std::vector<Programme> programmes;                  ///< in the order asked; empty: every list that has its column
    std::optional<AskedList> minimum; ///< below it a phone does not connect, whatever its programme says
    std::vector<PlatformNote> notes;

    /// True from the platform's last day on.
    bool is_retired(std::chrono::year_month_day as_of) const { return retired && as_of >= *retired; }
};

/// The platforms, and how the programmes of their lists combine. Source: data/platforms.xml.
class Platforms {
public:
    /// Errors: throws DataError.
    static Platforms load(const std::filesystem::path& path);

    /// nullptr for a platform that the file does not name.
    const Platform* find(std::string_view platform) const;

    std::vector<std::string> ids() const;

    /// The title of a level, for people; the level itself when the file does not name it.
    std::string_view title_of_level(std::string_view level) const;

    bool has_level(std::string_view level) const { return levels_.contains(level); }

    /// `expected a level that platforms.xml names (…), not LEVEL`, for a list that says another.
    std::string unknown_level_text(std::string_view level) const;

private:
    class Reader;

    std::map<std::string, std::string, std::less<>> levels_; ///< id → title
    std::map<std::string, Platform, std::less<>> platforms_;
};

} // namespace phonescan
