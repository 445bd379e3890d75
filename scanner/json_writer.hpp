#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan {

/// Writes JSON on one line at the end of a string: the keys in the order of the calls, always valid UTF-8. Bytes that
/// are no UTF-8 are written as printable() does. Source: RFC 8259.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_{out} {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    void key(std::string_view name);
    void string(std::string_view text);
    void number(std::uint64_t value);

    /// A value that is JSON already.
    void raw(std::string_view json);

    void null() { raw("null"); }

    /// A string, or null when it is empty: unknown.
    void string_or_null(std::string_view text);

private:
    void open(char bracket);
    void close(char bracket);
    void separate();

    std::string& out_;
    bool first_ = true; ///< no comma before the next value or key
};

/// The string with its quotes.
void append_json_string(std::string& out, std::string_view text);

} // namespace phonescan
