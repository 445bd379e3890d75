#pragma once

#include "scanner/store/database.hpp"
#include "scanner/store/digest.hpp"
#include "scanner/store/store.hpp"

#include <string>
#include <unordered_map>

namespace phonescan {

/// Writes what senders said, within one transaction: between two, another process may remove texts that it remembers.
class WordWriter {
public:
    explicit WordWriter(Database& database);

    /// In place of what the store has of this sender.
    void write(std::int64_t scan, const StoredWords& words);

    /// One part as it is, its text by the store's number.
    void write(std::int64_t scan, const StoredPart& part);

    /// The number of a text, which is stored when it is new.
    std::int64_t text_number(std::string_view content);

private:
    Database& database_;
    Query find_text_;
    Query insert_text_;
    Query forget_;
    Query insert_part_;
    std::unordered_map<std::string, std::int64_t> known_texts_; ///< by key
};

/// Is it what it was when it was stored? digest: as it lies beside the text.
bool has_digest(std::string_view content, Blob digest);

/// What was said in a scan, in order, each text before its first part. Returns the digest of it all. Errors: throws
/// StoreError (damaged).
Digest walk_words(Database& database, std::int64_t scan, const TextVisitor& text, const PartVisitor& part);

} // namespace phonescan
