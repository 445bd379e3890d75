#include "scanner/target_list.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/target_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <ostream>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t most_listed = 1000;
constexpr std::size_t longest_word = 4096; // four octets, each with a list of all numbers, are 3,660
constexpr std::string_view blanks = " \t\r\n\v\f";

/// Problems in the order met. A binary file taken for a list must not fill the memory with them.
class Problems {
public:
    void add(std::string problem)
    {
        if (listed_.size() < most_listed)
            listed_.push_back(std::move(problem));
        else
            ++more_;
    }

    bool empty() const { return listed_.empty(); }

    [[noreturn]] void fail()
    {
        if (more_ != 0) listed_.push_back(fmt::format("… and {} more of this kind", more_));
        throw TargetErrors{listed_};
    }

private:
    std::vector<std::string> listed_;
    std::size_t more_ = 0;
};

/// Gathers one side: the targets or the exclusions.
class Gathering {
public:
    explicit Gathering(Problems& problems) : problems_{problems} {}

    void add_argument(std::string_view argument, const std::string& where)
    {
        std::size_t words = 0;
        for (std::size_t begin = 0; (begin = argument.find_first_not_of(blanks, begin)) != std::string_view::npos;) {
            const std::size_t end = std::min(argument.find_first_of(blanks, begin), argument.size());
            add_word(argument.substr(begin, end - begin), where);
            begin = end;
            ++words;
        }
        if (words == 0) add_word({}, where);
    }

    void add_word(std::string_view word, const std::string& where)
    {
        auto parsed = parse_target(word);
        if (!parsed) {
            problems_.add(fmt::format("{} {}: {}", where, phonescan::quoted(word), parsed.error()));
            return;
        }
        ranges_.insert(ranges_.end(), parsed->ranges.begin(), parsed->ranges.end());
        ranges6_.insert(ranges6_.end(), parsed->ranges6.begin(), parsed->ranges6.end());
        for (std::string& name : parsed->names)
            if (known_names_.insert(comparable_name(name)).second) names_.push_back({std::move(name), where});
    }

    AddressSet take_addresses() { return AddressSet{std::move(ranges_), std::move(ranges6_)}; }
    std::vector<TargetName> take_names() { return std::move(names_); }
    bool knows(const std::string& name) const { return known_names_.contains(comparable_name(name)); }

private:
    Problems& problems_;
    std::vector<AddressRange> ranges_;
    std::vector<AddressRange6> ranges6_;
    std::vector<TargetName> names_;
    std::unordered_set<std::string> known_names_;
};

/// Cuts the blocks of one file into words.
class FileWords {
public:
    FileWords(std::string file, Gathering& into, Problems& problems)
        : file_{std::move(file)}, into_{into}, problems_{problems}
    {
    }

    void add(std::string_view block)
    {
        for (const char c : block) {
            if (c == '\n' || c == '#' || blanks.find(c) != std::string_view::npos)
                end_word();
            else if (!in_comment_ && word_.size() <= longest_word)
                word_ += c;
            if (c == '\n') ++line_;
            if (c == '\n' || c == '#') in_comment_ = c == '#';
        }
    }

    void end_word()
    {
        if (word_.empty()) return;
        const std::string where = fmt::format("{}:{}:", file_, line_);
        if (word_.size() > longest_word)
            problems_.add(fmt::format("{} {}: longer than any target", where, phonescan::quoted(word_)));
        else
            into_.add_word(word_, where);
        word_.clear();
    }

private:
    std::string file_;
    Gathering& into_;
    Problems& problems_;
    std::size_t line_ = 1;
    bool in_comment_ = false;
    std::string word_;
};

void read_stream(std::FILE* stream, const std::string& file, Gathering& into, Problems& problems)
{
    FileWords words{file, into, problems};
    std::array<char, 65536> block;
    bool at_start = true;
    while (const std::size_t length = std::fread(block.data(), 1, block.size(), stream)) {
        std::string_view text{block.data(), length};
        if (std::exchange(at_start, false)) {
            if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
                problems.add(fmt::format("{}: is UTF-16: save it as UTF-8", file));
                return;
            }
            if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
        }
        words.add(text);
    }
    const int error = errno;
    words.end_word();
    if (std::ferror(stream) != 0) problems.add(fmt::format("{}: cannot be read: {}", file, std::strerror(error)));
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

