#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/recog.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

#include <array>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// A database of recog's with one fingerprint; its <fingerprint> is on line 2.
std::string database(const std::string& root, const std::string& fingerprint, const std::string& params)
{
    return "<fingerprints " + root + ">\n<fingerprint " + fingerprint + ">\n<description>d</description>\n" + params +
           "\n</fingerprint>\n</fingerprints>\n";
}

const std::string http = R"(matches="http_header.server" protocol="http" database_type="service")";
const std::string vendor = R"(<param pos="0" name="hw.vendor" value="Acme"/>)";

FingerprintDb load(std::initializer_list<const TemporaryFile*> files)
{
    std::vector<std::filesystem::path> paths;
    for (const auto* file : files)
        paths.push_back(file->path());
    return FingerprintDb::load({}, paths);
}

Identity identity_of(const FingerprintDb& fingerprints, Field field, const std::string& text)
{
    const std::array said = {seen(field, text)};
    return fingerprints.identify(said);
}

/// What a fingerprint over the header Server says of "Acme 7.2".
Identity said_by(const std::string& params)
{
    const TemporaryFile file{database(http, R"(pattern="^Acme ([\d.]+)$")", params)};
    return identity_of(load({&file}), Field::http_server, "Acme 7.2");
}

std::string param(const std::string& name, const std::string& value)
{
    return "<param pos=\"0\" name=\"" + name + "\" value=\"" + value + "\"/>";
}

/// Each value names the next one twice.
std::string doubling()
{
    std::string params;
    for (int i = 0; i < 40; ++i)
        params += param("p" + std::to_string(i), "{p" + std::to_string(i + 1) + "}{p" + std::to_string(i + 1) + "}");
    return params + "<param pos=\"0\" name=\"p40\"/>";
}

const std::string version = R"(<param pos="1" name="os.version"/>)";

} // namespace

TEST_CASE("recog: its names of texts are ours, and others take part in nothing", "[fingerprints][recog]")
{
    struct Row {
        const char* matches;
        Field field;
    };
    for (const auto& [matches, field] :
         {Row{"sip_header.user_agent", Field::sip_user_agent}, Row{"sip_header.server", Field::sip_server},
          Row{"http_header.server", Field::http_server}, Row{"http_header.wwwauth", Field::http_realm},
          Row{"html_title", Field::http_title}, Row{"html_body", Field::http_body},
          Row{"x509.subject", Field::tls_subject}, Row{"x509.issuer", Field::tls_issuer},
          Row{"dhcp_vendor_class", Field::dhcp_vendor_class}, Row{"snmp.sys_description", Field::snmp_sysdescr},
          Row{"snmp.sys_object_id", Field::snmp_sysobjectid}}) {
        CAPTURE(matches);
        const TemporaryFile file{database("matches=\"" + std::string{matches} + "\"", "pattern=\"^A$\"", vendor)};
        const auto read = read_fingerprint_file(file.path());
        CHECK(read.form == FileForm::recog);
        CHECK(read.database == matches);
        CHECK(read.takes_part());
        CHECK(identity_of(load({&file}), field, "A").vendor == "Acme");
    }
    const TemporaryFile other{database(R"(matches="ssh.banner" protocol="ssh")", "pattern=\"^A$\"", vendor)};
    const auto read = read_fingerprint_file(other.path());
    CHECK(read.form == FileForm::recog);
    CHECK_FALSE(read.takes_part());
    CHECK(load({&other}).warnings().empty());
    const TemporaryFile misspelt{database(R"(matches="sip.useragent")", "pattern=\"^A$\"", vendor)};
    CHECK_THROWS_WITH(load({&misspelt}), Catch::Contains("unknown field 'sip.useragent'"));
}

TEST_CASE("recog: a file without a name for its texts goes by its own", "[fingerprints][recog]")
{
    const auto content = database(R"(protocol="dhcp")", "pattern=\"^A$\"", vendor);
    CHECK(parse_fingerprint_file("xml/dhcp_vendor_class.xml", content).database == "dhcp_vendor_class");
    const auto ours = database(R"(protocol="sip")", R"(pattern="^A$" matches="sip.server")", vendor);
    CHECK(parse_fingerprint_file("acme.xml", ours).form == FileForm::ours);
}

TEST_CASE("recog: ^ and $ are the ends of a line, all flags but one are about dots", "[fingerprints][recog]")
{
    const auto matches = [](const std::string& attributes, const std::string& text) {
        const auto file = parse_fingerprint_file("recog.xml", database(http, attributes, vendor));
        return Fingerprint{file.elements.at(0), file.path}.match(text).has_value();
    };
    CHECK(matches(R"(pattern="^b$")", "a\nb\nc"));
    CHECK_FALSE(matches(R"(pattern="\Ab$")", "a\nb\nc"));
    CHECK_FALSE(matches(R"(pattern="a.b")", "a\nb"));
    for (const auto* flag : {"REG_DOT_NEWLINE", "REG_MULTILINE", "REG_LINE_ANY_CRLF", "REG_ICASE,REG_DOT_NEWLINE"}) {
        CAPTURE(flag);
        CHECK(matches(std::string{R"(pattern="a.b" flags=")"} + flag + "\"", "a\nb"));
    }
    CHECK_FALSE(matches(R"(pattern="a" flags="REG_DOT_NEWLINE")", "A"));
    CHECK(matches(R"(pattern="a" flags="REG_ICASE")", "A"));
    CHECK(matches(R"(pattern="a" flags="IGNORECASE")", "A"));
    const auto ours =
        parse_fingerprint_file("ours.xml", database(R"(matches="http.server")", R"(pattern="^b$")", vendor));
    CHECK_FALSE(Fingerprint(ours.elements.at(0), ours.path).match("a\nb\nc").has_value());
}

