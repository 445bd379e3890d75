#include "probes/wire/privacy/private_names.hpp"

#include "probes/wire/header_fields.hpp"

#include <algorithm>
#include <array>

namespace phonescan::wire::privacy {

namespace {

/// In lower case, without anything but letters.
constexpr auto private_names = std::to_array<std::string_view>({
    "account",         "accountid",  "accountname",  "accountnumber", "authid",      "authname",  "authpassword",
    "authuser",        "authuserid", "authusername", "callerid",      "callername",  "contact",   "directorynumber",
    "displayname",     "dn",         "email",        "emailaddress",  "ext",         "extension", "extensionnumber",
    "firstname",       "fullname",   "label",        "lastname",      "linenumber",  "number",    "owner",
    "ownername",       "passwd",     "password",     "phonedn",       "phonenumber", "sipuser",   "sipuserid",
    "telephonenumber", "user",       "userid",       "username",
});

/// What may stand in front: `line1_displayName`, `sip_password`, `account1_label`.
constexpr auto prefixes = std::to_array<std::string_view>({"account", "line", "sip"});

bool is_in_table(std::string_view letters) noexcept
{
    return std::ranges::find(private_names, letters) != private_names.end();
}

} // namespace

bool is_private_name(std::string_view name) noexcept
{
    if (name.size() > 2 && name[1] == '_') name.remove_prefix(2); // g_displayName
    std::array<char, 32> kept{};
    std::size_t length = 0;
    bool has_number = false;
    for (const char c : name) {
        const char letter = lower(c);
        has_number = has_number || (c >= '0' && c <= '9');
        if (static_cast<unsigned char>(c) >= 0x80) return false;
        if (letter < 'a' || letter > 'z') continue;
        if (length == kept.size()) return false;
        kept[length++] = letter;
    }
    const std::string_view letters{kept.data(), length};
    if (is_in_table(letters) || (letters == "line" && has_number)) return true;
    return std::ranges::any_of(prefixes, [letters](std::string_view prefix) {
        return letters.starts_with(prefix) && is_in_table(letters.substr(prefix.size()));
    });
}

} // namespace phonescan::wire::privacy
