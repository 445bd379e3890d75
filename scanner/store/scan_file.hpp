#pragma once

#include "scanner/byte_stream.hpp"
#include "scanner/store/store.hpp"

#include <functional>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// One run as it travels between stores: gzip around JSON Lines. The first line says what the file is and what run;
/// then its targets, what became of them, each text before the first part that refers to it, and the parts; the last
/// line is the SHA-256 of all lines before it. Unknown members are ignored, a higher `format` is refused.
///
///     {"phonescan":"run","format":1,"id":…,"site":…,"command":…,"state":…,"started":…,"ended":…,"plan":{…},…}
///     {"targets":{…}}
///     {"settled":"answered","runs":"…"}
///     {"text":1,"words":"sip-udp sip.user_agent 14 Acme/1.0 (400)\n"}
///     {"sender":0,"part":0,"address":"10.0.0.7","port":5060,"time":…,"text":1}
///     {"sha256":"…"}
struct ScanFile {
    ScanEntry run;
    std::optional<StoredTargets> targets;
    std::vector<std::pair<std::string, std::string>> settled; ///< state, and runs as to_bytes() writes them
    std::unordered_map<std::int64_t, std::string> texts;      ///< by number, of this file alone
    std::vector<StoredPart> parts;
};

/// Not such a file, a damaged or cut one, or one of a newer version. what() says which, and the line.
class ScanFileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How many elements of this state (StoredStates) a run of such targets and such a plan may have: its targets, or their
/// ports that are asked over connections. At most 2^48.
std::uint64_t most_elements(const ScanFile& file, std::string_view state);

inline constexpr int scan_file_format = 1;
inline constexpr std::size_t longest_scan_line = std::size_t{64} << 20; ///< the targets of a large list

/// Writes the lines compressed. Errors: those of `out`.
void write_scan_file(std::ostream& out, const ScanFile& file);

/// Reads the lines, not compressed. Nothing of a file that is not whole is given. most_lines: more are refused.
/// Errors: throws ScanFileError, and what the source throws.
ScanFile read_scan_file(ByteSource source, std::uint64_t most_lines = 100'000'000);

/// The uncompressed bytes of a file with gzip around it, or without. Errors: throws ScanFileError naming it; the source
/// throws it for damage.
ByteSource unpacked(const std::string& path);

} // namespace phonescan
