#include "fingerprints/xml_file.hpp"
#include "scanner/column_names.hpp"
#include "scanner/inventory_header.hpp"
#include "scanner/usage_error.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>

using namespace phonescan;

namespace {

const std::filesystem::path data_file = PHONESCAN_SOURCE_DIR "/scanner/data/inventory_columns.xml";

const ColumnNames& shipped()
{
    static const auto names = ColumnNames::load(data_file);
    return names;
}

std::string meaning_of(std::string_view column)
{
    const auto found = shipped().find(column);
    return found ? std::string{found->meaning} : std::string{};
}

ColumnNames load(const std::string& content)
{
    const auto path = std::filesystem::temp_directory_path() / ("columns-" + std::to_string(::getpid()) + ".xml");
    std::ofstream{path} << content;
    struct Removed {
        std::filesystem::path path;
        ~Removed() { std::filesystem::remove(path); }
    } removed{path};
    return ColumnNames::load(path);
}

InventoryHeader read(const std::vector<std::string>& cells)
{
    return read_inventory_header(cells, 1, shipped());
}

/// The columns that are used, as `index:name of the field or attribute`.
std::vector<std::string> uses(const InventoryHeader& header)
{
    std::vector<std::string> used;
    for (std::size_t i = 0; i < header.columns.size(); ++i) {
        const auto& term = header.columns[i].term;
        const auto number = std::to_string(i) + ":";
        if (term.kind == Term::Kind::field) used.push_back(number + std::string{name_of(term.field)});
        if (term.kind != Term::Kind::attribute) continue;
        for (const auto* name : {"vendor", "model", "firmware", "edition"})
            if (term_named(name, Vocabulary::inventory).attribute == term.attribute) used.push_back(number + name);
    }
    return used;
}

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("column names: letter case, blanks and punctuation do not matter", "[scanner][csv][data]")
{
    for (const auto* name : {"Manufacturer", "MANUFACTURER", " manufacturer ", "Hersteller", "Brand", "device-vendor"})
        CHECK(meaning_of(name) == "vendor");
    for (const auto* name : {"Model", "device_model", "Device Model", "Hardware version", "HardwareVersion",
                             "Phone Type", "Device Type", "Product", "product_name", "Modell", "Mod\xc3\xa8le"})
        CHECK(meaning_of(name) == "model");
    for (const auto* name : {"Firmware", "firmware version", "FirmwareVersion", "Active Load ID", "ActiveLoadID",
                             "Phone Load Name", "SW-Version", "software version", "FW", "OS Version", "Image"})
        CHECK(meaning_of(name) == "firmware");
    for (const auto* name : {"User agent", "UserAgent", "user_agent", "Client Version", "UA", "SIP User-Agent"})
        CHECK(meaning_of(name) == "sip.user_agent");
    for (const auto* name : {"MAC address", "mac_address", "MacAddresses", "MAC-Adresse", "MAC"})
        CHECK(meaning_of(name) == "mac");
    CHECK(meaning_of("IP Address") == "ip");
    CHECK(meaning_of("serial_number") == "serial");
    CHECK(meaning_of("Device Name") == "name");
    for (const auto* name : {"", "  ", "-", "Asset", "User URI", "models", "Phone", "\xff\xfe"})
        CHECK(meaning_of(name).empty());
    CHECK(meaning_of(std::string(100'000, 'm')).empty());
}

TEST_CASE("column names: a byte that is no UTF-8 counts as Windows-1252", "[scanner][csv]")
{
    CHECK(meaning_of("Mod\xe8le") == "model");
    CHECK(meaning_of("Ger\xe4t") == "model");
}

TEST_CASE("column names: placeholders say nothing, names do", "[scanner][csv][data]")
{
    for (const auto* value : {"N/A", "unknown", "-", "None", "CPE", "CPE_A"})
        CHECK(shipped().says_nothing(value));
    for (const auto* value : {"VVX 410", "CX600", "0", "IP"})
        CHECK_FALSE(shipped().says_nothing(value));
}

TEST_CASE("column names: a damaged file is refused with what was expected", "[scanner][csv][data]")
{
    const auto wrapped = [](const std::string& content) {
        return "<inventory-columns>" + content + "</inventory-columns>";
    };
    CHECK(load(wrapped(R"(<meaning of="model"><column name="What"/></meaning>)")).find("what"));
    for (const auto* content : {R"(<meaning of="no.such"><column name="What"/></meaning>)",
                                R"(<meaning of="model"><column name="What"/><column name="w h a t"/></meaning>)",
                                R"(<meaning of="model"><column nam="What"/></meaning>)", R"(<meening of="model"/>)"})
        CHECK_THROWS_AS(load(wrapped(content)), DataError);
}

TEST_CASE("inventory header: columns are found in any order, whatever they are called", "[scanner][csv]")
{
    const auto header = read({"User URI", "User agent", "MAC address", "Hardware version", "Manufacturer"});
    CHECK(uses(header) == Strings{"1:sip.user_agent", "2:mac", "3:model", "4:vendor"});
    CHECK(header.columns[3].may_be_version);
    CHECK(header.messages == Strings{R"(sip.user_agent from "User agent", mac from "MAC address", )"
                                     R"(model from "Hardware version", vendor from "Manufacturer"; )"
                                     R"(other columns: "User URI")"});
}

TEST_CASE("inventory header: of two columns that mean the same the more exact name counts", "[scanner][csv]")
{
    const auto header = read({"Type", "Brand", "Model", "Manufacturer", "Model Number"});
    CHECK(uses(header) == Strings{"2:model", "3:vendor"});
    REQUIRE(header.messages.size() == 3);
    CHECK(header.messages[1] == R"(model is taken from "Model", not from "Model Number", "Type")");
    CHECK(header.messages[2] == R"(vendor is taken from "Manufacturer", not from "Brand")");
    CHECK(uses(read({"Version", "Active Load ID", "Device Type"})) == Strings{"1:firmware", "2:model"});
    CHECK(uses(read({"User Agent", "sip.user_agent"})) == Strings{"1:sip.user_agent"});
}

TEST_CASE("inventory header: one meaning twice by the same name is refused, unless a phone may say several",
          "[scanner][csv]")
{
    CHECK_THROWS_AS(read({"model", "firmware", "Model"}), UsageError);
    CHECK_THROWS_AS(read({"Device Model", "device_model"}), UsageError);
    CHECK(uses(read({"sip.user_agent", "sip.user_agent"})) == Strings{"0:sip.user_agent", "1:sip.user_agent"});
    CHECK(uses(read({"Model", "Version", "Version", "Firmware"})) == Strings{"0:model", "3:firmware"});
}

TEST_CASE("inventory header: one that tells nothing of phones is refused with what would do", "[scanner][csv]")
{
    for (const auto& cells : {Strings{"asset", "owner"}, Strings{"Name", "MAC Address", "IP"}, Strings{"ID"}}) {
        try {
            read(cells);
            FAIL("not refused");
        } catch (const UsageError& error) {
            const std::string text = error.what();
            CAPTURE(text);
            CHECK(text.find("Found: \"" + cells.front() + "\"") != std::string::npos);
            CHECK(text.find("Vendor, Model, Firmware, SIP User Agent") != std::string::npos);
        }
    }
}

TEST_CASE("inventory header: hostile and very many names stay one short line", "[scanner][csv]")
{
    Strings cells = {"model", "\x1b[31m\"evil\"\n", std::string(1'000'000, 'x')};
    cells.resize(10'000, "column");
    const auto header = read(cells);
    CHECK(header.messages.size() == 1);
    CHECK(header.messages[0].size() < 500);
    CHECK(header.messages[0].find('\x1b') == std::string::npos);
    CHECK(header.messages[0].find('\n') == std::string::npos);
    CHECK(header.messages[0].ends_with(" and 9991 more"));
}
