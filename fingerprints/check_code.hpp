#pragma once

#include "probes/observation/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace phonescan {

/// What can be wrong with a file of fingerprints. The first five keep a fingerprint from working; the others are about
/// how it is written and what it does to its neighbours.
enum class CheckCode : std::uint8_t {
    schema,       ///< not the form that fingerprints.xsd and the reader ask for
    pattern,      ///< RE2 refuses it
    group,        ///< a param's position is beyond the groups of the pattern
    reference,    ///< a value names a param that is not there, or itself
    example,      ///< an example does not match, cannot be read, or yields other attributes than it declares
    probe,        ///< a web page that must not be asked for, or for whose devices is not said
    taken,        ///< another fingerprint that goes first takes the example
    unused_group, ///< a group captures what no param uses
    unused_part,  ///< a <part> that no pattern refers to
    duplicate,    ///< a description or pattern that is there already
    too_broad,    ///< matches a text that says nothing, or makes a phone of whatever text holds one word
    no_example,   ///< without an example
    no_source,    ///< an example that does not say where it was seen, a probe where it is shown that it only reads
    no_kind,      ///< does not say what kind of device it recognises
    placeholder,  ///< something is still to be filled in
    private_data, ///< an `@`: a SIP or mail address
};

/// `schema`, `unused-group`, …: the words `fingerprints check` prints.
std::string_view name_of(CheckCode code) noexcept;

/// Whether what it names keeps a fingerprint from working, whoever wrote the file.
constexpr bool is_fault(CheckCode code) noexcept
{
    return code <= CheckCode::example;
}

/// A fingerprint that cannot be used. what() is DataError's.
class FingerprintError : public DataError {
public:
    FingerprintError(CheckCode code, const std::filesystem::path& file, std::size_t line, const std::string& expected)
        : DataError{file, line, expected}, code_{code}
    {
    }

    CheckCode code() const noexcept { return code_; }

private:
    CheckCode code_;
};

} // namespace phonescan
