#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace phonescan {

/// Where scans are kept: `--db`, else $PHONESCAN_DB, else phonescan/phonescan.db in $XDG_STATE_HOME, else in
/// ~/.local/state of whoever started this (also through sudo). Source: XDG Base Directory Specification 0.8.
/// Errors: throws StoreError when none of these is known.
std::filesystem::path store_path(const std::string& named);

/// Throws StoreError: a file of the store cannot be made. error: errno.
[[noreturn]] void refuse_to_create(const std::filesystem::path& path, int error);

/// Creates an empty store file, mode 0600, where there is none, and of the default place the folders to it, mode 0700.
/// Run as root they become the folder's owner's. Errors: throws StoreError.
void create_store_file(const std::filesystem::path& path, bool with_folders);

/// What `named` and the environment leave open: is it the default place?
bool is_default_place(const std::string& named);

} // namespace phonescan
