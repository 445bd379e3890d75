#include "scanner/byte_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t block = 64 * 1024;

} // namespace

ByteOutput::ByteOutput(int descriptor, std::string name) : descriptor_{descriptor}, name_{std::move(name)} {}

void ByteOutput::commit()
{
    if (pending_.size() >= block) flush();
}

void ByteOutput::flush()
{
    std::string_view rest = pending_;
    while (!rest.empty()) {
        const auto written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            const int reason = errno;
            pending_.clear(); // what could not be written is not tried again
            throw std::system_error{reason, std::generic_category(), "cannot write to " + name_};
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    pending_.clear();
}

ByteSource flushing_source(int descriptor, std::string name, ByteOutput& output)
{
    return [descriptor, name = std::move(name), &output](std::span<char> room) {
        output.flush();
        while (true) {
            const auto count = ::read(descriptor, room.data(), room.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) throw std::system_error{errno, std::generic_category(), "cannot read " + name};
        }
    };
}

bool InputWindow::fill()
{
    if (ended_) return false;
    if (begin_ != 0) {
        std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
        end_ -= std::exchange(begin_, 0);
    }
    if (buffer_.size() < end_ + block) buffer_.resize(end_ + block);
    const std::size_t count = source_(std::span{buffer_}.subspan(end_));
    end_ += count;
    ended_ = count == 0;
    return !ended_;
}

void InputWindow::skip_line()
{
    do {
        const auto newline = pending().find('\n');
        if (newline != std::string_view::npos) return consume(newline + 1);
        consume(pending().size());
    } while (fill());
}

void InputWindow::skip_byte_order_mark()
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    while (pending().size() < mark.size() && fill()) {}
    if (pending().starts_with(mark)) consume(mark.size());
}

} // namespace phonescan
