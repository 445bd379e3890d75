#pragma once

#include "scanner/store/digest.hpp"
#include "scanner/store/element_runs.hpp"
#include "scanner/store/scan_file.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/scanner/store/sample_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sstream>

namespace phonescan::test {

/// A run with two senders, three parts and two texts.
inline ScanFile sample_scan_file()
{
    ScanFile file;
    file.run.id = "20260528-0626-aaaa";
    file.run.site = "lab";
    file.run.command = "scan";
    file.run.started = moment(0);
    file.run.ended = moment(100);
    file.run.plan = new_scan("").plan;
    file.run.outcome = StoredOutcome{};
    file.run.outcome->phones = 2;
    file.run.outcome->lent_macs = {mac_of("00:04:f2:00:00:01")};
    file.targets = new_scan("").targets;
    file.settled = {{"answered", to_bytes(runs_of({0, 1, 5}))}, {"failed", to_bytes(runs_of({19}))}};
    file.texts = {
        {7, to_words(Observations{said({}, Field::sip_user_agent, "Acme/1.0 (400)")})},
        {3, to_words(Observations{said({}, Field::sip_server, "\"x\"\n\\"), said({}, Field::sip_status, "200")})}};
    auto framed = source_of("2001:db8::1", 0);
    framed.mac = mac_of("00:04:f2:aa:bb:cc");
    framed.record = 4;
    file.parts = {{0, 0, source_of("10.0.0.1"), moment(1), {}, 7},
                  {0, 1, source_of("10.0.0.1"), moment(2), moment(1), 3},
                  {5, 0, framed, moment(3), {}, 7}};
    return file;
}

inline std::string packed(const ScanFile& file)
{
    std::ostringstream out;
    write_scan_file(out, file);
    return out.str();
}

/// The bytes that a source gives.
inline std::string all_of(const ByteSource& source)
{
    std::string bytes;
    std::string room(1'000, '\0');
    while (const auto count = source(room))
        bytes.append(room, 0, count);
    return bytes;
}

/// The lines of a file, not compressed.
inline std::string plain(const ScanFile& file)
{
    const TemporaryDirectory folder;
    return all_of(unpacked(folder.file("run", packed(file))));
}

/// The lines before the last, which is the checksum's.
inline std::string lines_of_run(const ScanFile& file)
{
    const auto text = plain(file);
    return text.substr(0, text.rfind('\n', text.size() - 2) + 1);
}

inline std::string sealed(const std::string& lines)
{
    return lines + "{\"sha256\":\"" + to_hex(digest_of(lines)) + "\"}\n";
}

/// Why a text is no file of a run; empty when it is one.
inline std::string refusal_of(const std::string& text, std::uint64_t most_lines = 1'000)
{
    try {
        read_scan_file(chunked_source(text, 777), most_lines);
    } catch (const ScanFileError& error) {
        return error.what();
    }
    return {};
}

} // namespace phonescan::test
