#include "scanner/store/digest.hpp"
#include "scanner/store/scan_file.hpp"
#include "scanner/store/store_columns.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <ostream>

#include <zlib.h>

namespace phonescan {

namespace {

using Json = nlohmann::json;

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

} // namespace

void write_scan_file(std::ostream& out, const ScanFile& file)
{
    PackedLines lines{out};
    const auto& run = file.run;
    Json head{{"phonescan", "run"},
              {"format", scan_file_format},
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

} // namespace phonescan
