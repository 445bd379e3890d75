#include "scanner/json_codec.hpp"

#include "scanner/report/row.hpp"

namespace phonescan {

void write_identity_members(JsonWriter& json, const Identity& identity)
{
    const auto text_member = [&json](std::string_view key, std::string_view text) {
        json.key(key);
        json.string_or_null(text);
    };
    text_member("kind", name_of(identity.kind));
    text_member("vendor", identity.vendor);
    text_member("model", identity.model);
    text_member("firmware", identity.firmware);
    text_member("edition", identity.edition);
    text_member("mac", identity.mac ? identity.mac->to_string() : std::string{});
    text_member("serial", identity.serial);
    text_member("name", identity.name);
    text_member("confidence", name_of(identity.confidence));
    json.key("evidence");
    write_json_array(json, identity.evidence);
    json.key("conflicts");
    write_json_array(json, identity.conflicts);
}

void write_json(JsonWriter& json, const Evidence& evidence)
{
    json.begin_object();
    write_members(json, evidence);
    json.end_object();
}

void write_members(JsonWriter& json, const Evidence& evidence)
{
    json.key("attribute");
    json.string(evidence.attribute);
    json.key("field");
    json.string(name_of(evidence.field));
    json.key("value");
    json.string(evidence.value);
    json.key("fingerprint");
    json.string(evidence.fingerprint);
}

void write_json(JsonWriter& json, const Conflict& conflict)
{
    json.begin_object();
    json.key("attribute");
    json.string(conflict.attribute);
    json.key("values");
    json.begin_array();
    for (const auto& value : conflict.values) {
        json.begin_object();
        json.key("value");
        json.string(value.value);
        json.key("field");
        json.string(name_of(value.field));
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_json(JsonWriter& json, const Verdict& verdict)
{
    const auto text_member = [&json](std::string_view key, std::string_view text) {
        json.key(key);
        json.string_or_null(text);
    };
    json.begin_object();
    text_member("platform", verdict.platform);
    text_member("verdict", name_of(verdict.code));
    text_member("status", name_of(verdict.status));
    text_member("listed", name_of(verdict.listed));
    text_member("catalog", verdict.catalog);
    text_member("revision", verdict.revision);
    text_member("row", verdict.row);
    text_member("cell", verdict.cell);
    json.key("wanted");
    write_json_array(json, verdict.wanted);
    json.key("flags");
    write_json_array(json, verdict.flags);
    text_member("reason", verdict.reason);
    json.end_object();
}

void write_json(JsonWriter& json, const Observation& observation)
{
    const auto& source = observation.source;
    json.begin_object();
    json.key("field");
    json.string(name_of(observation.field));
    json.key("value");
    json.string(observation.value);
    json.key("channel");
    json.string(name_of(observation.channel));
    json.key("time");
    json.string_or_null(iso_time(observation.time));
    json.key("address");
    json.string_or_null(source.address.is_unspecified() ? std::string{} : source.address.to_string());
    json.key("port");
    if (source.port == 0)
        json.null();
    else
        json.number(source.port);
    json.end_object();
}

void write_json(JsonWriter& json, std::string_view text)
{
    json.string(text);
}

} // namespace phonescan
