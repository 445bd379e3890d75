// Any bytes as words of a store: refused and nothing is appended, or they are what is written of the observations read.

#include "scanner/store/stored_words.hpp"

#include <cstdint>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view words{reinterpret_cast<const char*>(data), size};
    Observations said(1);
    if (const auto result = append_words(words, {}, {}, {}, said); !result) {
        require(result.error() == Errc::malformed && said.size() == 1);
        return 0;
    }
    said.erase(said.begin());
    const auto again = to_words(said);
    require(again.size() <= words.size()); // a length may be written with zeros before it
    Observations reread;
    require(append_words(again, {}, {}, {}, reread).has_value() && reread.size() == said.size());
    for (std::size_t i = 0; i < said.size(); ++i)
        require(reread[i].field == said[i].field && reread[i].channel == said[i].channel &&
                reread[i].value == said[i].value);
    return 0;
}
