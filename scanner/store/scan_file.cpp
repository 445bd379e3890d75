#include "scanner/store/scan_file.hpp"

#include "scanner/line_reader.hpp"
#include "scanner/store/digest.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/store_columns.hpp"
#include "scanner/store/stored_words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <ostream>

#include <zlib.h>

namespace phonescan {

namespace {

using Json = nlohmann::json;

constexpr int format = 1;

/// Deflates into a stream, and knows the digest of what it was given.
class PackedLines {
public:
    explicit PackedLines(std::ostream& out) : out_{out}
    {
        constexpr int gzip = 16;
        if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error{"zlib cannot compress"};
    }
    ~PackedLines() { deflateEnd(&stream_); }
    PackedLines(const PackedLines&) = delete;
    PackedLines& operator=(const PackedLines&) = delete;

    void add(const Json& line)
    {
        pending_ += line.dump(-1, ' ', false, Json::error_handler_t::replace);
        pending_ += '\n';
        if (pending_.size() >= block) pack(Z_NO_FLUSH);
    }

    void finish()
    {
        pack(Z_NO_FLUSH);
        add({{"sha256", to_hex(digest_.finish())}});
        pack(Z_FINISH);
    }

private:
    static constexpr std::size_t block = 65'536;

    void pack(int flush)
    {
        digest_.add(pending_);
        stream_.next_in = reinterpret_cast<Bytef*>(pending_.data());
        stream_.avail_in = static_cast<uInt>(pending_.size());
        std::array<char, block> packed;
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(packed.data());
            stream_.avail_out = packed.size();
            deflate(&stream_, flush);
            out_.write(packed.data(), static_cast<std::streamsize>(packed.size() - stream_.avail_out));
        } while (stream_.avail_out == 0);
        pending_.clear();
    }

    std::ostream& out_;
    z_stream stream_{};
    DigestBuilder digest_;
    std::string pending_;
};

Json json_of(const StoredPart& part)
{
    Json json{{"sender", part.sender}, {"part", part.part}, {"time", nanoseconds(part.time)}, {"text", part.text}};
    if (!part.source.address.is_unspecified()) json["address"] = part.source.address.to_string();
    if (part.source.port != 0) json["port"] = part.source.port;
    if (part.source.mac) json["mac"] = part.source.mac->to_string();
    if (part.source.record != 0) json["record"] = part.source.record;
    if (part.since != WallClock::time_point{}) json["since"] = nanoseconds(part.since);
    return json;
}

std::string hex_of(std::string_view bytes)
{
    return to_hex(blob_of(bytes));
}

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
    if (const auto is = line.value("format", 0); is < 1 || is > format)
        fail(fmt::format("written by another version (format {}, this one reads {})", is, format));
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
    run.started = time_of(line.at("started").get<std::int64_t>());
    run.ended = time_of(line.at("ended").get<std::int64_t>());
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
    if (state != "answered" && state != "refused" && state != "failed") return;
    const auto hex = line.at("runs").get<std::string>();
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::uint8_t byte = 0;
        if (std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16).ptr != hex.data() + i + 2) fail("no runs");
        bytes += static_cast<char>(byte);
    }
    const auto& plan = file_.run.plan;
    const auto most = file_.targets ? file_.targets->addresses.size() * plan.ports.size() : 0;
    if (hex.size() % 2 != 0 || !runs_from(bytes, most)) fail("runs that make no sense");
    file_.settled.emplace_back(state, std::move(bytes));
}

void Reader::take_text(const Json& line)
{
    auto words = line.at("words").get<std::string>();
    Observations said;
    if (!append_words(words, {}, {}, {}, said)) fail("words that this version cannot read");
    file_.texts.insert_or_assign(line.at("text").get<std::int64_t>(), std::move(words));
}

void Reader::take_part(const Json& line)
{
    StoredPart part;
    part.sender = line.at("sender").get<std::int64_t>();
    part.part = line.at("part").get<std::int64_t>();
    part.source.port = line.value("port", std::uint16_t{0});
    part.source.record = line.value("record", std::uint32_t{0});
    part.time = time_of(line.at("time").get<std::int64_t>());
    part.since = time_of(line.value("since", std::int64_t{0}));
    part.text = line.at("text").get<std::int64_t>();
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

void write_scan_file(std::ostream& out, const ScanFile& file)
{
    PackedLines lines{out};
    const auto& run = file.run;
    Json head{{"phonescan", "run"},
              {"format", format},
              {"id", run.id},
              {"site", run.site},
              {"command", run.command},
              {"started", nanoseconds(run.started)},
              {"ended", nanoseconds(run.ended)},
              {"plan", Json::parse(to_json(run.plan))}};
    if (run.outcome) head["outcome"] = Json::parse(to_json(*run.outcome));
    lines.add(head);
    if (file.targets) lines.add({{"targets", Json::parse(to_json(*file.targets))}});
    for (const auto& [state, runs] : file.settled)
        lines.add({{"settled", state}, {"runs", hex_of(runs)}});
    std::unordered_map<std::int64_t, bool> written;
    for (const auto& part : file.parts) {
        if (written.emplace(part.text, true).second)
            lines.add({{"text", part.text}, {"words", file.texts.at(part.text)}});
        lines.add(json_of(part));
    }
    lines.finish();
}

ScanFile read_scan_file(ByteSource source, std::uint64_t most_lines)
{
    InputWindow input{std::move(source)};
    LineReader lines{input, longest_scan_line};
    Reader reader;
    while (const auto line = lines.next()) {
        const auto fail = [&](std::string_view what) {
            return ScanFileError{fmt::format("line {}: {}", line->number, what)};
        };
        if (line->too_long || line->number > most_lines) throw fail("longer than any file of this kind");
        if (reader.is_over()) throw fail("something behind the end");
        try {
            reader.take(Json::parse(line->text));
            reader.add_to_digest(line->text);
        } catch (const Json::exception&) {
            throw fail(line->number == 1 ? "no run exported by phonescan"
                                         : "not what this program writes: the file is damaged");
        } catch (const ScanFileError& error) {
            throw fail(error.what());
        }
    }
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