class Files {
public:
    Files(std::FILE* standard_input, Problems& problems) : standard_input_{standard_input}, problems_{problems} {}

    void read(const std::string& file, Gathering& into)
    {
        if (file == "-") {
            if (standard_input_ == nullptr)
                problems_.add("-: standard input is named more than once, and can be read only once");
            else
                read_stream(std::exchange(standard_input_, nullptr), "standard input", into, problems_);
            return;
        }
        const std::string shown = printable(file);
        const std::unique_ptr<std::FILE, CloseFile> stream{std::fopen(file.c_str(), "rb")};
        if (stream)
            read_stream(stream.get(), shown, into, problems_);
        else
            problems_.add(fmt::format("{}: cannot be read: {}", shown.empty() ? "\"\"" : shown, std::strerror(errno)));
    }

private:
    std::FILE* standard_input_;
    Problems& problems_;
};

/// Why there is nothing to scan.
std::string nothing_left(bool anything_named, const std::vector<std::string>& files)
{
    if (anything_named) return "nothing left after exclusion: every target is excluded";
    if (files.empty()) return "no targets: name addresses, networks, ranges or host names, or a file of them with -iL";
    return fmt::format("no targets: none named in {}", printable(fmt::format("{}", fmt::join(files, ", "))));
}

} // namespace

TargetErrors::TargetErrors(const std::vector<std::string>& problems)
    : UsageError{fmt::format("{}", fmt::join(problems, "\n"))}
{
}

TargetList load_targets(const TargetSpec& spec, std::FILE* standard_input)
{
    Problems problems;
    Files files{standard_input, problems};
    Gathering targets{problems};
    Gathering exclusions{problems};
    for (const std::string& argument : spec.targets)
        targets.add_argument(argument, "target");
    for (const std::string& file : spec.target_files)
        files.read(file, targets);
    for (const std::string& argument : spec.exclusions)
        exclusions.add_argument(argument, "--exclude");
    for (const std::string& file : spec.exclusion_files)
        files.read(file, exclusions);
    if (!problems.empty()) problems.fail();

    TargetList list;
    list.named = targets.take_addresses();
    list.excluded = exclusions.take_addresses();
    list.names = targets.take_names();
    list.excluded_names = exclusions.take_names();
    const bool anything_named = list.named.size() != 0 || !list.names.empty();
    std::erase_if(list.names, [&](const TargetName& name) { return exclusions.knows(name.name); });
    apply_exclusions(list);
    if (list.addresses.size() == 0 && list.names.empty())
        throw TargetErrors{{nothing_left(anything_named, spec.target_files)}};
    return list;
}

void apply_exclusions(TargetList& list)
{
    list.addresses = list.named.minus(list.excluded);
    list.excluded_count = list.named.size() - list.addresses.size();
}

std::string comparable_name(std::string_view name)
{
    if (name.ends_with('.')) name.remove_suffix(1);
    std::string lower{name};
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return lower;
}

void write_target_list(std::ostream& out, const TargetList& list)
{
    constexpr std::size_t block = 65536;
    std::string text;
    const auto flush_from = [&](std::size_t size) {
        if (text.size() < size) return;
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        text.clear();
    };
    for (const AddressRange& range : list.addresses.ranges())
        for (std::uint64_t a = range.first; a <= range.last && out; ++a, flush_from(block))
            fmt::format_to(std::back_inserter(text), "{}.{}.{}.{}\n", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
    for (const AddressRange6& range : list.addresses.ranges6())
        for (auto a = range.first; out; ++a, flush_from(block)) {
            text += address_of(a).to_string() + "\n";
            if (a == range.last) break;
        }
    for (const TargetName& name : list.names) {
        text += name.name;
        text += '\n';
        flush_from(block);
    }
    flush_from(1);
}

} // namespace phonescan
