#include "probes/wire/capture/gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace phonescan::wire::capture {

namespace {

constexpr std::byte id1{0x1f};
constexpr std::byte id2{0x8b};
constexpr int gzip_only = 16 + MAX_WBITS;

uInt length_of(std::size_t octets)
{
    return static_cast<uInt>(std::min<std::size_t>(octets, std::numeric_limits<uInt>::max()));
}

} // namespace

struct Gunzip::Stream {
    Stream() : usable{inflateInit2(&z, gzip_only) == Z_OK} {}
    ~Stream() { inflateEnd(&z); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    z_stream z{};
    bool usable;
};

bool Gunzip::begins_like(Bytes stream) noexcept
{
    return stream.size() >= 2 && stream[0] == id1 && stream[1] == id2;
}

Gunzip::Gunzip(Window& compressed) : compressed_{compressed}, stream_{std::make_unique<Stream>()} {}

Gunzip::~Gunzip() = default;

std::size_t Gunzip::read(std::span<std::byte> room)
{
    if (!stream_->usable) break_off("there is no memory to read gzip");
    while (!ended_) {
        if (!in_member_ && !begin_member()) break;
        if (const auto got = inflate_some(room); got != 0) return got;
    }
    return 0;
}

/// Goes to the next member; false when there is none.
bool Gunzip::begin_member()
{
    auto stream = compressed_.ahead(2);
    while (!first_ && !stream.empty() && stream[0] == std::byte{0}) { // padding, as of a tape's blocks
        compressed_.consume(1);
        stream = compressed_.ahead(2);
    }
    if (stream.empty()) {
        ended_ = true;
        return false;
    }
    if (!begins_like(stream)) {
        break_off("what follows the gzip data is no gzip");
        return false;
    }
    first_ = false;
    in_member_ = true;
    return true;
}

std::size_t Gunzip::inflate_some(std::span<std::byte> room)
{
    const auto in = compressed_.ahead(1);
    if (in.empty()) {
        break_off("the gzip data ends early");
        return 0;
    }
    auto& z = stream_->z;
    z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data())); // zlib only reads it
    z.avail_in = length_of(in.size());
    z.next_out = reinterpret_cast<Bytef*>(room.data());
    z.avail_out = length_of(room.size());
    const auto offered_in = z.avail_in;
    const auto offered_out = z.avail_out;
    const int status = inflate(&z, Z_NO_FLUSH);
    compressed_.consume(offered_in - z.avail_in);
    if (status == Z_STREAM_END) {
        in_member_ = false;
        inflateReset(&z);
    } else if (status != Z_OK) {
        const std::string why = z.msg == nullptr ? "cannot go on" : z.msg;
        break_off("the gzip data is damaged (" + why + ")");
    }
    return offered_out - z.avail_out;
}

void Gunzip::break_off(std::string why)
{
    ended_ = true;
    if (broken_.empty()) broken_ = std::move(why);
}

} // namespace phonescan::wire::capture
