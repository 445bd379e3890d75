#include "scanner/heard_files.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/heard_table.hpp"
#include "scanner/interruption.hpp"
#include "scanner/lldpctl/lldpctl.hpp"
#include "scanner/text_decoding.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t most_damages = 20;       // lines; the rest is a number
constexpr std::size_t enough_to_tell = 65'536; // octets, of which file it is

/// An open file, or standard input.
class InputFile {
public:
    explicit InputFile(const std::string& path) : is_stdin_{path == "-"}
    {
        descriptor_ = is_stdin_ ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) throw UsageError{fmt::format("{}: {}", path, std::strerror(errno))};
        struct stat status {};
        if (fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode))
            throw UsageError{fmt::format("{}: this is a folder: name the files in it", path)};
    }
    ~InputFile()
    {
        if (!is_stdin_ && descriptor_ >= 0) close(descriptor_);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// 0 at the end, at an interruption, and where nothing more can be read; then error() tells why.
    std::size_t read(std::span<std::byte> room)
    {
        while (!was_interrupted()) {
            const auto got = ::read(descriptor_, room.data(), room.size());
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno == EINTR) continue;
            error_ = std::strerror(errno);
            break;
        }
        return 0;
    }

    const std::string& error() const noexcept { return error_; }

private:
    bool is_stdin_;
    int descriptor_ = -1;
    std::string error_;
};

std::string first_line_of(std::string_view text)
{
    constexpr std::size_t shown = 60;
    return printable(text.substr(0, std::min(text.find_first_of("\r\n"), shown)));
}

} // namespace

HeardFiles::HeardFiles(HeardStore& store, LinkLayer& link_layer, const std::string& filter)
    : store_{store}, link_layer_{link_layer}
{
    if (filter.empty()) return;
    try {
        filter_.emplace(filter);
    } catch (const std::invalid_argument& error) {
        throw UsageError{fmt::format("--filter: {}: see pcap-filter(7)", error.what())};
    }
}

void HeardFiles::damage(std::string what)
{
    if (damages_.size() < most_damages)
        damages_.push_back(std::move(what));
    else if (++more_damages_ == 1)
        damages_.emplace_back("there is more wrong with the files than is told here");
}

void HeardFiles::read(const std::string& path)
{
    const std::string name = path == "-" ? "standard input" : path;
    InputFile file{path};
    wire::CaptureReader reader{[&file](std::span<std::byte> room) { return file.read(room); },
                               [this, &name](const wire::CaptureDamage& what) {
                                   damage(fmt::format("{}: at offset {}: {}", name, what.offset, what.what));
                               }};
    if (reader.is_capture())
        read_capture(reader);
    else
        read_plain(reader, name);
    if (!file.error().empty()) damage(fmt::format("{}: cannot be read further: {}", name, file.error()));
}

void HeardFiles::read_capture(wire::CaptureReader& reader)
{
    while (const auto* packet = reader.next())
        if (!filter_ || filter_->admits(*packet)) link_layer_.hear(*packet);
}

void HeardFiles::read_neighbours(InputWindow& input, const std::string& name)
{
    while (input.pending().size() <= longest_lldpctl && input.fill()) {}
    try {
        for (const auto& observation : read_lldpctl(input.pending(), name, rows_))
            store_.add(observation);
    } catch (const DataError& error) {
        damage(error.what());
    }
}

void HeardFiles::read_plain(wire::CaptureReader& reader, const std::string& name)
{
    const auto bad = [this, &name](std::uint64_t line, std::string_view why) {
        damage(fmt::format("{}:{}: {}", name, line, why));
    };
    DecodedText text{[&reader](std::span<char> room) { return reader.read_plain(room); },
                     [&bad](std::uint64_t line) { bad(line, "half a UTF-16 character"); }};
    text.form();
    InputWindow input{text.decoded()};
    while (input.pending().size() < enough_to_tell && input.fill()) {} // a pipe gives what it has
    const auto start = input.pending();
    if (is_lldpctl(start)) {
        read_neighbours(input, name);
    } else if (const auto form = table_form(start); form != TableForm::none) {
        const auto note = [&name](std::string_view what) { fmt::print(stderr, "phonescan: {}: {}\n", name, what); };
        rows_ += hear_table(input, form, rows_, store_, {bad, note});
    } else if (start.empty() && reader.damage().empty()) {
        damage(fmt::format("{}: the file is empty", name));
    } else if (reader.damage().empty()) {
        throw UsageError{
            fmt::format("{}: neither a capture (pcap, pcapng), nor the output of lldpctl -f json, json0 or "
                        "keyvalue, nor a table headed with field names; it begins with \"{}\"",
                        name, first_line_of(start))};
    }
    if (!reader.damage().empty()) damage(fmt::format("{}: {}", name, reader.damage()));
}

} // namespace phonescan