TEST_CASE("recog: what its own readers let pass is no error", "[fingerprints][recog]")
{
    const TemporaryFile file{
        "<fingerprints matches=\"http_header.server\" priority=\"100\">stray<note/>\n"
        "<fingerprint pattern=\"^Acme (\\d+)(?: b(\\d+))?$\" id=\"7\">stray\n"
        "<description> Acme\n    web   server </description><note/>\n"
        "<example os.build=\"9\">Acme 3<![CDATA[ b9]]></example>\n"
        "<param pos=\"0\" name=\"hw.vendor\" value=\"Acme\"/><param pos=\"0\" name=\"hw.vendor\" value=\"Acme\"/>"
        "<param pos=\"1\" name=\"hw.version\" value=\"ignored\"/><param pos=\"2\" name=\"os.build\"/>"
        "<param pos=\"0\" name=\"hw.product\"/><param pos=\"0\" name=\"hw.model\" value=\"{} {os.build\"/>"
        "</fingerprint></fingerprints>"};
    const auto read = read_fingerprint_file(file.path());
    CHECK(read.elements.at(0).description == "Acme web server");
    CHECK(read.elements.at(0).examples.at(0).text == "Acme 3 b9");
    const auto fingerprints = load({&file});
    CHECK(fingerprints.warnings().empty());
    CHECK(identity_of(fingerprints, Field::http_server, "Acme 3").firmware == "3");
}

TEST_CASE("recog: a fingerprint that cannot be used is one warning, the others work", "[fingerprints][recog]")
{
    const auto other = "<fingerprint pattern=\"^Acme$\"><description>o</description>" + vendor + "</fingerprint>";
    struct Row {
        const char* attributes;
        std::string params;
        const char* why;
    };
    for (const auto& [attributes, params, why] :
         {Row{R"x(pattern="^(?=A)")x", vendor, ":2: expected a pattern RE2 accepts: invalid perl operator: (?="},
          Row{R"(pattern="^A")", R"(<param pos="1" name="hw.model"/>)", ":4: expected a position up to 0"},
          Row{R"(pattern="^A")", param("hw.model", "{os.version}"), ":4: expected a <param> named 'os.version'"},
          Row{R"(pattern="^A")", doubling(), ":4: expected a value that is put together of less"},
          Row{R"(pattern="^A")", param("hw.model", "{hw.model}"),
              ":4: expected a value that does not refer to itself"}}) {
        CAPTURE(why);
        auto content = database(http, attributes, params);
        content.insert(content.find("</fingerprints>"), other);
        const TemporaryFile file{content};
        const auto fingerprints = load({&file});
        REQUIRE(fingerprints.warnings().size() == 1);
        CHECK_THAT(fingerprints.warnings()[0],
                   Catch::StartsWith(file.path().string() + why) && Catch::EndsWith("; this fingerprint is not used"));
        CHECK(identity_of(fingerprints, Field::http_server, "Acme").vendor == "Acme");
    }
}

TEST_CASE("shipped files: a fingerprint that cannot be used is an error in either form", "[fingerprints][recog]")
{
    for (const auto& root : {http, std::string{R"(matches="http.server")"}}) {
        const TemporaryFile file{database(root, R"(pattern="(a)\1")", vendor)};
        const std::array files = {file.path()};
        CHECK_THROWS_WITH(FingerprintDb::load(files), Catch::Contains(":2: expected a pattern RE2 accepts"));
    }
}

