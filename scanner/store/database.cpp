#include "scanner/store/database.hpp"

#include <fmt/format.h>

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace phonescan {

namespace {

/// How long a writer waits for another: removing a year of scans takes seconds on a slow disk.
constexpr int busy_timeout = 60'000; // milliseconds

bool is_out_of_space(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/// What SQLite knows of the system may be of an earlier call.
std::optional<std::string> why_not_writable(const std::filesystem::path& file)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    for (const auto& path : {file, folder})
        if (access(path.c_str(), W_OK) != 0) return std::strerror(errno);
    return std::nullopt;
}

StoreError error_of(const std::filesystem::path& file, int code, int system_error, const char* text)
{
    using Reason = StoreError::Reason;
    const auto said = [&](Reason reason, std::string_view what) {
        return StoreError{reason, fmt::format("{}: {}", file.string(), what)};
    };
    const char* const system = system_error == 0 ? text : std::strerror(system_error);
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
        return damaged_file(file, text);
    case SQLITE_NOTADB:
        return said(Reason::foreign, "is no store of phonescan, or its beginning is damaged. It is left as it is: move "
                                     "it away, or name another with --db FILE");
    case SQLITE_FULL:
        return said(Reason::full, "no space is left for the store; make room, or name another with --db FILE");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return said(Reason::busy, "another program has held the store for a minute; try again when it has ended");
    case SQLITE_IOERR:
        if (is_out_of_space(system_error))
            return said(Reason::full, fmt::format("{}: make room for the store, or name another with --db FILE",
                                                  std::strerror(system_error)));
        return said(Reason::failed, fmt::format("the store cannot be read or written: {}", system));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return said(Reason::unusable, fmt::format("the store cannot be opened for writing: {}; name another with "
                                                  "--db FILE, or use --no-store",
                                                  why_not_writable(file).value_or(system)));
    default:
        return said(Reason::failed, text);
    }
}

/// What the system said of the file operation that failed. SQLite has often forgotten it when the statement ends, its
/// files have not.
int system_error_of(sqlite3* handle)
{
    int error = sqlite3_system_errno(handle);
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) { // that is also the log
        sqlite3_file* file = nullptr;
        if (error != 0 || sqlite3_file_control(handle, "main", which, &file) != SQLITE_OK || file == nullptr) continue;
        if (file->pMethods != nullptr) file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
    }
    return error;
}

/// A file name in a URI. Source: RFC 3986, 2.1; sqlite.org/uri.html.
std::string uri_of(const std::filesystem::path& file)
{
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string())
        uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                                                : std::string(1, c);
    return uri;
}

/// Is there a log that a run left which was cut off?
bool has_log(const std::filesystem::path& file)
{
    std::error_code error;
    return std::filesystem::file_size(file.string() + "-wal", error) != 0 && !error;
}

/// What stands in it cannot be read without writing.
void require_no_log(const std::filesystem::path& file)
{
    if (!has_log(file)) return;
    throw StoreError{StoreError::Reason::unusable,
                     fmt::format("{0}: the last runs are in {0}-wal still, and nothing can be written here: copy both "
                                 "files to where you can write, and name the copy with --db FILE",
                                 file.string())};
}

} // namespace

StoreError damaged_file(const std::filesystem::path& file, std::string_view what)
{
    return {StoreError::Reason::damaged,
            fmt::format("{}: the store is damaged ({}). It is left as it is: move it away and a new one is begun, or "
                        "name another with --db FILE",
                        file.string(), what)};
}

void Database::Close::operator()(sqlite3* handle) const noexcept
{
    sqlite3_close_v2(handle);
}

Database::Database(const std::filesystem::path& file, Access access) : file_{file}
{
    const auto open = [this](const std::string& name, int flags) {
        sqlite3* handle = nullptr;
        const int code = sqlite3_open_v2(name.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
        handle_.reset(handle);
        if (code != SQLITE_OK) return code;
        sqlite3_extended_result_codes(handle, 1);
        sqlite3_busy_timeout(handle, busy_timeout);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        if (has_log(file_)) sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr); // the file may come from anywhere
        return sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    };
    const auto uri = uri_of(file);
    int code = open(uri, SQLITE_OPEN_READWRITE);
    // Where nothing can be written beside it, nobody else is writing it either.
    if (access == Access::read && (code & 0xff) != SQLITE_NOTADB && (code & 0xff) != SQLITE_CORRUPT &&
        code != SQLITE_OK) {
        require_no_log(file);
        code = open(uri + "?immutable=1", SQLITE_OPEN_READONLY);
    }
    if (code != SQLITE_OK) fail(code);
}

void Database::accept()
{
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

bool Database::is_read_only() const
{
    return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

void Database::run(const char* statements)
{
    const int code = sqlite3_exec(handle_.get(), statements, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

Query Database::query(std::string_view statement)
{
    sqlite3_stmt* compiled = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), statement.data(), static_cast<int>(statement.size()),
                                        SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
    if (code != SQLITE_OK) fail(code);
    return Query{*this, compiled};
}

std::int64_t Database::last_row() const
{
    return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t Database::changed_rows() const
{
    return sqlite3_changes64(handle_.get());
}

void Database::fail(int code) const
{
    throw error_of(file_, code, handle_ ? system_error_of(handle_.get()) : 0,
                   handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code));
}

Query::Query(Database& database, sqlite3_stmt* statement) : database_{&database}, statement_{statement} {}

void Query::Finalize::operator()(sqlite3_stmt* statement) const noexcept
{
    sqlite3_finalize(statement);
}

void Query::reset() noexcept
{
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

bool Query::step()
{
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    sqlite3_reset(statement_.get());
    if (code != SQLITE_DONE) database_->fail(code);
    return false;
}

// What is bound outlives the statement's run: callers hold it until then.
void Query::bind_one(int place, std::int64_t value)
{
    if (const int code = sqlite3_bind_int64(statement_.get(), place, value); code != SQLITE_OK) database_->fail(code);
}

void Query::bind_one(int place, std::string_view text)
{
    const int code = sqlite3_bind_text64(statement_.get(), place, text.data() == nullptr ? "" : text.data(),
                                         text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) database_->fail(code);
}

void Query::bind_one(int place, Blob bytes)
{
    const int code = bytes.empty()
                         ? sqlite3_bind_zeroblob(statement_.get(), place, 0)
                         : sqlite3_bind_blob64(statement_.get(), place, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    if (code != SQLITE_OK) database_->fail(code);
}

void Query::bind_one(int place, std::nullptr_t)
{
    if (const int code = sqlite3_bind_null(statement_.get(), place); code != SQLITE_OK) database_->fail(code);
}

std::int64_t Query::integer(int column) const noexcept
{
    return sqlite3_column_int64(statement_.get(), column);
}

bool Query::is_null(int column) const noexcept
{
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::string_view Query::text(int column) const noexcept
{
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Blob Query::blob(int column) const noexcept
{
    const auto* const bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Transaction::Transaction(Database& database, Kind kind) : database_{&database}
{
    database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
    if (database_ == nullptr) return;
    try {
        database_->run("ROLLBACK");
    } catch (const StoreError&) {
        // After some errors SQLite has undone it already.
    }
}

void Transaction::commit()
{
    database_->run("COMMIT");
    database_ = nullptr;
}

} // namespace phonescan
