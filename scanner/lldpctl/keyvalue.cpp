#include "scanner/lldpctl/readers.hpp"

namespace phonescan::lldpctl {

namespace {

constexpr std::string_view root = "lldp.";

/// Takes lines, one after the other. A line that is no key of the neighbour goes on with the value before it.
class LineTaker {
public:
    /// False where no neighbour has begun.
    bool take(std::string_view line)
    {
        const auto equals = line.find('=');
        const auto key = line.substr(0, equals);
        if (equals != std::string_view::npos && key.starts_with(root)) {
            const auto value = line.substr(equals + 1);
            constexpr std::string_view begin = ".via"; // the first line of each neighbour
            if (key.ends_with(begin) && key.size() > root.size() + begin.size()) {
                end_value();
                prefix_ = std::string{key.substr(0, key.size() - begin.size() + 1)};
                neighbours_.emplace_back(key.substr(root.size(), key.size() - begin.size() - root.size()));
                return begin_value(key.substr(prefix_.size()), value);
            }
            if (!prefix_.empty() && key.starts_with(prefix_)) {
                end_value();
                return begin_value(key.substr(prefix_.size()), value);
            }
        }
        if (neighbours_.empty()) return line.empty();
        value_ += '\n';
        value_ += line;
        return true;
    }

    std::vector<Neighbour> neighbours() &&
    {
        end_value();
        return std::move(neighbours_);
    }

private:
    bool begin_value(std::string_view path, std::string_view value)
    {
        path_ = path;
        value_ = value;
        return true;
    }

    void end_value()
    {
        if (!neighbours_.empty()) neighbours_.back().set(path_, value_);
    }

    std::vector<Neighbour> neighbours_;
    std::string prefix_; ///< `lldp.INTERFACE.` of the last neighbour
    std::string path_;
    std::string value_;
};

} // namespace

std::vector<Neighbour> read_keyvalue(std::string_view text, const std::string& file)
{
    LineTaker taker;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!taker.take(line))
            throw DataError{file, number, "expected lldp.INTERFACE.via=, with which a neighbour begins"};
    }
    return std::move(taker).neighbours();
}

} // namespace phonescan::lldpctl
