#include "scanner/store/scan_file.hpp"

#include "scanner/line_reader.hpp"
#include "scanner/store/digest.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/json_numbers.hpp"
#include "scanner/store/store_columns.hpp"
#include "scanner/store/stored_words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include <zlib.h>

namespace phonescan {

namespace {

using Json = nlohmann::json;

/// Deeper than any line of ours: to write a part of it again would take all of the stack.
bool is_too_deep(std::string_view line)
{
    constexpr int deepest = 32;
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < line.size() && depth <= deepest; ++i) {
        const char c = line[i];
        if (in_text && c == '\\')
            ++i;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text)
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    }
    return depth > deepest;
}

/// Three octets of network, twice: whoever counts them holds them in memory.
constexpr std::uint64_t most_settled = std::uint64_t{1} << 25;

/// Takes the lines of one file in their order.
class Reader {
public:
    void take(const Json& line);
    ScanFile finish() &&;
    bool is_over() const noexcept { return over_; }
    void add_to_digest(std::string_view line)
    {
        digest_.add(line);
        digest_.add("\n");
    }

private:
    void take_head(const Json& line);
    void take_settled(const Json& line);
    void take_text(const Json& line);
    void take_part(const Json& line);
    [[noreturn]] static void fail(const std::string& what) { throw ScanFileError{what}; }

    ScanFile file_;
    DigestBuilder digest_;
    std::uint64_t settled_ = 0; ///< targets, in all runs
    bool begun_ = false;
    bool over_ = false;
};

void Reader::take(const Json& line)
{
    if (!line.is_object()) fail("not a JSON object");
    if (!begun_)
        take_head(line);
    else if (const auto sum = line.find("sha256"); sum != line.end()) {
        if (sum->get<std::string>() != to_hex(digest_.finish())) fail("the checksum is another: the file is damaged");
        over_ = true;
    } else if (const auto targets = line.find("targets"); targets != line.end()) {
        if (file_.targets) fail("targets twice"); // what became of them was held against the first
        auto read = targets_from(targets->dump());
        if (!read) fail("targets that make no sense");
        file_.targets = std::move(*read);
    } else if (line.contains("settled"))
        take_settled(line);
    else if (line.contains("words"))
        take_text(line);
    else if (line.contains("sender"))
        take_part(line);
}

void Reader::take_head(const Json& line)
{
    if (line.value("phonescan", std::string{}) != "run") fail("no run exported by phonescan");
    if (const auto is = number_from(line, "format", 0); is < 1 || is > scan_file_format)
        fail(fmt::format("written by another version (format {}, this one reads {})", is, scan_file_format));
    auto& run = file_.run;
    run.id = line.at("id").get<std::string>();
    run.site = line.at("site").get<std::string>();
    run.command = line.at("command").get<std::string>();
    const auto is_name = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    };
    if (run.id.empty() || run.id.size() > 100 || !std::ranges::all_of(run.id, is_name)) fail("an id that is none");
    if (run.command != "scan" && run.command != "listen" && run.command != "read") fail("a run of no known command");
    run.state = ScanState::finished;
    run.started = time_of(number_from<std::int64_t>(line.at("started")));
    run.ended = time_of(number_from<std::int64_t>(line.at("ended")));
    auto plan = plan_from(line.at("plan").dump());
    if (!plan) fail("a plan that makes no sense");
    run.plan = std::move(*plan);
    if (const auto outcome = line.find("outcome"); outcome != line.end()) {
        auto read = outcome_from(outcome->dump());
        if (!read) fail("an outcome that makes no sense");
        run.outcome = std::move(*read);
    }
    begun_ = true;
}

void Reader::take_settled(const Json& line)
{
    const auto state = line.at("settled").get<std::string>();
    if (stored_state_named(state) == nullptr) return;
    const auto hex = line.at("runs").get<std::string>();
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::uint8_t byte = 0;
        if (std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16).ptr != hex.data() + i + 2) fail("no runs");
        bytes += static_cast<char>(byte);
    }
    const auto runs = runs_from(bytes, most_elements(file_, state));
    if (hex.size() % 2 != 0 || !runs) fail("runs that make no sense");
    for (const auto& run : *runs)
        settled_ += run.count;
    if (settled_ > most_settled) fail("more targets than a store takes");
    file_.settled.emplace_back(state, std::move(bytes));
}

