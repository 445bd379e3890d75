#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// Fills some of `room` with the next bytes of a stream and returns how many; 0 at the end.
using ByteSource = std::function<std::size_t(std::span<char> room)>;

/// Writes to a file descriptor in large blocks. Errors: throws std::system_error naming the stream.
class ByteOutput {
public:
    /// Borrows the descriptor. name: for messages, `standard output`.
    ByteOutput(int descriptor, std::string name);

    /// What is appended here is written by the next commit() that finds a block's worth, or by flush().
    std::string& pending() noexcept { return pending_; }

    void commit();
    void flush();

private:
    int descriptor_;
    std::string name_;
    std::string pending_;
};

/// Reads a file descriptor, and flushes `output` first, so that who answers line by line is answered at once.
/// Errors: throws std::system_error naming the stream.
ByteSource flushing_source(int descriptor, std::string name, ByteOutput& output);

/// What was read of a stream and is not yet consumed. Holds the unconsumed bytes plus one block, nothing more.
class InputWindow {
public:
    explicit InputWindow(ByteSource source) : source_{std::move(source)} {}

    /// Valid until the next fill().
    std::string_view pending() const noexcept { return {buffer_.data() + begin_, end_ - begin_}; }

    /// Reads on; false at the end of the stream.
    bool fill();

    /// count: at most pending().size().
    void consume(std::size_t count) noexcept { begin_ += count; }

    /// Consumes up to and including the next newline, however far away it is.
    void skip_line();

    /// Consumes a UTF-8 byte order mark, to be called at the start of the stream.
    void skip_byte_order_mark();

private:
    ByteSource source_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool ended_ = false;
};

} // namespace phonescan
