#include "scanner/redaction/redaction.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

namespace {

std::string redacted(std::string_view text)
{
    return shown_text(Redactor{SipHashKey{}}.redact(text));
}

void check(const std::vector<std::pair<std::string, std::string>>& cases)
{
    for (const auto& [text, shown] : cases) {
        CAPTURE(text);
        CHECK(redacted(text) == shown);
    }
}

} // namespace

TEST_CASE("redaction: users, serials, secrets and places in the words that other devices have for them",
          "[scanner][redaction]")
{
    check({{"Acme D1 Benutzer: Alice", "Acme D1 Benutzer: REMOVED"},
           {"Acme D1 acct:alice", "Acme D1 acct:REMOVED"},
           {"Acme D1 Ser# Q1W2E3", "Acme D1 Ser# REMOVED"},
           {"Acme D1 SNR Q1W2E3", "Acme D1 SNR REMOVED"},
           {"Acme D1 SIP/4711", "Acme D1 SIP/REMOVED"},
           {"Acme D1 SIP/2.0", "Acme D1 SIP/2.0"},
           {"Acme D1 Bearer abcdef123456", "Acme D1 Bearer REMOVED"},
           {"Acme D1 Token abcdef123456", "Acme D1 Token REMOVED"},
           {"Acme D1 Basic dXNlcjpwYXNz", "Acme D1 Basic REMOVED"},
           {"Acme Basic T48G", "Acme Basic T48G"},
           {"Basic realm=\"", "Basic realm=\""},
           {"Acme D1 apikey=hunter", "Acme D1 apikey=REMOVED"},
           {"Acme D1 password=hunter", "Acme D1 password=REMOVED"},
           {"Acme D1 pwd=hunter", "Acme D1 pwd=REMOVED"},
           {"Acme D1 pin=hunter", "Acme D1 pin=REMOVED"},
           {"Acme D1 52.520008,13.404954", "Acme D1 REMOVED"},
           {"Acme D1 -33.868820, 151.209290", "Acme D1 REMOVED"}});
}

TEST_CASE("redaction: two names with capitals in brackets or behind `for` are a person, unless one is a thing",
          "[scanner][redaction]")
{
    check({{"Acme D1 <Alice Miller>", "Acme D1 <REMOVED>"},
           {"Acme D1 [Alice Miller]", "Acme D1 [REMOVED]"},
           {"Acme D1 (Alice Miller)", "Acme D1 (REMOVED)"},
           {"Acme D1 for Alice Miller", "Acme D1 for REMOVED"}});
    for (const std::string text : {"Acme [Desk Phone]", "Acme D1 (Conference Phone)", "Acme D1 [Acme]", "Acme <T48G>",
                                   "Acme D1 for Acme Teams", "Acme D1 for business", "Acme (Business Edition)"}) {
        CAPTURE(text);
        CHECK(redacted(text) == text);
    }
}
