#pragma once

#include "scanner/store/database.hpp"

#include <filesystem>
#include <span>

namespace phonescan {

/// One step of the store's schema: what makes version N of version N - 1.
using Migration = const char*;

/// From an empty file to the newest version, which is their number.
std::span<const Migration> store_migrations() noexcept;

/// Brings a database to the newest version, in one transaction; several processes may do so at once. Checks first that
/// it is a store of this program (PRAGMA application_id), of a version that is known (PRAGMA user_version), and, where
/// it is of moderate size, that it is whole. Nothing is written to one that is not.
/// Errors: throws StoreError (foreign, newer, damaged).
void migrate(Database& database, std::span<const Migration> migrations);

/// The same checks, for a store that is only read: an older version is refused, for it cannot be brought up to date.
void require_current(Database& database, std::span<const Migration> migrations);

} // namespace phonescan
