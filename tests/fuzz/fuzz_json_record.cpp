// Any bytes as a line of JSON Lines: refused with a reason or read, and what was read is read again the same.

#include "probes/observation/printable.hpp"
#include "scanner/inventory_record.hpp"
#include "scanner/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

std::string written(const InventoryRecord& record)
{
    std::string line;
    JsonWriter json{line};
    json.begin_object();
    json.key("id");
    json.raw(record.id);
    for (const auto& observation : record.observations) {
        json.key(name_of(observation.field));
        json.string(observation.value);
    }
    json.end_object();
    return line;
}

/// With a question mark for each byte that is no UTF-8: only in a text it may be one.
std::string in_utf8(std::string_view line)
{
    std::string text;
    while (!line.empty()) {
        const auto length = utf8_sequence(line);
        text += length == 0 ? std::string_view{"?"} : line.substr(0, length);
        line.remove_prefix(std::max(length, std::size_t{1}));
    }
    return text;
}

void check(std::string_view line, Vocabulary vocabulary)
{
    static IgnoredNames ignored; // reports a hundred names in all
    InventoryRecord record;
    if (const auto error = read_json_record(line, vocabulary, ignored, record)) {
        require(!error->empty());
        return;
    }
    require(nlohmann::json::accept(in_utf8(line)));
    require(nlohmann::json::accept(record.id));
    for (const auto& observation : record.observations)
        require(!observation.value.empty() && printable_again(observation.value) == observation.value);
    for (const auto& platform : record.platforms)
        require(is_platform_name(platform));

    InventoryRecord again;
    require(!read_json_record(written(record), vocabulary, ignored, again));
    require(again.id == record.id && again.observations.size() == record.observations.size());
    for (std::size_t i = 0; i < record.observations.size(); ++i) {
        require(again.observations[i].field == record.observations[i].field);
        require(again.observations[i].value == record.observations[i].value);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view line{reinterpret_cast<const char*>(data), size};
    check(line, Vocabulary::observations);
    check(line, Vocabulary::inventory);
    return 0;
}
