#include "fingerprints/web_probe.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

TEST_CASE("web path: a path that only reads may be asked for", "[fingerprints][probe]")
{
    for (const auto* const path : {
             "/",
             "/DeviceInformationX",
             "/admin.xml",
             "/a/b/",
             "/~phone/(1)",
             "/...",
             "/.well-known/x",
             "/a?b=1",
             "/servlet?m=mod_listener&p=login&q=loginForm",
             "/servlet?p=login&q=loginForm&jumpto=status",
             "/cgi-bin/api.values.get?request=phone_model:1395",
             "/manager?action=product&time=0",
             "/CGI/Java/Serviceability?adapterX=device.statistics.device",
             "/cgi-bin/prefetch.cgi",
             "/settings.htm",

             "/callers",
             "/dialog.htm",
             "/saved",
             "/keys",
             "/key",
             "/number/3",
             "/a?q=key",
             "/a?q=number",
             "/a?keyboard=1",
             "/a?offset=3",
             "/a?q=/b/c",
             "/address_book",
         }) {
        CAPTURE(path);
        CHECK(fault_of_path(path) == std::nullopt);
    }
}

TEST_CASE("web path: what is no plain path is refused", "[fingerprints][probe]")
{
    for (const auto* const path : {
             "",      "a",          "?a",         "//a",       "/a//b",  "/a b",     "/a#b",   "/a%62",
             "/a\\b", "/user@host", "/a\tb",      "/\xc3\xa4", "/./a",   "/a/.",     "/..",    "/a/../b",
             "/a;b",  "/..;/a",     "/a?",        "/a?b?c",    "/a\"",   "/<a>",     "/{a}",   "/a|b",
             "/a^",   "/[a]",       "http://a/b", "/a?b=%41",  "/a\x7f", "/a?b=1#c", "/a?x@y",
         }) {
        CAPTURE(path);
        CHECK(fault_of_path(path).has_value());
    }
    CHECK(fault_of_path("/" + std::string(199, 'a')) == std::nullopt);
    CHECK(fault_of_path("/" + std::string(200, 'a')).has_value());
    CHECK(fault_of_path(std::string_view{"/a\0b", 4}).has_value());
}

TEST_CASE("web path: a path with a word that acts is refused", "[fingerprints][probe]")
{
    for (const auto* const path : {
             "/reboot",         "/Reboot",      "/REBOOT.htm",
             "/rEbOoT",         "/softreboot",  "/a/phoneReset",
             "/reset_all",      "/restart",     "/Utilities/softwareUpgrade/getPhoneVersion",
             "/logout.htm",     "/command.htm", "/commands",
             "/save",           "/doSave",      "/saveConfig",
             "/apply.cgi",      "/call",        "/makeCall",
             "/HTTPCall",       "/CALLNow",     "/dial.html",
             "/factorydefault", "/set.cgi",     "/api.values.set",
             "/delete",         "/a/erase",     "/update.htm",
             "/cmd.xml",        "/call2",       "/x-dial-y",
             "/api-make_call",  "/makecall",    "/callBack",
             "/softreset",
         }) {
        CAPTURE(path);
        CHECK(fault_of_path(path).has_value());
    }
}

TEST_CASE("web path: a query string that acts is refused", "[fingerprints][probe]")
{
    for (const auto* const path : {
             "/a?key=OK",
             "/a?KEY=OK",
             "/a?number=1",
             "/a?b=1&number=1",
             "/a?b=1;key=1",
             "/a?key",
             "/a?b&key",
             "/a?b;Number",
             "/a?phone_key=1",
             "/a?phone-number=1",
             "/a?phone.number=1",
             "/a?phoneNumber=1",
             "/a?apiKey=1",
             "/a?key1=1",
             "/a?command=1",
             "/a?reboot",
             "/a?Reboot=1",
             "/a?b=reboot",
             "/a?action=Reboot&x=1",
             "/a?reset=1",
             "/a?upgrade=1",
             "/a?logout",
             "/a?doLogout=1",
             "/a?p=factory-reset",
             "/a?dial=1",
             "/a?b=/save",
             "/a?q=makeCall",
             "/a?=reboot",
             "/a?b=1&&reboot",
             "/a?cmd=ls",
             "/a?b=c=reset",
             "/a?key+x=1",
             "/a?keys=1",
             "/a?phonenumber=1",
             "/a?sendkey=1",
             "/a?x=endcall",
         }) {
        CAPTURE(path);
        CHECK(fault_of_path(path).has_value());
    }
}

TEST_CASE("web path: a device that leads to a path that acts is not followed there", "[fingerprints]")
{
    for (const auto* const path : {"/cgi-bin/ConfigManApp.com?key=SPEAKER&number=4711", "/logout?reboot=1", "/%72eboot",
                                   "/a?b=1&%6bey=2", "/Logout.html", "/a?x;number=1", "/factoryReset", "/a?b?key=1"}) {
        CAPTURE(path);
        CHECK(path_acts(path));
    }
    for (const auto* const path :
         {"/", "/login.htm", "/servlet?m=mod_listener&p=login&q=loginForm", "/login.cgi?lang=en%20US",
          "/index.html#status", "/admin/status.xml", "/%", "/a%2"}) {
        CAPTURE(path);
        CHECK_FALSE(path_acts(path));
    }
}