void Reader::take_text(const Json& line)
{
    auto words = line.at("words").get<std::string>();
    if (!are_words(words)) fail("words that this version cannot read");
    file_.texts.insert_or_assign(number_from<std::int64_t>(line.at("text")), std::move(words));
}

void Reader::take_part(const Json& line)
{
    StoredPart part;
    part.sender = number_from<std::int64_t>(line.at("sender"));
    part.part = number_from<std::int64_t>(line.at("part"));
    part.source.port = number_from(line, "port", std::uint16_t{0});
    part.source.record = number_from(line, "record", std::uint32_t{0});
    part.time = time_of(number_from<std::int64_t>(line.at("time")));
    part.since = time_of(number_from(line, "since", std::int64_t{0}));
    part.text = number_from<std::int64_t>(line.at("text"));
    if (part.sender < 0 || part.part < 0) fail("a part of no sender");
    if (const auto address = line.find("address"); address != line.end()) {
        boost::system::error_code error;
        part.source.address = boost::asio::ip::make_address(address->get<std::string>(), error);
        if (error) fail("an address that is none");
    }
    if (const auto text = line.find("mac"); text != line.end()) {
        const auto mac = MacAddress::parse(text->get<std::string>());
        if (!mac) fail("a MAC address that is none");
        part.source.mac = *mac;
    }
    if (!file_.texts.contains(part.text)) fail("words that are not in the file");
    if (!file_.parts.empty()) {
        const auto& last = file_.parts.back();
        if (std::pair{part.sender, part.part} <= std::pair{last.sender, last.part}) fail("parts out of their order");
    }
    file_.parts.push_back(std::move(part));
}

ScanFile Reader::finish() &&
{
    if (!begun_) fail("the file is empty");
    if (!over_) fail("the end is missing: the file was cut off");
    return std::move(file_);
}

} // namespace

std::uint64_t most_elements(const ScanFile& file, std::string_view state)
{
    if (!file.targets) return 0;
    constexpr auto most = std::uint64_t{1} << 48; // 2^32 addresses on 2^16 ports
    const auto& plan = file.run.plan;
    const auto ports =
        state.starts_with("port-") ? plan.connection_ports : std::max<std::uint64_t>(plan.ports.size(), 1);
    const auto addresses = file.targets->addresses.size();
    return ports != 0 && addresses > most / ports ? most : addresses * ports;
}

ScanFile read_scan_file(ByteSource source, std::uint64_t most_lines)
{
    char last = '\n';
    InputWindow input{[&source, &last](std::span<char> room) {
        const auto count = source(room);
        if (count != 0) last = room[count - 1];
        return count;
    }};
    LineReader lines{input, longest_scan_line};
    Reader reader;
    while (const auto line = lines.next()) {
        const auto fail = [&](std::string_view what) {
            return ScanFileError{fmt::format("line {}: {}", line->number, what)};
        };
        if (line->too_long || line->number > most_lines) throw fail("longer than any file of this kind");
        if (reader.is_over()) throw fail("something behind the end");
        if (is_too_deep(line->text)) throw fail("nested deeper than any line of this kind");
        try {
            reader.take(Json::parse(line->text));
            reader.add_to_digest(line->text);
        } catch (const Json::exception&) {
            throw fail(line->number == 1 ? "no run exported by phonescan"
                                         : "not what this program writes: the file is damaged");
        } catch (const std::invalid_argument&) {
            throw fail("a number that makes no sense");
        } catch (const ScanFileError& error) {
            throw fail(error.what());
        }
    }
    if (last != '\n') throw ScanFileError{"the end is missing: the file was cut off"};
    return std::move(reader).finish();
}

ByteSource unpacked(const std::string& path)
{
    const std::shared_ptr<gzFile_s> file{gzopen(path.c_str(), "rb"), [](gzFile handle) {
                                             if (handle != nullptr) gzclose(handle);
                                         }};
    if (!file) throw ScanFileError{fmt::format("{}: {}", path, std::strerror(errno))};
    return [file, path](std::span<char> room) {
        const int count =
            gzread(file.get(), room.data(), static_cast<unsigned>(std::min<std::size_t>(room.size(), 1U << 30)));
        int code = Z_OK;
        const char* const text = gzerror(file.get(), &code);
        if (count < 0 || (count == 0 && code != Z_OK && code != Z_STREAM_END))
            throw ScanFileError{fmt::format("damaged or cut off: {}", code == Z_ERRNO ? std::strerror(errno) : text)};
        return static_cast<std::size_t>(count);
    };
}

} // namespace phonescan
