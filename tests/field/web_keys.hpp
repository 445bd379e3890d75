#pragma once

#include "tests/field/site_words.hpp"
#include "tests/field/web_service.hpp"

#include <filesystem>

namespace phonescan::field {

// Every function below throws std::invalid_argument whose text says what was expected.

/// Sets what one word says of the TCP services; false when it is no key of theirs.
bool apply_web_key(WebService& service, const Word& word);

/// What only a finished service shows: versions in order, no port twice.
void check_web(const WebService& service);

/// The words with web-file and web-path-file, whose files stand in `folder`, made web-page and web-path.
std::vector<Word> with_files_read(std::vector<Word> words, const std::filesystem::path& folder);

} // namespace phonescan::field
