// Any bytes as a file of fingerprints: it is refused with a line, or what it holds can be used and matched.

#include "fingerprints/check_code.hpp"
#include "fingerprints/example_check.hpp"
#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

bool is_share(double number)
{
    return number >= 0 && number <= 1;
}

/// Every value that comes out is made of what the text and the file have.
void check_match(const Fingerprint& print, const FingerprintElement& element, std::string_view text)
{
    const auto values = print.match(text);
    const auto params = params_of(element, print, text);
    require(values.has_value() == params.has_value());
    if (!values) return;
    for (std::size_t i = 0; i < attribute_count; ++i) {
        const auto value = (*values)[static_cast<Attribute>(i)];
        const auto is_value = [&value](const auto& param) { return param.second == value; };
        // Of two params of one name the first is in `params`.
        require(value.empty() || params->size() < element.params.size() || std::ranges::any_of(*params, is_value));
    }
}

void check_element(const FingerprintElement& element, const FingerprintFile& file, std::size_t lines)
{
    require(!element.description.empty() && !element.pattern.empty() && !element.params.empty());
    require(is_share(element.certainty) && is_share(element.preference));
    require(element.line >= 1 && element.line <= lines);
    for (const auto& example : element.examples)
        require(example.line >= element.line && example.line <= lines &&
                (example.missing.empty() || example.text.empty()));
    try {
        const Fingerprint print{element, file.path};
        require(print.pattern().groups() >= 0);
        const auto& compiled = print.pattern().compiled();
        require(!compiled.ok() || compiled.NumberOfCapturingGroups() == print.pattern().groups());
        check_match(print, element, {});
        for (const auto& example : element.examples)
            check_match(print, element, example.text);
    } catch (const FingerprintError& error) {
        require(error.line() >= 1 && error.line() <= lines);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string content{reinterpret_cast<const char*>(data), size};
    const auto lines = 1 + static_cast<std::size_t>(std::ranges::count(content, '\n'));
    try {
        const auto file = parse_fingerprint_file("/nonexistent/fuzzed.xml", content);
        require(!file.elements.empty());
        require(file.form == FileForm::recog || (file.takes_part() && file.database.empty()));
        for (const auto& element : file.elements)
            check_element(element, file, lines);
    } catch (const DataError& error) {
        require(error.line() >= 1 && error.line() <= lines && !error.expected().empty());
    }
    return 0;
}
