// Any text in any field through the anonymiser: the same comes out again, still as a text, and what holds nothing that
// it looks for stays as it was.

#include "probes/observation/printable.hpp"
#include "scanner/store/anonymiser.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

const DeviceFacts& facts()
{
    static const DeviceFacts known{
        {*MacAddress::parse("0004f2aabbcc"), *MacAddress::parse("0004f2aabbcd")},
        {"FCH1610A5S5", "77"},
        {"reception", "a", "\xc3\xa4"},
        {boost::asio::ip::make_address("10.3.0.12"), boost::asio::ip::make_address("fe80::5")}};
    return known;
}

void check_field(const Anonymiser& anonymiser, Field field, const std::string& text)
{
    const auto made = anonymiser.text(field, text, facts());
    require(made == Anonymiser{SipHashKey{}}.text(field, text, facts()));
    require(printable_again(made) == made); // still valid UTF-8
    require(made.empty() == text.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto text = printable_again(bytes);
    const Anonymiser anonymiser{SipHashKey{}};
    for (const Field field : all_fields())
        check_field(anonymiser, field, text);

    const bool holds_nothing = text.find_first_of("0123456789@:") == std::string::npos;
    if (holds_nothing) require(anonymiser.text(Field::sip_user_agent, text) == text);
    require(anonymiser.serial(text).size() == text.size());
    anonymiser.text(Field::sip_user_agent, bytes, facts()); // bytes that are no text do no harm
    return 0;
}
