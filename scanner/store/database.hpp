#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace phonescan {

/// The store cannot be used, or not any more. what() names the file, what is wrong and the way out.
class StoreError : public std::runtime_error {
public:
    enum class Reason : std::uint8_t {
        unusable, ///< it cannot be opened or created
        damaged,  ///< what it holds does not make sense
        newer,    ///< written by a newer version of this program
        foreign,  ///< no store of this program
        full,     ///< no space is left, or a quota or limit is reached
        busy,     ///< another program holds it
        failed,   ///< anything else
    };

    StoreError(Reason reason, const std::string& what) : std::runtime_error{what}, reason_{reason} {}
    Reason reason() const noexcept { return reason_; }

    /// Is it the wrong file, or one in a wrong place? Else something failed on the way.
    bool is_of_the_file() const noexcept { return reason_ <= Reason::foreign; }

private:
    Reason reason_;
};

/// A file whose structure does not make sense, and what to do.
StoreError damaged_file(const std::filesystem::path& file, std::string_view what);

class Query;

/// A SQLite database. One thread at a time. Errors: every function throws StoreError.
class Database {
public:
    enum class Access : std::uint8_t {
        write, ///< the file exists; it may be empty
        read,  ///< also where the file or its folder cannot be written
    };

    Database(const std::filesystem::path& file, Access access);

    const std::filesystem::path& file() const noexcept { return file_; }
    bool is_read_only() const;

    /// From now on closing it may take its log in. Until then the file stays as it is, whatever it turns out to be.
    void accept();

    /// Runs statements that give nothing.
    void run(const char* statements);

    /// One statement, compiled.
    Query query(std::string_view statement);

    std::int64_t last_row() const;
    std::int64_t changed_rows() const;

    /// Throws what the last error of SQLite amounts to.
    [[noreturn]] void fail(int code) const;

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Close> handle_;
};

using Blob = std::span<const std::uint8_t>;

/// A compiled statement: bind(), then step() until it returns false; run() for one that gives no rows. Can be used
/// again after that.
class Query {
public:
    Query(Database& database, sqlite3_stmt* statement);

    /// From the first placeholder on.
    template <class... Values>
    Query& bind(const Values&... values)
    {
        reset();
        int place = 0;
        (bind_one(++place, values), ...);
        return *this;
    }

    /// Moves to the next row.
    bool step();
    /// Gives up the rest of the rows.
    void reset() noexcept;
    void run()
    {
        while (step()) {}
    }

    std::int64_t integer(int column) const noexcept;
    bool is_null(int column) const noexcept;
    /// Valid until the next step().
    std::string_view text(int column) const noexcept;
    Blob blob(int column) const noexcept;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    void bind_one(int place, std::int64_t value);
    void bind_one(int place, std::string_view text);
    void bind_one(int place, const char* text) { bind_one(place, std::string_view{text}); }
    void bind_one(int place, const std::string& text) { bind_one(place, std::string_view{text}); }
    void bind_one(int place, Blob bytes);
    void bind_one(int place, std::nullptr_t);
    template <class Value>
    void bind_one(int place, const std::optional<Value>& value)
    {
        value ? bind_one(place, *value) : bind_one(place, nullptr);
    }

    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Sees one state of the file. Is undone unless commit() was called.
class Transaction {
public:
    enum class Kind : std::uint8_t {
        write, ///< keeps other writers waiting from its beginning
        read,
    };
    explicit Transaction(Database& database, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database* database_;
};

} // namespace phonescan
