#pragma once

#include "catalog/verdict.hpp"
#include "fingerprints/identity.hpp"
#include "scanner/json_writer.hpp"

namespace phonescan {

/// The members `kind` to `conflicts` of a device, to be written inside an object. Unknown is null.
void write_identity_members(JsonWriter& json, const Identity& identity);

/// {attribute, field, value, fingerprint}
void write_json(JsonWriter& json, const Evidence& evidence);

/// The same inside an object.
void write_members(JsonWriter& json, const Evidence& evidence);

/// {attribute, values:[{value, field}]}
void write_json(JsonWriter& json, const Conflict& conflict);

/// {platform, verdict, status, listed, catalog, revision, row, cell, wanted, flags, reason}
void write_json(JsonWriter& json, const Verdict& verdict);

/// {field, value, channel, time, address, port}; null where the channel has none.
void write_json(JsonWriter& json, const Observation& observation);

void write_json(JsonWriter& json, std::string_view text);

/// Any range of the above as an array.
template <class Range>
void write_json_array(JsonWriter& json, const Range& range)
{
    json.begin_array();
    for (const auto& element : range)
        write_json(json, element);
    json.end_array();
}

} // namespace phonescan
