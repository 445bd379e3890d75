// Any bytes as the lines of an exported run: refused with a reason, or what is read is whole, and written again it is
// read the same.

#include "scanner/store/digest.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/scan_file.hpp"
#include "scanner/store/stored_words.hpp"
#include "tests/scanner/chunked_source.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <optional>
#include <sstream>

namespace {

using namespace phonescan;

constexpr std::uint64_t most_lines = 1'000;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

std::optional<ScanFile> read(const std::string& text, std::size_t chunk)
{
    try {
        return read_scan_file(chunked_source(text, chunk), most_lines);
    } catch (const ScanFileError& error) {
        require(error.what()[0] != '\0');
        return std::nullopt;
    }
}

std::string unpacked_text(const std::string& packed)
{
    z_stream stream{};
    require(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
    std::string source = packed;
    stream.next_in = reinterpret_cast<Bytef*>(source.data());
    stream.avail_in = static_cast<uInt>(source.size());
    std::string text;
    std::array<char, 4096> room;
    int code = Z_OK;
    while (code == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = room.size();
        code = inflate(&stream, Z_NO_FLUSH);
        text.append(room.data(), room.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    require(code == Z_STREAM_END);
    return text;
}

std::string written(const ScanFile& file)
{
    std::ostringstream out;
    write_scan_file(out, file);
    return unpacked_text(out.str());
}

void check(const std::string& text)
{
    const auto file = read(text, text.size() + 1);
    require(file.has_value() == read(text, 1).has_value());
    if (!file) return;
    const auto& run = file->run;
    require(!run.id.empty() && run.id.find_first_of("/.\n") == std::string::npos);
    for (const auto& [state, runs] : file->settled)
        require(runs_from(runs, most_elements(*file, state)).has_value());
    for (const auto& part : file->parts) {
        Observations said;
        require(append_words(file->texts.at(part.text), part.source, part.time, part.since, said).has_value());
    }
    const auto again = written(*file);
    const auto reread = read(again, again.size() + 1);
    require(reread && reread->parts.size() == file->parts.size() && reread->settled == file->settled);
    require(written(*reread) == again);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text{reinterpret_cast<const char*>(data), size};
    check(text);
    // Behind the checksum that no chance finds.
    const auto lines = text.substr(0, text.rfind('\n') + 1);
    check(lines + "{\"sha256\":\"" + to_hex(digest_of(lines)) + "\"}\n");
    return 0;
}