TEST_CASE("a user's pattern that RE2 refuses is a warning, other mistakes are errors", "[fingerprints]")
{
    const TemporaryFile refused{database(R"(matches="http.server")", R"(pattern="(a)\1")", vendor)};
    REQUIRE(load({&refused}).warnings().size() == 1);
    CHECK_THAT(load({&refused}).warnings()[0], Catch::Contains(":2: expected a pattern RE2 accepts"));
    const TemporaryFile unbalanced{database(R"(matches="http.server")", R"(pattern="a(b")", vendor)};
    CHECK_THAT(load({&unbalanced}).warnings()[0], Catch::Contains("missing ): a(b"));
    const TemporaryFile group{
        database(R"(matches="http.server")", R"(pattern="a")", R"(<param pos="1" name="hw.model"/>)")};
    CHECK_THROWS_AS(load({&group}), DataError);
    const TemporaryFile certainty{database(http, R"(pattern="a" certainty="sure")", vendor)};
    CHECK_THROWS_WITH(load({&certainty}), Catch::Contains(":2: expected a number from 0 to 1"));
}

TEST_CASE("recog: a system's version is a device's firmware only where it is about a device", "[fingerprints][recog]")
{
    const auto server = param("service.vendor", "Apache") + param("service.product", "HTTPD") +
                        param("os.vendor", "Debian") + param("os.product", "Linux") + version;
    const auto service = said_by(server);
    CHECK(service.kind == Kind::unknown);
    CHECK(service.vendor.empty());
    CHECK(service.model.empty());
    CHECK(service.firmware.empty());

    const auto device =
        said_by(param("os.vendor", "Acme") + param("os.product", "AcmeOS") + param("os.device", "Switch") + version);
    CHECK(device.kind == Kind::not_phone);
    CHECK(device.vendor == "Acme");
    CHECK(device.model.empty()); // os.product is the system's name
    CHECK(device.firmware == "7.2");

    const auto own_system = said_by(vendor + param("os.vendor", "Acme") + param("hw.product", "X1") + version);
    CHECK(own_system.firmware == "7.2");
    const auto bought = said_by(vendor + param("os.vendor", "Microsoft") + param("hw.device", "Monitoring") + version);
    CHECK(bought.vendor == "Acme");
    CHECK(bought.firmware.empty());
    CHECK(said_by(param("os.vendor", "Sun") + param("hw.product", "X1") + version).firmware.empty());
    CHECK(said_by(vendor + version).firmware.empty());
    CHECK(said_by(vendor + R"(<param pos="1" name="hw.version"/>)").firmware == "7.2");
    CHECK(said_by(vendor + param("hw.certainty", "0.5") + param("service.version", "3")).firmware.empty());
}

TEST_CASE("recog: its words for devices", "[fingerprints][recog]")
{
    for (const auto* word : {"VoIP", "IP Phone", "SIP Device"})
        CHECK(kind_of_device(word) == Kind::possible_phone);
    for (const auto* word : {"Switch", "Printer", "VoIP Gateway", "VoIP Server", "Media Gateway", "Video Conferencing"})
        CHECK(kind_of_device(word) == Kind::not_phone);
    for (const auto* word : {"", "Device", "Network", "Telecom", "General"})
        CHECK(kind_of_device(word) == Kind::unknown);
    CHECK(said_by(vendor + param("hw.device", "Device") + param("os.device", "Router")).kind == Kind::not_phone);
    CHECK(said_by(vendor + param("hw.device", "VoIP") + param("os.device", "Router")).kind == Kind::possible_phone);
    CHECK(said_by(vendor + R"(<param pos="1" name="hw.device"/>)").kind == Kind::unknown);
}

TEST_CASE("recog: ours go first on the same text, whatever its certainty", "[fingerprints][recog]")
{
    const TemporaryFile theirs{
        database(http + " preference=\"0.90\"", R"(pattern="^Acme" certainty="1.0")", param("hw.vendor", "Theirs"))};
    const TemporaryFile ours{
        database(R"(matches="http.server")", R"(pattern="^Acme" certainty="0.3")", param("hw.vendor", "Ours"))};
    CHECK(identity_of(load({&theirs, &ours}), Field::http_server, "Acme").vendor == "Ours");
    const TemporaryFile users{database(http + " preference=\"1.0\"", R"(pattern="^Acme")", param("hw.vendor", "User"))};
    CHECK(identity_of(load({&theirs, &ours, &users}), Field::http_server, "Acme").vendor == "User");
    const TemporaryFile unstated{database(http, R"(pattern="^Acme")", param("hw.vendor", "Unstated"))};
    CHECK(identity_of(load({&unstated, &theirs}), Field::http_server, "Acme").vendor == "Theirs");
    CHECK(read_fingerprint_file(unstated.path()).elements.at(0).preference == 0.10);
    CHECK(read_fingerprint_file(ours.path()).elements.at(0).preference == 0.95);
}

TEST_CASE("recog: examples in base64 and in files", "[fingerprints][recog]")
{
    const TemporaryFile file{database(http, R"(pattern="^A")",
                                      R"(<example _encoding="base64">
                                         QWNt ZQ0K/w==
                                         </example><example _encoding="base64">%</example>
                                         <example _filename="none" os.version="1"/>)" +
                                          vendor)};
    const auto read = read_fingerprint_file(file.path());
    const auto& examples = read.elements.at(0).examples;
    REQUIRE(examples.size() == 3);
    CHECK(examples[0].text == "Acme\r\n\\xff"); // as observations hold it
    CHECK(examples[0].missing.empty());
    CHECK_FALSE(examples[1].missing.empty());
    CHECK_THAT(examples[2].missing, Catch::Contains("none"));
    CHECK(examples[2].attributes.size() == 1);
    CHECK(read_fingerprint_file(file.path(), Examples::skip).elements.at(0).examples.empty());
}
